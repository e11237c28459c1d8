namespace OrleansTrader.Domain.MarketData;

/// <summary>Judges a line: silent too long while data is expected means stale (design P6). Out of session, in a halt or without a session to the gateway, silence means nothing.</summary>
/// <param name="SilentSince">The last sign of life that counts: data, the opening of the line, of the session or of the market.</param>
/// <param name="Patience">How long it may be silent.</param>
/// <param name="Attempts">Resubscriptions since the last data.</param>
/// <param name="RetryAt">When the next resubscription is due; null while the line is healthy.</param>
public sealed record LineWatch(DateTimeOffset SilentSince, TimeSpan Patience, int Attempts = 0, DateTimeOffset? RetryAt = null)
{
    /// <summary>The broker sends a bar every five seconds, with or without a trade.</summary>
    public static TimeSpan ForBars { get; } = TimeSpan.FromSeconds(20);

    /// <summary>A quote may rest; a minute while its peers move is too long.</summary>
    public static TimeSpan ForQuotes { get; } = TimeSpan.FromSeconds(60);

    public static TimeSpan LongestBackOff { get; } = TimeSpan.FromMinutes(5);

    public bool IsStale => RetryAt is not null;

    /// <summary>Data arrived.</summary>
    public LineWatch Alive(DateTimeOffset now) => new(now, Patience);

    /// <summary>Looks at the line; <c>Resubscribe</c> says that it should be closed and opened again now.</summary>
    /// <param name="isExpected">Data is expected: line open, gateway ready, market in session and not halted; for quotes, peers that move.</param>
    public (LineWatch Next, bool Resubscribe) Look(DateTimeOffset now, bool isExpected)
    {
        if (!isExpected)
        {
            return (new LineWatch(now, Patience), false);
        }

        if (now - SilentSince < Patience || now < RetryAt)
        {
            return (this, false);
        }

        var attempts = Attempts + 1;
        return (this with { Attempts = attempts, RetryAt = now + BackOff(attempts) }, true);
    }

    /// <summary>Once, twice, four times the patience ..., at most five minutes.</summary>
    private TimeSpan BackOff(int attempts) => TimeSpan.FromTicks(Math.Min(Patience.Ticks << Math.Min(attempts - 1, 10), LongestBackOff.Ticks));
}
