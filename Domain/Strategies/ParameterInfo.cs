namespace OrleansTrader.Domain.Strategies;

/// <summary>One parameter as its strategy reads it; all values as text, the way settings hold them.</summary>
/// <param name="Kind">int, decimal, bar size, flag, text, list or choice.</param>
/// <param name="Allowed">The range or the words allowed; null when any value is.</param>
public sealed record ParameterInfo(string Name, string Kind, string Default, string? Allowed);
