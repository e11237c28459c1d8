using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>What one strategy holds of one contract: the fold of its fills by design R12.</summary>
/// <param name="OpenCost">Signed cost of the open quantity: Σ signed quantity × price × multiplier, without commission.</param>
/// <param name="RealizedPnl">Before commission.</param>
/// <param name="Commission">Σ of the commissions known so far in <paramref name="Currency"/>; a rebate is negative. What was charged in another currency is with its fill.</param>
/// <param name="Cash">−Σ signed quantity × price × multiplier − commission.</param>
/// <param name="AsOfSeq">The journal sequence this state includes.</param>
public sealed record Position(
    StrategyName Strategy,
    ConId ConId,
    string Symbol,
    Currency Currency,
    decimal Multiplier,
    PositionQuantity Quantity,
    decimal OpenCost,
    decimal RealizedPnl,
    decimal Commission,
    decimal Cash,
    long AsOfSeq)
{
    /// <summary>Average price per unit of the open quantity; null when flat. Derived, never stored.</summary>
    public Price? AveragePrice => Quantity.IsFlat ? null : Price.Of(Money.Divide(OpenCost, Quantity.Value * Multiplier));
}
