using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

public sealed class WarmUpHistoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100, 50, 0, 0)]
    [InlineData(100, 50, 7, 7)]
    [InlineData(20, 50, 7, 50)]
    [InlineData(45, 50, 7, 7)]
    [InlineData(100, 50, 5_000, 50)]
    [InlineData(0, 50, 0, 50)]
    public void Only_what_the_store_does_not_have_is_asked_for(int stored, int count, int minutesOld, int missing) =>
        Assert.Equal(missing, WarmUpHistory.Missing(Bars(0, Math.Min(stored, count)), BarSize.OneMinute, count, Noon.AddMinutes(Math.Min(stored, count) + minutesOld)));

    [Fact]
    public void Where_both_have_a_bar_the_recent_one_counts()
    {
        var joined = WarmUpHistory.Join(Bars(0, 5), Bars(3, 4, 200), 6);

        Assert.Equal([101m, 102, 203, 204, 205, 206], joined.Select(static bar => bar.Close.Value));
        Assert.Equal(5, WarmUpHistory.Join(Bars(0, 5), [], 6).Length);
    }

    private static ImmutableArray<Bar> Bars(int from, int count, decimal price = 100) => [.. Enumerable.Range(from, count).Select(i => Make.Bar(1, Noon.AddMinutes(i), price + i, BarSize.OneMinute))];
}
