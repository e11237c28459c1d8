using System.Collections.Immutable;

namespace OrleansTrader.Domain.Strategies;

/// <summary>A strategy class that a process knows.</summary>
/// <param name="Problem">Why it cannot be configured with defaults alone; null when it can.</param>
public sealed record StrategyType(string Name, string FullName, string Assembly, ImmutableArray<ParameterInfo> Parameters, string? Problem);
