using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>Open, high, low, close and volume of one contract over [<see cref="Start"/>, Start + <see cref="Size"/>).</summary>
/// <param name="Volume">In trading units, not lots; null where the kind has none (midpoint).</param>
/// <param name="Wap">Volume-weighted average price; null where the kind has none.</param>
/// <param name="Incomplete">A part of the span was not received (yet): the bar may be amended.</param>
public sealed record Bar(
    ConId ConId,
    BarSize Size,
    DateTimeOffset Start,
    Price Open,
    Price High,
    Price Low,
    Price Close,
    Quantity? Volume,
    Price? Wap,
    int Count,
    bool Incomplete = false)
{
    public DateTimeOffset End => Start + Size.Value;
}
