using OrleansTrader.Domain.Strategies;
using Xunit;

namespace MyStrategy.Tests;

public sealed class MyStrategyTests
{
    [Fact]
    public void It_buys_above_the_average_and_sells_below()
    {
        var bench = new StrategyBench(new MyStrategy(), ("instruments", "AAPL"), ("period", "3"), ("shares", "10"));

        bench.Closes("AAPL", 100, 100, 103);
        Assert.Equal(10m, bench.Target("AAPL"));
        bench.Closes("AAPL", 90);
        Assert.Equal(0m, bench.Target("AAPL"));
    }

    [Fact]
    public void A_senseless_period_is_refused_by_name()
    {
        var refused = Assert.Throws<ArgumentException>(() => new StrategyBench(new MyStrategy(), ("period", "1")));

        Assert.Contains("period", refused.Message, StringComparison.Ordinal);
    }
}
