using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>What happened to an order in a <see cref="MatchingBook"/>.</summary>
public abstract record BookEvent(long OrderId)
{
    /// <summary>A trade.</summary>
    /// <param name="AddedLiquidity">The order rested before the quote came to it.</param>
    public sealed record Matched(long OrderId, Price Price, Quantity Quantity, bool AddedLiquidity) : BookEvent(OrderId);

    /// <summary>A stop or touch order woke up.</summary>
    /// <param name="Limit">The limit at which a trailing stop limit order goes on; else null.</param>
    public sealed record Triggered(long OrderId, Price? Limit = null) : BookEvent(OrderId);

    /// <summary>A trailing stop followed the market.</summary>
    public sealed record Trailed(long OrderId, Price Stop) : BookEvent(OrderId);

    /// <summary>An order that could only fill at once, or in an auction, ended with an unfilled rest.</summary>
    public sealed record Expired(long OrderId) : BookEvent(OrderId);
}
