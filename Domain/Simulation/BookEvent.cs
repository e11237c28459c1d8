using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>What happened to an order in a <see cref="MatchingBook"/>.</summary>
public abstract record BookEvent(long OrderId)
{
    /// <summary>A trade.</summary>
    /// <param name="AddedLiquidity">The order rested before the quote came to it.</param>
    public sealed record Matched(long OrderId, Price Price, Quantity Quantity, bool AddedLiquidity) : BookEvent(OrderId);

    /// <summary>A stop became a market order.</summary>
    public sealed record Triggered(long OrderId) : BookEvent(OrderId);

    /// <summary>An immediate-or-cancel or fill-or-kill order ended with an unfilled rest.</summary>
    public sealed record Expired(long OrderId) : BookEvent(OrderId);
}
