using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>The economic fact we accepted from one execution (or adjustment), booked once to one strategy.</summary>
/// <param name="ExecId">IB's id; adjustments carry <c>adj.…</c>. A higher revision of the same root replaces this one.</param>
/// <param name="Order">Our order; null for foreign executions and adjustments.</param>
/// <param name="Multiplier">Money per point and unit.</param>
/// <param name="At">Exchange time, UTC.</param>
public sealed record Fill(
    ExecId ExecId,
    StrategyName Strategy,
    ConId ConId,
    string Symbol,
    Side Side,
    Quantity Quantity,
    Price Price,
    decimal Multiplier,
    Currency Currency,
    DateTimeOffset At,
    ClientOrderId? Order,
    PermId? PermId,
    FillSource Source)
{
    public PositionQuantity Signed => Quantity.Signed(Side);
}

public enum FillSource
{
    Execution = 1,

    /// <summary>Books what the broker no longer reports; superseded if the execution turns up (design P2).</summary>
    Adjustment = 2,

    /// <summary>Moves a holding from one strategy to another at an execution's price; a pair adds up to zero (flatten orders).</summary>
    Transfer = 3,
}
