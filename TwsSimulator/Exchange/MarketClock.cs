namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Market time: starts at an instant, runs at a multiple of real time and can be set forward.</summary>
internal sealed class MarketClock(TimeProvider clock, double speed, DateTimeOffset start)
{
    private readonly long _startedAt = clock.GetTimestamp();
    private TimeSpan _skipped;

    public DateTimeOffset Now => start + clock.GetElapsedTime(_startedAt) * speed + _skipped;

    /// <summary>Real time until the market clock shows that instant; zero when it does already.</summary>
    public TimeSpan Until(DateTimeOffset at) => at <= Now ? TimeSpan.Zero : (at - Now) / speed;

    /// <summary>The next instant at which the clocks of the server's zone show that time of day.</summary>
    public DateTimeOffset Next(TimeOnly time)
    {
        var local = ServerTime.ToLocal(Now);
        var day = DateOnly.FromDateTime(local.DateTime);
        var next = ServerTime.At(day, time);
        return next > Now ? next : ServerTime.At(day.AddDays(1), time);
    }

    /// <summary>Sets the clock forward; an instant that is past changes nothing.</summary>
    public void SkipTo(DateTimeOffset at)
    {
        if (at > Now)
        {
            _skipped += at - Now;
        }
    }
}
