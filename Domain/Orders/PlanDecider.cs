using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>The next step of one holding with gate, risk, session and back-off applied.</summary>
/// <param name="Cancels">To journal and send at once.</param>
/// <param name="Send">An <see cref="OrderIntended"/> or <see cref="ModifyRequested"/> to journal and send as soon as the order lane has a slot; planned anew if that takes a while.</param>
/// <param name="Denied">A limit that the next order would break, to journal; the back-off follows from it.</param>
/// <param name="RetryAt">When planning again may help; null when only an event can.</param>
public sealed record PlanDecision(ImmutableArray<CancelRequested> Cancels, BookEvent? Send, OrderDenied? Denied, string? Waiting, DateTimeOffset? RetryAt)
{
    public static PlanDecision Nothing { get; } = new([], null, null, null, null);

    /// <summary>The order to place; null when nothing, or a change, is to be sent.</summary>
    public OrderIntended? Order => Send as OrderIntended;
}

public static class PlanDecider
{
    /// <summary>How often a price that follows the market is looked at while an order works.</summary>
    private static readonly TimeSpan Follow = TimeSpan.FromSeconds(1);

    public static PlanDecision Decide(Book book, BrokerView view, Holding holding, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(environment);
        if (Goal.Of(book, holding, environment.Now) is not { } goal)
        {
            return PlanDecision.Nothing;
        }

        if (!environment.Instruments.TryGetValue(holding.ConId, out var instrument))
        {
            return PlanDecision.Nothing with { Waiting = "contract details", RetryAt = environment.Now + TimeSpan.FromSeconds(1) };
        }

        var limits = Limits(book, view, holding, goal, environment);
        var plan = TargetPlanner.Next(book, holding, goal, instrument, limits, environment.Price(holding.ConId));
        var decision = PlanDecision.Nothing with
        {
            Cancels = [.. plan.Cancels.Select(static cancel => new CancelRequested(cancel.Id, cancel.Reason))],
            Waiting = plan.Waiting,
            RetryAt = Again(book, holding, goal, plan, environment.Now),
        };
        return plan switch
        {
            { Modify: { } change } => Changed(book, view, change, environment, decision),
            { Place: { } place } => Ordered(book, view, goal, new PlanStep(holding, place, limits), environment, decision),
            _ => decision,
        };
    }

    /// <summary>1, 2, 4 and 8 seconds after refusals in a row, then five minutes: no retry storm.</summary>
    public static TimeSpan BackOff(int refusals) =>
        refusals switch { <= 0 => TimeSpan.Zero, <= 4 => TimeSpan.FromSeconds(1 << (refusals - 1)), _ => TimeSpan.FromMinutes(5) };

    private sealed record PlanStep(Holding Holding, PlannedOrder Place, PlanLimits Limits);

    /// <summary>When time or a price moves the plan: the next slice, or a look at an order that follows the market.</summary>
    private static DateTimeOffset? Again(Book book, Holding holding, Goal goal, Plan plan, DateTimeOffset now)
    {
        var follows = goal.Policy is ExecutionPolicy.MarketableLimit or ExecutionPolicy.Sliced { Each: ExecutionPolicy.MarketableLimit }
            && (plan.Place is not null || plan.Waiting is not null || book.LiveOrdersOf(holding).Any());
        var unanswered = book.LiveOrdersOf(holding).Any(static order => order.Status == OrderStatus.PendingSubmit || order.Changing is not null);
        var look = follows || unanswered ? now + Follow : (DateTimeOffset?)null;
        return goal.NextAt is { } next && (look is null || next < look) ? next : look;
    }

    private static PlanLimits Limits(Book book, BrokerView view, Holding holding, Goal goal, TradingEnvironment environment)
    {
        var conditions = environment.Conditions(book, view, holding);
        conditions = goal.Purpose == OrderPurpose.Flatten ? conditions with { Strategy = StrategyStatus.Active } : conditions;
        OrderTerms? terms = goal.Policy is ExecutionPolicy.AtMarket ? new OrderTerms.Market() : null;
        return new PlanLimits(
            TradingGate.Judge(conditions, TradingAct.Open, terms).IsYes,
            TradingGate.Judge(conditions, TradingAct.Reduce, terms).IsYes,
            environment.LimitsOf(book, null).MaxLivePerSide,
            environment.SplitAtZero);
    }

    /// <summary>A change is held to gate and limits like one asked for by hand. What may not shrink is cancelled; what may not be repriced stays as it is.</summary>
    private static PlanDecision Changed(Book book, BrokerView view, PlannedModify change, TradingEnvironment environment, PlanDecision decision)
    {
        var order = book.Orders[change.Id];
        var (request, denial) = PlaceDecider.CheckChange(book, view, order, change.Quantity, change.Terms, change.Reason, environment);
        return request is not null ? decision with { Send = request }
            : change.Quantity < order.Intent.Quantity ? decision with { Cancels = decision.Cancels.Add(new CancelRequested(order.Id, change.Reason)) }
            : decision with { Waiting = denial!.Text };
    }

    private static PlanDecision Ordered(
        Book book, BrokerView view, Goal goal, PlanStep step, TradingEnvironment environment, PlanDecision decision)
    {
        var (holding, place, limits) = step;
        if (!place.Reduces && !limits.MayOpen)
        {
            return decision with { Waiting = "other orders could carry it through zero" };
        }

        var instrument = environment.Instruments[holding.ConId];
        if (instrument.ClosedUntil(environment.Now) is { } opening)
        {
            return decision with { Waiting = $"the market is closed until {opening:yyyy-MM-dd HH:mm} UTC", RetryAt = opening };
        }

        var trail = book.Refusals.GetValueOrDefault(holding);
        if (trail is not null && trail.LastAt + BackOff(trail.Count) is var retryAt && environment.Now < retryAt)
        {
            return decision with { Waiting = $"backing off after {trail.Count} refusals", RetryAt = retryAt };
        }

        // The sequence is part of the id: after a refusal or a fill the next order is another intent.
        var id = ClientOrderId.From($"plan/{book.Account}/{holding.Strategy}/{holding.ConId}/{book.Seq}");
        var intent = new OrderIntent(
            id, holding.Strategy, holding.ConId, place.Side, place.Quantity, place.Terms, TimeInForce.Day, false, goal.Purpose, goal.TargetVersion)
        { Algo = place.Algo };
        return RiskCheck.Check(book, view, intent, environment) is { } denial
            ? decision with { Denied = new OrderDenied(intent, denial), Waiting = denial.Text }
            : decision with { Send = new OrderIntended(intent, OrderRef.Of(environment.Context.Installation, holding.Strategy, id)) };
    }
}
