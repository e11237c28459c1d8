using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Strategies;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Strategies;

/// <summary>The samples on made prices: what they want to hold after each bar.</summary>
public sealed class SampleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_cross_is_long_above_and_flat_below_and_asks_only_when_that_changes()
    {
        var run = Run(new MovingAverageCross(), [("fast", "2"), ("slow", "4"), ("shares", "50")]);

        var targets = run.Feed(1, 10, 10, 10, 10, 11, 12, 13, 14, 13, 12, 11, 10, 9);

        Assert.Equal([0m, 50m, 0m], targets);
    }

    [Fact]
    public void The_cross_goes_short_if_told_to() =>
        Assert.Equal([50m, -50m], Run(new MovingAverageCross(), [("fast", "2"), ("slow", "4"), ("shares", "50"), ("short", "true")]).Feed(1, 10, 11, 12, 13, 9, 8, 7));

    [Fact]
    public void After_warm_up_the_first_live_bar_may_trade()
    {
        var run = Run(new MovingAverageCross(), [("fast", "2"), ("slow", "4")]);
        run.WarmUp(1, 10, 11, 12, 13);

        Assert.Equal([100m], run.Feed(1, 14));
    }

    [Fact]
    public void Reversion_buys_the_fall_sells_the_rise_and_leaves_half_way()
    {
        var run = Run(new RsiMeanReversion(), [("instruments", "AAPL"), ("period", "3"), ("shares", "10")]);

        Assert.Equal([10m], run.Feed(1, 100, 99, 98, 97));
        Assert.Equal([0m], run.Feed(1, 99.5m));
        Assert.Equal([-10m], run.Feed(1, 103, 104, 105));
    }

    [Fact]
    public void Momentum_holds_the_strongest_short_the_weakest_in_equal_amounts()
    {
        var run = Run(new CrossSectionalMomentum(), [("instruments", "A,B,C,D"), ("lookback", "2"), ("every", "1000"), ("legs", "1"), ("fraction", "0.5")]);

        var targets = run.FeedAll([100, 100, 100, 100], [101, 100, 99, 100], [110, 100, 80, 101]);

        Assert.Equal([(1, 2_272m), (3, -3_125m)], targets);
    }

    [Fact]
    public void Momentum_waits_until_every_instrument_has_its_bar()
    {
        var run = Run(new CrossSectionalMomentum(), [("instruments", "A,B"), ("lookback", "1"), ("every", "1"), ("legs", "1")]);
        run.FeedAll([100, 100], [101, 99]);

        Assert.Empty(run.Feed(1, 90));
        Assert.NotEmpty(run.Feed(2, 120));
    }

    [Theory]
    [InlineData(typeof(MovingAverageCross), "fast", "30", "it must be below slow")]
    [InlineData(typeof(MovingAverageCross), "bar", "7s", "multiple of 5 seconds")]
    [InlineData(typeof(RsiMeanReversion), "exit", "80", "between oversold")]
    [InlineData(typeof(RsiMeanReversion), "short", "maybe", "true or false")]
    [InlineData(typeof(CrossSectionalMomentum), "legs", "6", "at most 5")]
    [InlineData(typeof(CrossSectionalMomentum), "fraction", "5", "from 0.01 to 2")]
    public void Senseless_parameters_are_refused_by_name(Type type, string name, string value, string rule)
    {
        var strategy = (IStrategy)Activator.CreateInstance(type)!;

        var refused = Assert.Throws<ArgumentException>(() => StrategySetup.Configure(strategy, Parameters([(name, value)])));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The demo's promise: on a random walk of 5-second bars each sample trades within a few minutes, but not with every bar.</summary>
    [Theory]
    [InlineData(typeof(MovingAverageCross))]
    [InlineData(typeof(RsiMeanReversion))]
    [InlineData(typeof(CrossSectionalMomentum))]
    public void On_a_random_walk_the_sample_trades_at_a_lively_but_sane_rate(Type type)
    {
        var names = Enumerable.Range(0, 10).Select(static i => $"S{i}").ToArray();
        var run = Run((IStrategy)Activator.CreateInstance(type)!, [("instruments", string.Join(',', names))]);
        var walk = new Random(7);
        var prices = Enumerable.Repeat(100m, 10).ToArray();
        var (actions, first) = (0, (int?)null);
        for (var bar = 0; bar < 720; bar++)
        {
            prices = [.. prices.Select(price => Math.Round(price * (decimal)Math.Exp((walk.NextDouble() - 0.5) * 0.002), 2))];
            var step = run.FeedAll(prices).Count;
            actions += step;
            first ??= step > 0 ? bar : null;
        }

        Assert.InRange(first ?? int.MaxValue, 0, 70);
        Assert.InRange(actions, 50, 1_500); // In an hour of ten instruments.
    }

    private static StrategyParameters Parameters((string Name, string Value)[] values) =>
        new(values.ToImmutableDictionary(static value => value.Name, static value => value.Value));

    private static SampleRun Run(IStrategy strategy, (string Name, string Value)[] parameters) => new(strategy, StrategySetup.Configure(strategy, Parameters(parameters)));

    private sealed class SampleRun
    {
        private readonly StrategyRunner _runner;
        private readonly Dictionary<int, int> _bars = [];
        private long _sequence;

        public SampleRun(IStrategy strategy, StrategyPlan plan)
        {
            var instruments = plan.Feeds.Select((feed, i) => (feed.Instrument, Contract: Make.Instrument(feed.Instrument, i + 1))).ToImmutableDictionary(static one => one.Instrument, static one => one.Contract);
            _runner = new StrategyRunner(strategy, new StrategySetup(StrategyName.Of("sample"), new Money(1_000_000, Currency.Usd), plan, instruments));
        }

        public void WarmUp(int conId, params decimal[] closes)
        {
            foreach (var close in closes)
            {
                Assert.Null(_runner.WarmUp(Next(conId, close)).Error);
            }
        }

        public List<decimal> Feed(int conId, params decimal[] closes) => [.. closes.SelectMany(close => Turn(conId, close)).Select(static target => target.Quantity)];

        public List<(int ConId, decimal Quantity)> FeedAll(params decimal[][] closes) =>
            [.. closes.SelectMany(row => row.SelectMany((close, i) => Turn(i + 1, close)))];

        private IEnumerable<(int ConId, decimal Quantity)> Turn(int conId, decimal close)
        {
            var turn = _runner.OnBar(Next(conId, close), Start, ++_sequence);
            Assert.Null(turn.Error);
            return turn.Actions.Cast<SetTargetAction>().Select(static target => (target.ConId.Value, target.Quantity.Value));
        }

        private Bar Next(int conId, decimal close)
        {
            var index = _bars[conId] = _bars.GetValueOrDefault(conId) + 1;
            return Make.Bar(conId, Start.AddSeconds(5 * index), close);
        }
    }
}
