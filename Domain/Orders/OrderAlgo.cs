using System.Text.Json.Serialization;

namespace OrleansTrader.Domain.Orders;

/// <summary>One of IB's algos with its typed parameters; works market and limit orders only.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "algo")]
[JsonDerivedType(typeof(Adaptive), "adaptive")]
[JsonDerivedType(typeof(Twap), "twap")]
public abstract record OrderAlgo
{
    private OrderAlgo()
    {
    }

    /// <summary>Works between bid and ask with the urgency given.</summary>
    public sealed record Adaptive(AdaptivePriority Priority) : OrderAlgo;

    /// <summary>Spreads the order evenly over time.</summary>
    /// <param name="Start">Null begins at once.</param>
    /// <param name="End">Null ends with the session.</param>
    /// <param name="AllowPastEnd">Goes on after <paramref name="End"/> until it is filled.</param>
    public sealed record Twap(TwapStyle Style, DateTimeOffset? Start = null, DateTimeOffset? End = null, bool AllowPastEnd = false) : OrderAlgo;
}

public enum AdaptivePriority
{
    Patient = 1,
    Normal = 2,
    Urgent = 3,
}

/// <summary>At which price a slice is shown (IB: strategyType).</summary>
public enum TwapStyle
{
    Marketable = 1,
    MatchingMidpoint = 2,
    MatchingSameSide = 3,
    MatchingLast = 4,
}
