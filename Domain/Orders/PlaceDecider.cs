using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Whether an order that a strategy or an operator placed itself, or a change of one, may go: gate, limits, own orders facing it, the target in force.</summary>
public static class PlaceDecider
{
    /// <summary>All legs of a bracket or the one order: they go together or not at all. Exits face their parent by nature and only close what it opens.</summary>
    /// <returns>Null when they may go.</returns>
    public static Denial? Check(Book book, BrokerView view, ImmutableArray<OrderIntent> legs, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return LoneLeg(legs) ?? Check(book, view, legs[0], environment) ?? BracketBesideTarget(book, legs, environment.Now) ?? legs.Skip(1)
            .Select(exit => RiskCheck.Check(book, view, exit, environment))
            .FirstOrDefault(static denial => denial is not null);
    }

    /// <summary>A leg without its fellows would pass as an exit of whatever it names, and no limit of size holds exits.</summary>
    private static Denial? LoneLeg(ImmutableArray<OrderIntent> legs) => legs is [{ Bracket: not null }]
        ? new Denial(DenialCode.InvalidOrder, "A bracket is made by giving an order its exits; the leg of one cannot be placed alone.")
        : null;

    /// <summary>A change of price or size: refused, or the event that asks for it.</summary>
    /// <param name="quantity">The new total; null leaves it.</param>
    public static (ModifyRequested? Change, Denial? Denial) CheckChange(
        Book book, BrokerView view, Order order, Quantity? quantity, OrderTerms? terms, string reason, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(environment);
        var changed = order.Intent with { Quantity = quantity ?? order.Intent.Quantity, Terms = terms ?? order.Intent.Terms };
        var denial = Magnitudes.Check(changed.Quantity, changed.Terms)
            ?? Modifications.Check(order, changed.Quantity, changed.Terms)
            ?? Bracket.Check(book, changed)
            ?? MayChange(book, view, order, changed, environment);
        return denial is null ? (new ModifyRequested(order.Id, changed.Quantity, changed.Terms, reason), null) : (null, denial);
    }

    /// <summary>Smaller is like a reduction; larger must pass what a new order for the difference would, and another price of an order that opens is like opening.</summary>
    private static Denial? MayChange(Book book, BrokerView view, Order order, OrderIntent changed, TradingEnvironment environment)
    {
        var holding = new Holding(changed.Strategy, changed.ConId);
        var conditions = environment.Conditions(book, view, holding);
        conditions = order.Intent.Purpose is OrderPurpose.Operator or OrderPurpose.Flatten ? conditions with { Strategy = StrategyStatus.Active } : conditions;
        var grows = changed.Quantity > order.Intent.Quantity;
        var others = Exposure.Of(book.PositionOf(holding), book.LiveOrdersOf(holding).Where(other => other.Id != order.Id));
        var opens = grows || (changed.Terms != order.Intent.Terms && !others.StaysReducing(changed.Side, changed.Quantity - order.Filled));
        return TradingGate.Judge(conditions, opens ? TradingAct.Open : TradingAct.Reduce, changed.Terms).Denial
            ?? RiskCheck.CheckChange(book, view, order, changed, environment)
            ?? (grows && changed.Bracket?.Parent is null
                ? BesideTarget(book, holding, changed with { Quantity = changed.Quantity - order.Intent.Quantity }, Exposure.Of(book.PositionOf(holding), book.LiveOrdersOf(holding)), environment.Now)
                : null);
    }

    /// <returns>Null when it may go.</returns>
    public static Denial? Check(Book book, BrokerView view, OrderIntent intent, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(environment);
        if (Magnitudes.Check(intent.Quantity, intent.Terms) is { } mistake)
        {
            return mistake;
        }

        var holding = new Holding(intent.Strategy, intent.ConId);
        var exposure = Exposure.Of(book.PositionOf(holding), book.LiveOrdersOf(holding));
        var act = exposure.StaysReducing(intent.Side, intent.Quantity) ? TradingAct.Reduce : TradingAct.Open;
        var conditions = environment.Conditions(book, view, holding);
        conditions = intent.Purpose == OrderPurpose.Operator ? conditions with { Strategy = StrategyStatus.Active } : conditions;
        return TradingGate.Judge(conditions, act, intent.Terms).Denial
            ?? RiskCheck.Check(book, view, intent, environment)
            ?? Facing(book, intent, environment.LimitsOf(book, null))
            ?? BesideTarget(book, holding, intent, exposure, environment.Now);
    }

    private static Denial? Facing(Book book, OrderIntent intent, RiskLimits limits)
    {
        if (book.LiveOrdersOf(intent.ConId).FirstOrDefault(order => order.Intent.Side != intent.Side) is { } facing)
        {
            return new Denial(DenialCode.OppositeOrder, $"Order {facing.Id} of {facing.Intent.Strategy} is live on the other side.");
        }

        var same = book.LiveOrdersOf(intent.ConId).Count();
        return same >= limits.MaxLivePerSide
            ? new Denial(DenialCode.OpenOrderLimit, $"{same} orders are live on this side of the contract, at most {limits.MaxLivePerSide} may be.", same, limits.MaxLivePerSide)
            : null;
    }

    /// <summary>The planner would cancel exits that point away from the target.</summary>
    private static Denial? BracketBesideTarget(Book book, ImmutableArray<OrderIntent> legs, DateTimeOffset now) =>
        legs.Length > 1 && Goal.Of(book, new Holding(legs[0].Strategy, legs[0].ConId), now) is { } goal
            ? new Denial(DenialCode.ExposureLimit, $"{legs[0].Strategy} has a target of {goal.Quantity} for the contract, and no exit works against a target: pause it first.", null, goal.Quantity.Value)
            : null;

    /// <summary>A holding with a target is the planner's: an order beside it must not pass that target (design P4), by hand neither while the strategy runs.</summary>
    private static Denial? BesideTarget(Book book, Holding holding, OrderIntent intent, Exposure exposure, DateTimeOffset now)
    {
        var byHand = intent.Purpose == OrderPurpose.Operator;
        if (intent.Purpose is not (OrderPurpose.Strategy or OrderPurpose.Operator)
            || !book.Targets.TryGetValue(holding, out var target)
            || (byHand && Goal.Of(book, holding, now) is null))
        {
            return null;
        }

        var worst = intent.Side == Side.Buy ? exposure.Highest + intent.Quantity.Value : exposure.Lowest - intent.Quantity.Value;
        var limit = intent.Side == Side.Buy ? Math.Max(exposure.Position, target.Quantity.Value) : Math.Min(exposure.Position, target.Quantity.Value);
        return (intent.Side == Side.Buy && worst > limit) || (intent.Side == Side.Sell && worst < limit)
            ? new Denial(DenialCode.ExposureLimit, $"It could take the position to {worst}, past the target's {limit}{(byHand ? ": pause the strategy first, else its target takes it back" : "")}.", worst, limit)
            : null;
    }
}
