using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>One strategy's share of one contract: what a position, a target and their orders belong to.</summary>
public readonly record struct Holding(StrategyName Strategy, ConId ConId);
