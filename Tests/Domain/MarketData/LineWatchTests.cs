using OrleansTrader.Domain.MarketData;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class LineWatchTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Twenty_silent_seconds_ask_for_a_new_line_and_then_ever_more_patiently()
    {
        var (watch, asked) = (new LineWatch(Start, LineWatch.ForBars), new List<int>());
        for (var second = 0; second <= 700; second++)
        {
            (watch, var resubscribe) = watch.Look(Start.AddSeconds(second), isExpected: true);
            if (resubscribe)
            {
                asked.Add(second);
            }
        }

        Assert.Equal([20, 40, 80, 160, 320, 620], asked);
        Assert.True(watch.IsStale);
    }

    [Fact]
    public void A_bar_makes_the_line_healthy_again()
    {
        var (watch, _) = new LineWatch(Start, LineWatch.ForBars).Look(Start.AddSeconds(30), isExpected: true);

        watch = watch.Alive(Start.AddSeconds(31));

        Assert.False(watch.IsStale);
        Assert.False(watch.Look(Start.AddSeconds(50), isExpected: true).Resubscribe);
        Assert.True(watch.Look(Start.AddSeconds(51), isExpected: true).Resubscribe);
    }

    [Fact]
    public void Silence_that_nobody_expects_to_end_counts_for_nothing()
    {
        var watch = new LineWatch(Start, LineWatch.ForBars);
        for (var minute = 0; minute < 60; minute++)
        {
            (watch, var resubscribe) = watch.Look(Start.AddMinutes(minute), isExpected: false);
            Assert.False(resubscribe);
        }

        Assert.False(watch.Look(Start.AddMinutes(59).AddSeconds(19), isExpected: true).Resubscribe);
        Assert.True(watch.Look(Start.AddMinutes(59).AddSeconds(20), isExpected: true).Resubscribe);
    }
}
