using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>The next step from a position toward its goal.</summary>
/// <param name="Cancels">Orders to cancel now; a replacement is planned only once they are confirmed gone.</param>
/// <param name="Modify">At most one order to make smaller or move to another price; the next one once this is on its way.</param>
/// <param name="Place">At most one order, within the goal whatever else fills; never beside a modification.</param>
/// <param name="Waiting">Why nothing can be placed although something is missing; null when nothing is.</param>
public sealed record Plan(ImmutableArray<PlannedCancel> Cancels, PlannedModify? Modify, PlannedOrder? Place, string? Waiting)
{
    public static Plan Nothing { get; } = new([], null, null, null);
}

public readonly record struct PlannedCancel(ClientOrderId Id, string Reason);

/// <param name="Quantity">The new total.</param>
public sealed record PlannedModify(ClientOrderId Id, Quantity Quantity, OrderTerms Terms, string Reason);

public sealed record PlannedOrder(Side Side, Quantity Quantity, OrderTerms Terms, bool Reduces, OrderAlgo? Algo = null);

/// <param name="MayOpen">Whether conditions allow to move away from zero or through it.</param>
/// <param name="MayReduce">Whether conditions allow to move toward zero.</param>
/// <param name="MaxLivePerSide">Of all strategies together, per contract (design R14).</param>
/// <param name="SplitAtZero">Through zero in two orders: the second once the position is flat and nothing works.</param>
public readonly record struct PlanLimits(bool MayOpen, bool MayReduce, int MaxLivePerSide, bool SplitAtZero = false);

/// <summary>Turns the difference between goal and position into the fewest actions: keep, modify, cancel, place (design P4, R14).</summary>
/// <remarks>
/// Invariant of every order it plans: position + all own orders that may still fill + the new one stays between position and goal. Orders on the wrong
/// side are cancelled, those beyond the goal made smaller, those at another price moved (as soon as the broker shows them), and cancelled where that cannot be; what they may
/// still fill counts until they are gone. A modification never makes an order larger: what is missing is another order, so that none loses its place in the queue.
/// </remarks>
public static class TargetPlanner
{
    public static Plan Next(Book book, Holding holding, Goal goal, Instrument instrument, PlanLimits limits, Price? market = null)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(goal);
        var position = book.PositionOf(holding);
        var live = book.LiveOrdersOf(holding).ToImmutableArray();
        var (cancels, modify) = Adjust(live, position, goal, instrument, limits, market);
        if (modify is not null)
        {
            return new Plan(cancels, modify, null, null);
        }

        var allowed = Allowed(position, goal.Quantity, limits);
        if (SideToward(position, allowed) is not { } side)
        {
            return new Plan(cancels, null, null, position == goal.Quantity || allowed != position ? null : "conditions forbid it");
        }

        var exposure = Exposure.Of(position, live);
        var missing = instrument.RoundDown(side == Side.Buy ? allowed.Value - exposure.Highest : exposure.Lowest - allowed.Value);
        if (missing.IsZero)
        {
            return new Plan(cancels, null, null, null);
        }

        return Obstacle(book, holding.ConId, side, limits) is { } waiting ? new Plan(cancels, null, null, waiting)
            : goal.Policy.Order(side, instrument, market) is not { } order ? new Plan(cancels, null, null, "no price is known")
            : new Plan(cancels, null, new PlannedOrder(side, missing, order.Terms, exposure.StaysReducing(side, missing), order.Algo), null);
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
        { MayOpen: true, SplitAtZero: true } when position.Value * goal.Value < 0 => PositionQuantity.Zero,
        { MayOpen: true } => goal,
        { MayReduce: true } => Goal.TowardZero(position, goal),
        _ => position,
    };

    private static Side? SideToward(PositionQuantity position, PositionQuantity goal) =>
        goal == position ? null : goal > position ? Side.Buy : Side.Sell;

    /// <summary>Oldest first: what no longer fits into the room toward the goal, or not at its price, is changed or goes.</summary>
    private static (ImmutableArray<PlannedCancel> Cancels, PlannedModify? Modify) Adjust(
        ImmutableArray<Order> live, PositionQuantity position, Goal goal, Instrument instrument, PlanLimits limits, Price? market)
    {
        var side = SideToward(position, goal.Quantity);
        var fit = new Fit(goal, instrument, side, market, side is { } s ? goal.Policy.Order(s, instrument, market) : null);
        var mayModify = limits.MayOpen || limits.MayReduce;
        var room = Math.Abs(goal.Quantity.Value - position.Value);
        var cancels = ImmutableArray.CreateBuilder<PlannedCancel>();
        PlannedModify? modify = null;
        foreach (var order in live)
        {
            var (reason, change) = fit.Judge(order, room);
            if (reason is not null && !order.CancelRequested)
            {
                if (change is not null && mayModify && order is { IsModifiable: true, ChangesRefused: 0 })
                {
                    modify ??= change;
                }
                else if (change is null || change.Quantity < order.Intent.Quantity || order.Status != OrderStatus.PendingSubmit)
                {
                    cancels.Add(new PlannedCancel(order.Id, reason));
                }
            }

            room -= order.Intent.Side == side ? Math.Min(room, Exposure.AtWorst(order)) : 0;
        }

        return (cancels.ToImmutable(), modify);
    }

    /// <summary>What working orders are measured against.</summary>
    private sealed record Fit(Goal Goal, Instrument Instrument, Side? Side, Price? Market, PolicyOrder? Wanted)
    {
        /// <summary>Why the order cannot stay as it is, and what would make it stay; both null when it can.</summary>
        public (string? Reason, PlannedModify? Change) Judge(Order order, decimal room)
        {
            if (order.Intent.Side != Side)
            {
                return (Side is null ? "the target is reached" : "the target is on the other side", null);
            }

            var terms = Wanted is { } wanted && IsPlanned(order) && !Goal.Policy.Keeps(TermsOf(order), wanted, order.Intent.Side, Market) ? wanted.Terms : null;
            var becomes = order.Changing?.Quantity ?? order.Intent.Quantity;
            var fits = order.IsUnconfirmed && becomes.Value - order.Filled.Value <= room; // Made smaller: it counts as it was until that is confirmed.
            if (Exposure.AtWorst(order) > room && !fits)
            {
                const string Beyond = "it would pass the target";
                var rest = Instrument.RoundDown(room);
                return (Beyond, rest.IsZero || order.PermIds.Length > 1 ? null : Change(order, order.Filled + rest, terms, Beyond));
            }

            const string Moved = "the target's price changed";
            return terms is null ? (null, null)
                : order.Changing is not null ? (null, null)
                : (Moved, Change(order, order.Intent.Quantity, terms, Moved));
        }

        /// <summary>IB changes price and size, not the type; nor an algo.</summary>
        private PlannedModify? Change(Order order, Quantity total, OrderTerms? terms, string reason) =>
            (terms is null || terms.GetType() == order.Intent.Terms.GetType()) && order.Intent.Algo == (IsPlanned(order) ? Wanted?.Algo : order.Intent.Algo)
                ? new PlannedModify(order.Id, total, terms ?? order.Intent.Terms, reason)
                : null;

        private static bool IsPlanned(Order order) => order.Intent.Purpose is OrderPurpose.Target or OrderPurpose.Flatten;

        private static OrderTerms TermsOf(Order order) => order.Changing?.Terms ?? order.Intent.Terms;
    }
}
