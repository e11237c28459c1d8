namespace OrleansTrader.Domain.MarketData;

/// <summary>A record that bars of a span were not received: finished bars wait for its back-fill for a while, and are amended by it later (design P6).</summary>
/// <param name="SeenAt">When we noticed it.</param>
public sealed record Gap(TimeRange Range, DateTimeOffset SeenAt)
{
    /// <summary>How long bars wait for a back-fill before they go on, flagged <see cref="Bar.Incomplete"/>.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Bars still wait for it.</summary>
    public bool Holds(DateTimeOffset now) => now - SeenAt < Patience;
}
