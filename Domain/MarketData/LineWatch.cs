namespace OrleansTrader.Domain.MarketData;

/// <summary>Judges a line of 5-second bars: silent too long in session means stale (design P6). Out of session, or without a session to the gateway, silence means nothing.</summary>
/// <param name="SilentSince">The last sign of life that counts: a bar, the opening of the line, of the session or of the market.</param>
/// <param name="Attempts">Resubscriptions since the last bar.</param>
/// <param name="RetryAt">When the next resubscription is due; null while the line is healthy.</param>
public sealed record LineWatch(DateTimeOffset SilentSince, int Attempts = 0, DateTimeOffset? RetryAt = null)
{
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    public static TimeSpan LongestBackOff { get; } = TimeSpan.FromMinutes(5);

    public bool IsStale => RetryAt is not null;

    /// <summary>A bar arrived.</summary>
    public LineWatch Alive(DateTimeOffset now) => new(now);

    /// <summary>Looks at the line; <c>Resubscribe</c> says that it should be closed and opened again now.</summary>
    /// <param name="isExpected">Bars are expected: line open, gateway ready, market in session.</param>
    public (LineWatch Next, bool Resubscribe) Look(DateTimeOffset now, bool isExpected)
    {
        if (!isExpected)
        {
            return (new LineWatch(now), false);
        }

        if (now - SilentSince < Patience || now < RetryAt)
        {
            return (this, false);
        }

        var attempts = Attempts + 1;
        return (this with { Attempts = attempts, RetryAt = now + BackOff(attempts) }, true);
    }

    /// <summary>20, 40, 80 ... seconds, at most five minutes.</summary>
    public static TimeSpan BackOff(int attempts) =>
        TimeSpan.FromTicks(Math.Min(Patience.Ticks << Math.Min(attempts - 1, 10), LongestBackOff.Ticks));
}
