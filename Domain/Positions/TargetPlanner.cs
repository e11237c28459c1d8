using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>The next step from a position toward its goal.</summary>
/// <param name="Cancels">Orders to cancel now; a replacement is planned only once they are confirmed gone.</param>
/// <param name="Place">At most one order, within the goal whatever else fills.</param>
/// <param name="Waiting">Why nothing can be placed although something is missing; null when nothing is.</param>
public sealed record Plan(ImmutableArray<PlannedCancel> Cancels, PlannedOrder? Place, string? Waiting)
{
    public static Plan Nothing { get; } = new([], null, null);
}

public readonly record struct PlannedCancel(ClientOrderId Id, string Reason);

public sealed record PlannedOrder(Side Side, Quantity Quantity, OrderTerms Terms, bool Reduces);

/// <param name="MayOpen">Whether conditions allow to move away from zero or through it.</param>
/// <param name="MayReduce">Whether conditions allow to move toward zero.</param>
/// <param name="MaxLivePerSide">Of all strategies together, per contract (design R14).</param>
public readonly record struct PlanLimits(bool MayOpen, bool MayReduce, int MaxLivePerSide);

/// <summary>Turns the difference between goal and position into cancels and at most one order (design P4, R14).</summary>
/// <remarks>
/// Invariant of every order it plans: position + all own orders that may still fill + the new one stays between position and goal.
/// Orders on the wrong side, with other terms or beyond the goal are cancelled; what they may still fill counts until they are gone.
/// </remarks>
public static class TargetPlanner
{
    public static Plan Next(Book book, Holding holding, Goal goal, Instrument instrument, PlanLimits limits)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(goal);
        var position = book.PositionOf(holding);
        var live = book.LiveOrdersOf(holding).ToImmutableArray();
        var cancels = Cancels(live, position, goal, instrument);
        var allowed = Allowed(position, goal.Quantity, limits);
        if (SideToward(position, allowed) is not { } side)
        {
            return new Plan(cancels, null, position == goal.Quantity || allowed != position ? null : "conditions forbid it");
        }

        var exposure = Exposure.Of(position, live);
        var missing = instrument.RoundDown(side == Side.Buy ? allowed.Value - exposure.Highest : exposure.Lowest - allowed.Value);
        if (missing.IsZero)
        {
            return new Plan(cancels, null, null);
        }

        var reduces = exposure.StaysReducing(side, missing);
        return Obstacle(book, holding.ConId, side, limits) is { } waiting
            ? new Plan(cancels, null, waiting)
            : new Plan(cancels, new PlannedOrder(side, missing, Terms(goal.Policy, side, instrument), reduces), null);
    }

    /// <summary>Why no order may join this side of the contract now: an own order of any strategy faces it, or the side is full.</summary>
    public static string? Obstacle(Book book, ConId conId, Side side, PlanLimits limits)
    {
        ArgumentNullException.ThrowIfNull(book);
        var same = 0;
        foreach (var order in book.LiveOrdersOf(conId))
        {
            if (order.Intent.Side != side)
            {
                return $"order {order.Id} of {order.Intent.Strategy} is on the other side";
            }

            same++;
        }

        return same >= limits.MaxLivePerSide ? $"{same} orders live on this side" : null;
    }

    private static PositionQuantity Allowed(PositionQuantity position, PositionQuantity goal, PlanLimits limits) => limits switch
    {
        { MayOpen: true } => goal,
        { MayReduce: true } => Goal.TowardZero(position, goal),
        _ => position,
    };

    private static Side? SideToward(PositionQuantity position, PositionQuantity goal) =>
        goal == position ? null : goal > position ? Side.Buy : Side.Sell;

    private static ImmutableArray<PlannedCancel> Cancels(ImmutableArray<Order> live, PositionQuantity position, Goal goal, Instrument instrument)
    {
        var side = SideToward(position, goal.Quantity);
        var terms = side is { } s ? Terms(goal.Policy, s, instrument) : null;
        var room = Math.Abs(goal.Quantity.Value - position.Value);
        var cancels = ImmutableArray.CreateBuilder<PlannedCancel>();
        foreach (var order in live)
        {
            if (Unfit(order, side, terms, ref room) is { } reason && !order.CancelRequested)
            {
                cancels.Add(new PlannedCancel(order.Id, reason));
            }
        }

        return cancels.ToImmutable();
    }

    /// <summary>Oldest first: what no longer fits into the room toward the goal goes.</summary>
    private static string? Unfit(Order order, Side? side, OrderTerms? terms, ref decimal room)
    {
        if (order.Intent.Side != side)
        {
            return side is null ? "the target is reached" : "the target is on the other side";
        }

        if (order.Intent.Purpose is OrderPurpose.Target or OrderPurpose.Flatten && order.Intent.Terms != terms)
        {
            return "the target's price changed";
        }

        if (Exposure.AtWorst(order) > room)
        {
            return "it would pass the target";
        }

        room -= Exposure.AtWorst(order);
        return null;
    }

    private static OrderTerms Terms(ExecutionPolicy policy, Side side, Instrument instrument) => policy switch
    {
        ExecutionPolicy.AtLimit limit => new OrderTerms.Limit(instrument.RoundPrice(limit.Price, side)),
        _ => new OrderTerms.Market(),
    };
}
