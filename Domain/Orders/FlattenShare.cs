using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Shares the executions of the account's flatten order among the strategies by their signed positions (design R11, R14).</summary>
/// <remarks>
/// The execution itself is booked to the largest holder on the side that it closes; the shares of the others move there as pairs of transfers at
/// the execution's price, which add up to zero. When the net is closed, so is every strategy.
/// </remarks>
internal static class FlattenShare
{
    /// <summary>Whether this order closes the account's net, not one strategy's position.</summary>
    public static bool IsShared(Order order) => order.Intent is { Purpose: OrderPurpose.Flatten, Strategy: var strategy } && strategy == StrategyName.Unknown;

    /// <summary>Who an execution of the order is booked to.</summary>
    public static StrategyName Holder(Book book, Order order)
    {
        if (!IsShared(order))
        {
            return order.Intent.Strategy;
        }

        var closing = -order.Intent.Side.Sign();
        var holders = HoldingsOf(book, order.Intent.ConId).Where(h => Math.Sign(h.Quantity) == closing).ToImmutableArray();
        return holders.IsEmpty ? StrategyName.Unknown : holders.MaxBy(static h => Math.Abs(h.Quantity)).Strategy;
    }

    public static IEnumerable<BookEvent> Transfers(Book book, Order? order, Fill fill)
    {
        if (order is null || !IsShared(order) || book.NetOf(fill.ConId).Value is var net && net == 0)
        {
            return [];
        }

        var others = HoldingsOf(book, fill.ConId).Where(h => h.Strategy != fill.Strategy && h.Quantity != 0);
        return others.SelectMany((other, i) => Pair(fill, other, ShareOf(other.Quantity, fill, net), i));
    }

    private static decimal ShareOf(decimal held, Fill fill, decimal net)
    {
        var part = Math.Min(1, Math.Abs(fill.Signed.Value / net));
        return part == 1 ? -held : -Math.Truncate(held * part);
    }

    private static IEnumerable<BookEvent> Pair(Fill fill, (StrategyName Strategy, decimal Quantity) other, decimal signed, int index)
    {
        if (signed == 0)
        {
            yield break;
        }

        yield return new ExecutionBooked(Share(fill, other.Strategy, signed, (index * 2) + 1));
        yield return new ExecutionBooked(Share(fill, fill.Strategy, -signed, (index * 2) + 2));
    }

    private static Fill Share(Fill fill, StrategyName strategy, decimal signed, int number) => fill with
    {
        ExecId = ExecId.Of($"{fill.ExecId.Root}~{number}"),
        Strategy = strategy,
        Side = signed > 0 ? Side.Buy : Side.Sell,
        Quantity = Quantity.Of(Math.Abs(signed)),
        Order = null,
        Source = FillSource.Transfer,
    };

    private static IEnumerable<(StrategyName Strategy, decimal Quantity)> HoldingsOf(Book book, ConId conId) => book.Holdings
        .Where(pair => pair.Key.ConId == conId)
        .Select(static pair => (pair.Key.Strategy, pair.Value.Quantity.Value))
        .OrderBy(static pair => pair.Strategy.Value, StringComparer.Ordinal);
}
