using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>The economic fact we accepted from one execution (or adjustment), booked once to one strategy.</summary>
/// <param name="ExecId">IB's id; adjustments carry <c>adj.…</c>. A higher revision of the same root replaces this one.</param>
/// <param name="Order">Our order; null for foreign executions and adjustments.</param>
/// <param name="Multiplier">Money per point and unit.</param>
/// <param name="At">Exchange time, UTC.</param>
/// <param name="Cause">Why an adjustment was made; null for everything else and for adjustments of journals that did not say.</param>
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
    FillSource Source,
    AdjustmentCause? Cause = null)
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

/// <summary>Why the broker's net changed without an execution that it still reports.</summary>
public enum AdjustmentCause
{
    /// <summary>Nobody knows: what the lists forgot overnight.</summary>
    Unexplained = 1,

    /// <summary>An order of ours that vanished in the gap, taken as filled.</summary>
    VanishedOrder = 2,

    /// <summary>The contract ended.</summary>
    Expiry = 3,

    /// <summary>An option was exercised or assigned: the option leaves, its underlying comes or goes.</summary>
    Assignment = 4,

    /// <summary>The number of shares changed, what they cost did not.</summary>
    Split = 5,

    /// <summary>A person took over what the broker holds.</summary>
    Adopted = 6,
}
