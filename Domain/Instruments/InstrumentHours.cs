namespace OrleansTrader.Domain.Instruments;

/// <summary>When an instrument trades, as far as its contract details say.</summary>
public static class InstrumentHours
{
    /// <summary>When the next regular session opens; null inside of one, and when no hours or no later session are known.</summary>
    public static DateTimeOffset? ClosedUntil(this Instrument instrument, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (instrument.LiquidHours.IsDefaultOrEmpty)
        {
            return null;
        }

        foreach (var session in instrument.LiquidHours)
        {
            if (session.Close > now)
            {
                return session.Contains(now) ? null : session.Open;
            }
        }

        return null;
    }
}
