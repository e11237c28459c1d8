using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>A fake clock for those who wait for a time by reading the clock again: with each reading it creeps through its millisecond.</summary>
/// <remarks>
/// Orleans' reminders read their list again after a random time. They wait in whole milliseconds, and for the rest by looking at the clock until it is over:
/// under a clock that stands still for ever, inside the call that had moved it.
/// </remarks>
internal sealed class CreepingClock(FakeTimeProvider clock) : TimeProvider
{
    private long _readings;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow().AddTicks(Interlocked.Increment(ref _readings) % TimeSpan.TicksPerMillisecond);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}

public sealed class CreepingClockTests
{
    [Fact]
    public async Task Whoever_waits_for_the_last_part_of_a_millisecond_does_not_wait_for_ever()
    {
        var fake = new FakeTimeProvider();
        var clock = new CreepingClock(fake);
        var due = fake.GetUtcNow().AddSeconds(1).AddTicks(TimeSpan.TicksPerMillisecond / 2);
        var waiting = WaitAsync(due, clock);

        fake.Advance(TimeSpan.FromSeconds(1));

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private static async Task WaitAsync(DateTimeOffset due, TimeProvider clock)
    {
        while (due - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, clock);
        }
    }
}
