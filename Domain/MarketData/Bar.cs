using System.Text.Json.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>Open, high, low, close and volume of one contract over [<see cref="Start"/>, <see cref="End"/>), in UTC.</summary>
/// <remarks>Bars of a day and more start at midnight of their first trading day in the exchange's zone, as the broker's do, whenever their first session opened.</remarks>
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
    /// <summary>Where the session ends it early, or for a bar that does not go by time, its real end; null where the nominal one holds.</summary>
    public DateTimeOffset? Until { get; init; }

    [JsonIgnore]
    public DateTimeOffset End => Until ?? Start + Size.Value;
}
