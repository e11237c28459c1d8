using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Strategies;

/// <summary>Instants by the exchange's own regular sessions; null when they are not known that far.</summary>
internal static class SessionClock
{
    /// <summary>The session running at <paramref name="now"/>, else the next one.</summary>
    public static Session? Session(Instrument instrument, DateTimeOffset now) => First(instrument, session => session.Close > now);

    /// <summary>So long before the close, in the first session for which that is after <paramref name="now"/>.</summary>
    public static DateTimeOffset? BeforeClose(Instrument instrument, TimeSpan before, DateTimeOffset now) =>
        First(instrument, session => session.Close - before > now)?.Close - before;

    /// <summary>So long after the opening, in the first session for which that is after <paramref name="now"/>.</summary>
    public static DateTimeOffset? AfterOpen(Instrument instrument, TimeSpan after, DateTimeOffset now) =>
        First(instrument, session => session.Open + after > now)?.Open + after;

    /// <summary>Whether a regular session is running; unknown hours count as open.</summary>
    public static bool IsOpen(Instrument instrument, DateTimeOffset now) => instrument.LiquidHours.IsDefaultOrEmpty || instrument.LiquidHours.Any(session => session.Contains(now));

    private static Session? First(Instrument instrument, Func<Session, bool> fits)
    {
        foreach (var session in instrument.LiquidHours.IsDefault ? [] : instrument.LiquidHours)
        {
            if (fits(session))
            {
                return session;
            }
        }

        return null;
    }
}
