using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Simulation;

/// <summary>When a simulated market is open: around the clock, or one span of every day.</summary>
/// <param name="Open">Time of day in UTC; null with <paramref name="Length"/> null means always open.</param>
/// <param name="Length">More than zero and at most a day; the session may end on the next date.</param>
public sealed record MarketHours(TimeOnly? Open, TimeSpan? Length)
{
    public static MarketHours Always { get; } = new(null, null);

    public bool IsOpen(DateTimeOffset at) => SessionAt(at) is { } session && session.Contains(at);

    /// <summary>The session that contains <paramref name="at"/>; null while closed. Around the clock, it is the UTC day.</summary>
    public Session? SessionAt(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        foreach (var session in (ReadOnlySpan<Session>)[SessionOf(day), SessionOf(day.AddDays(-1))])
        {
            if (session.Contains(at))
            {
                return session;
            }
        }

        return null;
    }

    /// <summary>The session that contains <paramref name="at"/>; while closed, the one that ended last.</summary>
    public Session SessionBefore(DateTimeOffset at)
    {
        var today = SessionOf(DateOnly.FromDateTime(at.UtcDateTime));
        return today.Open <= at ? today : SessionOf(today.TradingDay.AddDays(-1));
    }

    public Session SessionOf(DateOnly day)
    {
        var open = new DateTimeOffset(day.ToDateTime(Open ?? TimeOnly.MinValue), TimeSpan.Zero);
        return new Session(open, open + (Length ?? TimeSpan.FromDays(1)), day);
    }
}
