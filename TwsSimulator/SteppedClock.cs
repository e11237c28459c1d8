namespace OrleansTrader.TwsSimulator;

/// <summary>Time that stands still until it is told to go on (design R17): nothing happens by itself, so one seed gives one ledger.</summary>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    /// <summary>A timer of this clock never fires: who moves the clock does what is due.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new SilentTimer();

    /// <param name="elapsed">Since the start; never less than before.</param>
    internal void MoveTo(TimeSpan elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed.Ticks, GetTimestamp());
        Interlocked.Exchange(ref _elapsed, elapsed.Ticks);
    }

    private sealed class SilentTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // Nothing is held.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
