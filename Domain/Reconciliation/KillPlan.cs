using System.Collections.Immutable;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>The next step of the kill switch (design R11); worked out afresh from books and view each time, so a crash repeats nothing.</summary>
/// <param name="Cancels">Live orders whose cancellation was not yet asked for.</param>
/// <param name="Flatten">One closing order per contract.</param>
/// <param name="Ask">Why the lists must be read again; null when they need not.</param>
/// <param name="Verified">Flat at the broker and in the books, nothing live.</param>
/// <param name="Alarm">What is not flat and cannot be closed safely by itself.</param>
public sealed record KillStep(ImmutableArray<ClientOrderId> Cancels, ImmutableArray<OrderIntent> Flatten, string? Ask, bool Verified, string? Alarm)
{
    /// <summary>Cancels are unconfirmed for longer than they may be.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>Something is live, open or in the way.</summary>
    public bool HasWork => !Cancels.IsEmpty || !Flatten.IsEmpty || Alarm is not null;
}

public static class KillPlan
{
    /// <summary>How often one contract's closing order is tried.</summary>
    public const int MaxAttempts = 5;

    /// <param name="cancelledSince">When cancelling began in this activation.</param>
    /// <param name="patience">How long confirmations are waited for before the lists are asked, and again before flattening begins regardless.</param>
    public static KillStep Next(Book book, BrokerView view, DateTimeOffset cancelledSince, DateTimeOffset now, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        var live = book.LiveOrders.Where(static order => order.Intent.Purpose != OrderPurpose.Flatten).ToImmutableArray();
        ImmutableArray<ClientOrderId> cancels = [.. live.Where(static order => !order.CancelRequested).Select(static order => order.Id)];
        var idle = new KillStep(cancels, [], null, false, null);
        if (!view.Synchronized || book.AdoptingCause is not null)
        {
            return idle;
        }

        var waited = now - cancelledSince;
        idle = idle with { IsOverdue = !live.IsEmpty && waited >= patience };
        if (!live.IsEmpty && waited < 2 * patience)
        {
            return waited >= patience && view.Last!.BeganAt < cancelledSince + patience && view.Current is null
                ? idle with { Ask = $"{live.Length} orders are not confirmed cancelled" }
                : idle;
        }

        return Close(book, view, idle);
    }

    /// <summary>The same latch, contract and attempt give the same order id.</summary>
    public static ClientOrderId IntentId(string latch, ConId conId, int attempt) => ClientOrderId.From($"kill/{latch}/{conId}/{attempt}");

    private static KillStep Close(Book book, BrokerView view, KillStep step)
    {
        var open = view.Net.Where(static pair => !pair.Value.Quantity.IsFlat).OrderBy(static pair => pair.Key.Value).ToImmutableArray();
        if (open.IsEmpty)
        {
            return step with { Verified = !book.LiveOrders.Any() && book.Net.Values.All(static net => net.IsFlat) };
        }

        var orders = ImmutableArray.CreateBuilder<OrderIntent>();
        var alarms = new List<string>();
        foreach (var (conId, position) in open)
        {
            if (Obstacle(book, view, conId, position.Quantity) is { } obstacle)
            {
                alarms.Add($"{position.Symbol} {position.Quantity}: {obstacle}");
            }
            else if (Order(book, view, conId, alarms) is { } order)
            {
                orders.Add(order);
            }
        }

        return step with { Flatten = orders.ToImmutable(), Alarm = alarms.Count == 0 ? null : "not flat: " + string.Join("; ", alarms) };
    }

    /// <summary>What could carry the position through zero if we closed it now.</summary>
    private static string? Obstacle(Book book, BrokerView view, ConId conId, PositionQuantity position)
    {
        var closing = position.Value > 0 ? Side.Sell : Side.Buy;
        var ours = book.LiveOrdersOf(conId).Any(order => order.Intent.Side == closing && order.Intent.Purpose != OrderPurpose.Flatten);
        var foreign = view.Foreign.Values.Any(order => order.ConId == conId && order.Side == closing);
        return ours ? "an unconfirmed order of ours could cross zero" : foreign ? "a foreign order could cross zero" : null;
    }

    private static OrderIntent? Order(Book book, BrokerView view, ConId conId, List<string> alarms)
    {
        var (position, symbol) = (view.NetOf(conId), view.Net[conId].Symbol);
        var agreed = book.NetOf(conId) == position || (view.Differences.TryGetValue(conId, out var difference) && difference.Confirmations > 0);
        var closing = book.LiveOrdersOf(conId).FirstOrDefault(static order => order.Intent.Purpose == OrderPurpose.Flatten);
        if (closing is { Status: OrderStatus.Unknown })
        {
            alarms.Add($"{symbol} {position}: nobody knows whether its closing order {closing.Id} works; cancel it by hand if it is gone");
        }

        if (!agreed || closing is not null)
        {
            return null; // The closing order works, or its executions are on their way.
        }

        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var id = IntentId(book.KillLatch!, conId, attempt);
            if (!book.Orders.ContainsKey(id))
            {
                var side = position.Value > 0 ? Side.Sell : Side.Buy;
                return new OrderIntent(id, StrategyName.Unknown, conId, side, position.Absolute, new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Flatten, null);
            }
        }

        alarms.Add($"{symbol} {position}: {MaxAttempts} closing orders failed");
        return null;
    }
}
