using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Whether one order that a strategy or an operator placed itself may go: gate, limits, own orders facing it, the target in force.</summary>
public static class PlaceDecider
{
    /// <returns>Null when it may go.</returns>
    public static Denial? Check(Book book, BrokerView view, OrderIntent intent, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.Instruments.TryGetValue(intent.ConId, out var instrument))
        {
            return new Denial(DenialCode.UnknownInstrument, $"Contract {intent.ConId} is not known.");
        }

        var holding = new Holding(intent.Strategy, intent.ConId);
        var exposure = Exposure.Of(book.PositionOf(holding), book.LiveOrdersOf(holding));
        var act = exposure.StaysReducing(intent.Side, intent.Quantity) ? TradingAct.Reduce : TradingAct.Open;
        var conditions = environment.Conditions(book, view, holding);
        conditions = intent.Purpose == OrderPurpose.Operator ? conditions with { Strategy = StrategyStatus.Active } : conditions;
        return TradingGate.Judge(conditions, act, intent.Terms).Denial
            ?? OrderRisk.Check(intent, instrument, environment.Price(intent.ConId), environment.Limits, environment.Now)
            ?? Facing(book, intent, environment.Limits)
            ?? BesideTarget(book, holding, intent, exposure);
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

    /// <summary>A holding with a target is the planner's: an order beside it must not pass that target (design P4).</summary>
    private static Denial? BesideTarget(Book book, Holding holding, OrderIntent intent, Exposure exposure)
    {
        if (intent.Purpose != OrderPurpose.Strategy || !book.Targets.TryGetValue(holding, out var target))
        {
            return null;
        }

        var worst = intent.Side == Side.Buy ? exposure.Highest + intent.Quantity.Value : exposure.Lowest - intent.Quantity.Value;
        var limit = intent.Side == Side.Buy ? Math.Max(exposure.Position, target.Quantity.Value) : Math.Min(exposure.Position, target.Quantity.Value);
        return (intent.Side == Side.Buy && worst > limit) || (intent.Side == Side.Sell && worst < limit)
            ? new Denial(DenialCode.ExposureLimit, $"It could take the position to {worst}, past the target's {limit}.", worst, limit)
            : null;
    }
}
