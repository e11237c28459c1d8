using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>Best bid and ask and the last trade of one contract; a missing side is null.</summary>
/// <param name="At">When our process received the newest part.</param>
public sealed record Quote(
    ConId ConId,
    Price? Bid,
    Quantity? BidSize,
    Price? Ask,
    Quantity? AskSize,
    Price? Last,
    Quantity? LastSize,
    DateTimeOffset At,
    DataQuality Quality = DataQuality.Live)
{
    /// <summary>Half way between bid and ask; null unless both are there.</summary>
    public Price? Midpoint => Bid is { } bid && Ask is { } ask ? Price.Of((bid.Value + ask.Value) / 2) : null;
}

/// <summary>IB's market data type as strategies see it, plus our own verdict <see cref="Stale"/>.</summary>
public enum DataQuality
{
    Live = 1,
    Frozen = 2,
    Delayed = 3,
    DelayedFrozen = 4,
    Stale = 5,
}

/// <summary>A trade on the tape.</summary>
public readonly record struct Print(ConId ConId, Price Price, Quantity Size, DateTimeOffset At);
