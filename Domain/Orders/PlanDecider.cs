using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>The next step of one holding with gate, risk and back-off applied.</summary>
/// <param name="Cancels">To journal and send at once.</param>
/// <param name="Order">To journal and send as soon as the order lane has a slot; planned anew if that takes a while.</param>
/// <param name="Denied">A limit that the next order would break, to journal; the back-off follows from it.</param>
/// <param name="RetryAt">When planning again may help; null when only an event can.</param>
public sealed record PlanDecision(ImmutableArray<CancelRequested> Cancels, OrderIntended? Order, OrderDenied? Denied, string? Waiting, DateTimeOffset? RetryAt)
{
    public static PlanDecision Nothing { get; } = new([], null, null, null, null);
}

public static class PlanDecider
{
    public static PlanDecision Decide(Book book, BrokerView view, Holding holding, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(environment);
        if (Goal.Of(book, holding) is not { } goal)
        {
            return PlanDecision.Nothing;
        }

        if (!environment.Instruments.TryGetValue(holding.ConId, out var instrument))
        {
            return PlanDecision.Nothing with { Waiting = "contract details", RetryAt = environment.Now + TimeSpan.FromSeconds(1) };
        }

        var limits = Limits(book, view, holding, goal, environment);
        var plan = TargetPlanner.Next(book, holding, goal, instrument, limits);
        var decision = PlanDecision.Nothing with
        {
            Cancels = [.. plan.Cancels.Select(static cancel => new CancelRequested(cancel.Id, cancel.Reason))],
            Waiting = plan.Waiting,
        };
        return plan.Place is { } place ? Ordered(book, holding, goal, place, limits, environment, decision) : decision;
    }

    /// <summary>1, 2, 4 and 8 seconds after refusals in a row, then five minutes: no retry storm.</summary>
    public static TimeSpan BackOff(int refusals) =>
        refusals switch { <= 0 => TimeSpan.Zero, <= 4 => TimeSpan.FromSeconds(1 << (refusals - 1)), _ => TimeSpan.FromMinutes(5) };

    private static PlanLimits Limits(Book book, BrokerView view, Holding holding, Goal goal, TradingEnvironment environment)
    {
        var conditions = environment.Conditions(book, view, holding);
        conditions = goal.Purpose == OrderPurpose.Flatten ? conditions with { Strategy = StrategyStatus.Active } : conditions;
        OrderTerms? terms = goal.Policy is ExecutionPolicy.AtMarket ? new OrderTerms.Market() : null;
        return new PlanLimits(
            TradingGate.Judge(conditions, TradingAct.Open, terms).IsYes,
            TradingGate.Judge(conditions, TradingAct.Reduce, terms).IsYes,
            environment.Limits.MaxLivePerSide);
    }

    private static PlanDecision Ordered(
        Book book, Holding holding, Goal goal, PlannedOrder place, PlanLimits limits, TradingEnvironment environment, PlanDecision decision)
    {
        if (!place.Reduces && !limits.MayOpen)
        {
            return decision with { Waiting = "other orders could carry it through zero" };
        }

        var trail = book.Refusals.GetValueOrDefault(holding);
        if (trail is not null && trail.LastAt + BackOff(trail.Count) is var retryAt && environment.Now < retryAt)
        {
            return decision with { Waiting = $"backing off after {trail.Count} refusals", RetryAt = retryAt };
        }

        // The sequence is part of the id: after a refusal or a fill the next order is another intent.
        var id = ClientOrderId.From($"plan/{book.Account}/{holding.Strategy}/{holding.ConId}/{book.Seq}");
        var intent = new OrderIntent(
            id, holding.Strategy, holding.ConId, place.Side, place.Quantity, place.Terms, TimeInForce.Day, false, goal.Purpose, goal.TargetVersion);
        return OrderRisk.Check(intent, environment.Instruments[holding.ConId], environment.Price(holding.ConId), environment.Limits, environment.Now) is { } denial
            ? decision with { Denied = new OrderDenied(intent, denial), Waiting = denial.Text }
            : decision with { Order = new OrderIntended(intent, OrderRef.Of(environment.Context.Installation, holding.Strategy, id)) };
    }
}
