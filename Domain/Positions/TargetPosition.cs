using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>What a strategy wants to hold of one contract.</summary>
/// <param name="Version">The journal sequence of the event that set it; rises with every change.</param>
public sealed record TargetPosition(StrategyName Strategy, ConId ConId, PositionQuantity Quantity, ExecutionPolicy Policy, long Version, DateTimeOffset At)
{
    /// <summary>The position when it was set: where slices begin.</summary>
    public PositionQuantity From { get; init; }
}
