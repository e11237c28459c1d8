namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Market time: starts at an instant and runs at a multiple of real time.</summary>
internal sealed class MarketClock(TimeProvider clock, double speed, DateTimeOffset start)
{
    private readonly long _startedAt = clock.GetTimestamp();

    public DateTimeOffset Now => start + clock.GetElapsedTime(_startedAt) * speed;
}
