using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>The exits of a bracket: each works once its parent fills, one fill takes the other away.</summary>
/// <param name="TakeProfit">Null for none.</param>
/// <param name="StopLoss">Null for none; one of the two must be there.</param>
/// <param name="TimeInForce">Of the exits: they outlive the day of their parent unless told otherwise.</param>
public sealed record BracketExits(OrderTerms? TakeProfit, OrderTerms? StopLoss, TimeInForce TimeInForce = TimeInForce.Gtc);

/// <summary>Brackets: which orders they are made of, and what becomes of the rest when one leg ends early.</summary>
public static class Bracket
{
    /// <summary>The id of a bracket's exit with a profit.</summary>
    public static ClientOrderId TakeProfitOf(ClientOrderId parent) => ClientOrderId.From($"{parent}/profit");

    /// <summary>The id of a bracket's exit with a loss.</summary>
    public static ClientOrderId StopLossOf(ClientOrderId parent) => ClientOrderId.From($"{parent}/loss");

    /// <summary>The order with its exits behind it, in the order in which they are sent; without exits the order alone.</summary>
    public static ImmutableArray<OrderIntent> Legs(OrderIntent parent, BracketExits? exits)
    {
        ArgumentNullException.ThrowIfNull(parent);
        if (exits is null or { TakeProfit: null, StopLoss: null })
        {
            return [parent];
        }

        var (profit, loss) = (TakeProfitOf(parent.Id), StopLossOf(parent.Id));
        return
        [
            parent with { Bracket = new BracketLeg(null, false, exits.TakeProfit is null ? null : profit, exits.StopLoss is null ? null : loss) },
            .. exits.TakeProfit is { } gain ? [Exit(parent, profit, gain, exits.TimeInForce, exits.StopLoss is null)] : ImmutableArray<OrderIntent>.Empty,
            .. exits.StopLoss is { } stop ? [Exit(parent, loss, stop, exits.TimeInForce, true)] : ImmutableArray<OrderIntent>.Empty,
        ];
    }

    /// <summary>An exit closes what its parent opens: larger, it would go through zero. Null when it may become this.</summary>
    public static Denial? Check(Book book, OrderIntent changed)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(changed);
        return changed.Bracket?.Parent is { } parent && book.Orders.TryGetValue(parent, out var entry) && changed.Quantity > Opens(entry)
            ? new Denial(
                DenialCode.InvalidOrder,
                $"Order {changed.Id} is an exit of {parent}, which opens {Opens(entry)}: up to {Opens(entry)} would pass.",
                changed.Quantity.Value,
                Opens(entry).Value,
                Opens(entry).Value)
            : null;
    }

    /// <summary>What must happen to legs whose siblings ended: no exit may outlive its parent's position, no parent work without its exits.</summary>
    /// <remarks>A repeat decides nothing: what it asks for is recorded in the orders it looks at.</remarks>
    public static ImmutableArray<BookEvent> Care(Book book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return [.. book.LiveOrders.Where(static order => order is { Intent.Bracket: not null, CancelRequested: false }).SelectMany(order => CareOf(book, order))];
    }

    private static IEnumerable<BookEvent> CareOf(Book book, Order order) => order.Intent.Bracket switch
    {
        { Parent: { } parent } => book.Orders.TryGetValue(parent, out var entry) ? Exit(order, entry) : [],
        { } leg => new[] { leg.TakeProfit, leg.StopLoss }.Any(exit => exit is { } id && NeverWorked(book, id))
            ?
            [
                new CancelRequested(order.Id, "an exit of its bracket was not taken"),
                new Notified(NotificationLevel.Alarm, "bracket", $"Order {order.Id} of {order.Intent.Strategy} is cancelled: an exit of its bracket was not taken; {order.Filled} are filled without it."),
            ]
            : [],
        _ => [],
    };

    /// <summary>What a parent filled once it is over, else the most it may.</summary>
    private static Quantity Opens(Order parent) => parent.Status.IsTerminal() ? parent.Filled : parent.Most;

    /// <summary>An exit is for what its parent opens, and no more.</summary>
    private static IEnumerable<BookEvent> Exit(Order exit, Order parent)
    {
        if (parent.Status.IsTerminal() && parent.Filled <= exit.Filled)
        {
            yield return new CancelRequested(exit.Id, $"its parent ended with {parent.Filled} filled");
        }
        else if (Opens(parent) < exit.Intent.Quantity && exit is { IsModifiable: true, ChangesRefused: 0 })
        {
            var reason = parent.Status.IsTerminal() ? $"its parent ended with {parent.Filled} filled" : $"its parent is for {Opens(parent)} now";
            yield return new ModifyRequested(exit.Id, Opens(parent), exit.Intent.Terms, reason);
        }
    }

    private static bool NeverWorked(Book book, ClientOrderId id) =>
        book.Orders.TryGetValue(id, out var exit) && exit is { Status: OrderStatus.NotSent or OrderStatus.NeverSent or OrderStatus.Rejected };

    private static OrderIntent Exit(OrderIntent parent, ClientOrderId id, OrderTerms terms, TimeInForce timeInForce, bool last) => parent with
    {
        Id = id,
        Side = parent.Side.Opposite(),
        Terms = terms,
        TimeInForce = timeInForce,
        GoodTill = null,
        Algo = null,
        Oca = null,
        Bracket = new BracketLeg(parent.Id, last),
    };
}
