using System.Collections.Immutable;

namespace OrleansTrader.Domain.Instruments;

/// <summary>The options listed on an underlying by one exchange and trading class (IB reqSecDefOptParams): these expiries and these strikes, though not every pair of them exists.</summary>
/// <param name="Multiplier">Money per point and contract.</param>
public sealed record OptionClass(string Exchange, string TradingClass, decimal Multiplier, ImmutableArray<DateOnly> Expiries, ImmutableArray<decimal> Strikes);
