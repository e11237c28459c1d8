using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

/// <summary>Timers by the exchange's own sessions, and state with a version.</summary>
public sealed class SessionTimerTests
{
    private static readonly ConId Apple = ConId.Of(1);

    /// <summary>A half day before a whole one: the day after Thanksgiving, then Monday; New York closes at 13:00 and 16:00.</summary>
    private static readonly Session HalfDay = new(At(27, 14, 30), At(27, 18, 0), new DateOnly(2026, 11, 27));

    private static readonly Session WholeDay = new(At(30, 14, 30), At(30, 21, 0), new DateOnly(2026, 11, 30));

    [Fact]
    public void Minutes_before_the_close_follow_the_half_day_and_then_the_next_session()
    {
        var run = new Run(HalfDay, WholeDay);

        run.At(At(27, 15, 0), context => Assert.Equal(At(27, 17, 55), context.SetTimerBeforeClose("exit", Apple, TimeSpan.FromMinutes(5))));
        Assert.Equal(At(27, 17, 55), run.Runner.NextTimer);
        run.At(At(27, 17, 55), context => Assert.Equal(At(30, 20, 55), context.SetTimerBeforeClose("exit", Apple, TimeSpan.FromMinutes(5))));
        run.At(At(27, 15, 0), context => Assert.Equal(At(30, 15, 0), context.SetTimerAfterOpen("range", Apple, TimeSpan.FromMinutes(30))));
    }

    [Fact]
    public void The_session_is_the_one_running_else_the_next()
    {
        var run = new Run(HalfDay, WholeDay);

        run.At(At(27, 13, 0), context => Assert.Equal(HalfDay, context.Session(Apple)));
        run.At(At(27, 15, 0), context => Assert.Equal(HalfDay, context.Session(Apple)));
        run.At(At(27, 18, 0), context => Assert.Equal(WholeDay, context.Session(Apple)));
        run.At(At(30, 21, 0), context => Assert.Null(context.Session(Apple)));
    }

    [Fact]
    public void Without_known_hours_there_is_no_timer_until_fresh_ones_come()
    {
        var run = new Run();

        run.At(At(30, 15, 0), context => Assert.Null(context.SetTimerBeforeClose("exit", Apple, TimeSpan.FromMinutes(5))));
        Assert.Null(run.Runner.NextTimer);
        run.Runner.Refresh(Make.Instrument("AAPL", 1, WholeDay));
        run.At(At(30, 15, 0), context => Assert.Equal(At(30, 20, 55), context.SetTimerBeforeClose("exit", Apple, TimeSpan.FromMinutes(5))));
        Assert.Equal(WholeDay, run.Runner.Instruments[0].LiquidHours[0]);
    }

    [Fact]
    public void State_comes_back_with_the_version_that_saved_it_and_newer_state_refuses_the_start()
    {
        var run = new Run(WholeDay);

        Assert.Equal(new SavedState(2, "kept"), run.Runner.Save());
        run.Runner.Restore(null);
        Assert.Null(run.Strategy.Loaded);
        run.Runner.Restore(new SavedState(1, "old"));
        Assert.Equal(("old", 1), run.Strategy.Loaded);
        var refused = Assert.Throws<InvalidOperationException>(() => run.Runner.Restore(new SavedState(3, "newer")));
        Assert.Contains("version 3", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("old", 1), run.Strategy.Loaded);
    }

    [Fact]
    public void Scheduled_for_regular_sessions_it_only_learns_outside_of_them_and_acts_inside()
    {
        var run = new Run(StrategySchedule.Regular, HalfDay);
        run.Strategy.Act = static context => context.SetTarget(Apple, 1);

        Assert.False(run.Runner.OnQuote(Make.Quote(1, 100), At(27, 14, 29), 1).Called);
        Assert.Equal(Make.Quote(1, 100), run.Runner.QuoteOf(Apple));
        Assert.Empty(run.Runner.OnBar(Make.Bar(1, At(27, 14, 25)), At(27, 14, 30), 2).Actions);
        Assert.Single(run.Runner.OnBar(Make.Bar(1, HalfDay.Close.AddSeconds(-5)), HalfDay.Close.AddSeconds(1), 3).Actions); // The last bar of the session comes after it.
        Assert.Single(run.Runner.OnQuote(Make.Quote(1, 100), At(27, 14, 30), 4).Actions);
        Assert.False(run.Runner.OnQuote(Make.Quote(1, 100), At(27, 18, 0), 5).Called);
    }

    [Fact]
    public void Trades_on_the_tape_reach_the_strategy()
    {
        var run = new Run(WholeDay);
        var trade = new Print(Apple, Price.Of(101), Quantity.Of(7), At(30, 15, 0));

        run.Runner.OnTrade(trade, At(30, 15, 0), 1);

        Assert.Equal(trade, run.Strategy.Trade);
    }

    private static DateTimeOffset At(int day, int hour, int minute) => new(2026, 11, day, hour, minute, 0, TimeSpan.Zero);

    private sealed class Run
    {
        public Run(params ReadOnlySpan<Session> hours)
            : this(StrategySchedule.Always, hours)
        {
        }

        public Run(StrategySchedule schedule, params ReadOnlySpan<Session> hours) => Runner = new StrategyRunner(Strategy, new StrategySetup(
            StrategyName.Of("alpha"),
            new Money(1_000, Currency.Usd),
            Strategy.Configure(StrategyParameters.None),
            ImmutableDictionary<string, Instrument>.Empty.Add("AAPL", Make.Instrument("AAPL", 1, hours)))
        { Schedule = schedule });

        public Clocked Strategy { get; } = new();

        public StrategyRunner Runner { get; }

        public void At(DateTimeOffset now, Action<IStrategyContext> act)
        {
            Strategy.Act = act;
            var turn = Runner.OnQuote(Make.Quote(1, 100), now, 1);
            if (turn.Error is { } error)
            {
                throw new InvalidOperationException("The callback failed.", error);
            }
        }
    }

    private sealed class Clocked : IStrategy
    {
        public Action<IStrategyContext>? Act { get; set; }

        public (string State, int Version)? Loaded { get; private set; }

        public Print? Trade { get; private set; }

        public int StateVersion => 2;

        public StrategyPlan Configure(StrategyParameters parameters) => new([new Feed("AAPL", [], Quotes: true, Trades: true)]);

        public void OnQuote(IStrategyContext context, Quote quote) => Act?.Invoke(context);

        public void OnBar(IStrategyContext context, Bar bar) => Act?.Invoke(context);

        public void OnTrade(IStrategyContext context, Print trade) => Trade = trade;

        public string? Save() => "kept";

        public void Load(string state, int version) => Loaded = (state, version);
    }
}
