using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Strategies;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Strategies;

public sealed class PairsTradingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    private readonly SampleBench _bench = new(
        new PairsTrading(), [Make.Instrument("KO", 1), Make.Instrument("PEP", 2)], ("lookback", "20"), ("entry", "2"), ("exit", "0.5"), ("stop", "4"), ("fraction", "0.5"));

    private int _minute;

    [Fact]
    public void The_dear_one_is_sold_against_the_cheap_one_in_equal_money_until_the_gap_closes()
    {
        Quiet(20);
        Assert.Empty(_bench.Targets);

        Both(60.15m, 150); // The first has become dear.
        Assert.Equal([(1, -415m), (2, 166m)], Targets());
        Both(60, 150);
        Assert.Equal([(1, -415m), (2, 166m), (1, 0m), (2, 0m)], Targets());
    }

    [Fact]
    public void A_gap_that_runs_away_is_given_up_and_not_taken_again_before_it_has_closed()
    {
        Quiet(20);
        Both(59.85m, 150);
        var entered = Targets();
        Both(45, 150);
        var stopped = Targets()[entered.Count..];
        Both(46, 150);

        Assert.All(stopped, static target => Assert.Equal(0m, target.Quantity));
        Assert.Equal(entered.Count + stopped.Count, Targets().Count);
    }

    [Fact]
    public void One_leg_without_the_other_is_no_reason_to_trade()
    {
        Quiet(20);
        _bench.Bar(Make.Bar(1, Start.AddMinutes(_minute), 80, BarSize.OneMinute));

        Assert.Empty(_bench.Targets);
    }

    [Theory]
    [InlineData("exit", "3", "must rise in this order")]
    [InlineData("second", "KO", "a pair has two")]
    public void Senseless_parameters_are_refused(string name, string value, string rule)
    {
        var refused = Assert.Throws<ArgumentException>(() => StrategySetup.Configure(new PairsTrading(), new StrategyParameters(System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add(name, value))));

        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
    }

    private List<(int ConId, decimal Quantity)> Targets() => [.. _bench.Targets.Select(static target => (target.ConId.Value, target.Quantity))];

    private void Quiet(int minutes)
    {
        for (var i = 0; i < minutes; i++)
        {
            Both(60 + (i % 2 == 0 ? 0.05m : -0.05m), 150);
        }
    }

    private void Both(decimal first, decimal second)
    {
        _bench.Bar(Make.Bar(1, Start.AddMinutes(_minute), first, BarSize.OneMinute));
        _bench.Bar(Make.Bar(2, Start.AddMinutes(_minute++), second, BarSize.OneMinute));
    }
}
