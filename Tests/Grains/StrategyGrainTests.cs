using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class StrategyGrainTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task A_strategy_that_throws_orders_nothing_from_that_event_while_others_go_on()
    {
        var (bad, good) = (await StartAsync("bad", 101), await StartAsync("good", 101, "OTHER101"));
        Probe.Script("bad").OnQuote = static (context, quote) =>
        {
            context.SetTarget(quote.ConId, 100);
            throw new InvalidOperationException("broken");
        };

        await bad.OnQuoteAsync(Make.Quote(101, 100));
        await good.OnQuoteAsync(Make.Quote(101, 100));
        await Eventually.Async(() => Effects("good").Any());

        Assert.Empty(Effects("bad"));
        var view = await bad.GetState();
        Assert.Equal((1, "OnQuote: broken", StrategyStatus.Active), (view.Failures, view.LastError, view.Status));
    }

    [Fact]
    public async Task Five_failures_in_a_row_suspend_and_tell_the_operator()
    {
        var grain = await StartAsync("tired", 102);
        Probe.Script("tired").OnQuote = static (_, _) => throw new InvalidOperationException("broken");
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(StrategyStatus.Active, (await grain.GetState()).Status);
            await grain.OnQuoteAsync(Make.Quote(102, 100 + i));
        }

        await grain.OnQuoteAsync(Make.Quote(102, 200));
        await Eventually.Async(() => cluster.Engine.Commands.OfType<NotifyOperator>().Any(static notice => notice.Topic == "tired"));

        Assert.Equal(StrategyStatus.Suspended, (await grain.GetState()).Status);
        Assert.Equal(5, Probe.Script("tired").ToldOf("quote").Count());
        Assert.Equal(StrategyStatus.Suspended, Assert.Single(cluster.Engine.Commands.OfType<SetStrategyStatus>(), static command => command.Strategy.Value == "tired").Status);
    }

    [Fact]
    public async Task Failures_with_a_success_between_do_not_suspend()
    {
        var grain = await StartAsync("moody", 103);
        Probe.Script("moody").OnQuote = static (_, quote) =>
        {
            if (quote.Midpoint!.Value.Value % 2 == 0)
            {
                throw new InvalidOperationException("even");
            }
        };

        foreach (var i in Enumerable.Range(0, 20))
        {
            await grain.OnQuoteAsync(Make.Quote(103, i));
        }

        var view = await grain.GetState();
        Assert.Equal((10, StrategyStatus.Active), (view.Failures, view.Status));
    }

    [Fact]
    public async Task Resuming_a_suspended_strategy_makes_a_fresh_one()
    {
        var grain = await StartAsync("reborn", 104);
        Probe.Script("reborn").OnQuote = static (_, _) => throw new InvalidOperationException("broken");
        foreach (var i in Enumerable.Range(0, 5))
        {
            await grain.OnQuoteAsync(Make.Quote(104, 100 + i));
        }

        Probe.Script("reborn").OnQuote = static (context, quote) => context.SetTarget(quote.ConId, 1);
        await grain.OnStatusAsync(StrategyStatus.Active, "operator");
        await grain.OnQuoteAsync(Make.Quote(104, 200));
        await Eventually.Async(() => Effects("reborn").Any());

        Assert.Equal(2, Probe.Script("reborn").ToldOf("start").Count());
    }

    [Fact]
    public async Task Paused_it_hears_everything_and_sends_only_cancels()
    {
        var grain = await StartAsync("paused", 105);
        var order = ClientOrderId.From("some order");
        Probe.Script("paused").OnQuote = (context, quote) =>
        {
            context.SetTarget(quote.ConId, 1);
            context.Cancel(order);
        };

        await grain.OnStatusAsync(StrategyStatus.Paused, "operator");
        await grain.OnQuoteAsync(Make.Quote(105, 100));
        await Eventually.Async(() => Effects("paused").Any());

        Assert.Single(Probe.Script("paused").ToldOf("quote"));
        Assert.Equal(new CancelAction(order), Assert.Single(Assert.Single(Effects("paused")).Actions));
    }

    [Fact]
    public async Task Parameters_are_refused_by_name_and_nothing_is_kept()
    {
        var grain = cluster.Strategy("refused");

        var unknown = await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.ConfigureAsync(Make.Settings("refused", nameof(Probe), ("instrumnets", "AAPL"))));
        var outside = await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.ConfigureAsync(Make.Settings("refused", nameof(Probe), ("warmup", "-1"))));
        var type = await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.ConfigureAsync(Make.Settings("refused", "NoSuch")));
        var name = await Assert.ThrowsAnyAsync<ArgumentException>(() => grain.ConfigureAsync(Make.Settings("refused", nameof(Probe), ("instruments", "not$a$name"))));

        Assert.Contains("instrumnets", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("warmup is '-1'", outside.Message, StringComparison.Ordinal);
        Assert.Contains("Known: ", type.Message, StringComparison.Ordinal);
        Assert.Contains("not$a$name", name.Message, StringComparison.Ordinal);
        Assert.Equal("(not configured)", (await grain.GetState()).Type);
    }

    [Fact]
    public async Task An_unknown_or_ambiguous_instrument_is_named_and_tried_again()
    {
        cluster.Gateway.Known["TWICE"] = [Make.Instrument("TWICE", 106), Make.Instrument("TWICE", 107)];
        var grain = cluster.Strategy("unsure");

        await grain.ConfigureAsync(Make.Settings("unsure", nameof(Probe), ("script", "unsure"), ("instruments", "TWICE,NOWHERE")));
        var view = await grain.GetState();
        Assert.False(view.Warm);
        Assert.Contains("TWICE is ambiguous; write one of: TWICE@NASDAQ:USD (#106", view.LastError, StringComparison.Ordinal);
        Assert.Contains("no instrument NOWHERE", view.LastError, StringComparison.Ordinal);

        cluster.Gateway.Know("TWICE", 106);
        cluster.Gateway.Know("NOWHERE", 108);
        await cluster.AdvanceUntilAsync(async () => (await grain.GetState()).Warm, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Warm_up_comes_from_history_and_live_bars_follow_without_repeating()
    {
        cluster.Gateway.Know("WARM", 109);
        var now = Make.OnTheClock(cluster.Clock.GetUtcNow());
        cluster.Gateway.History[(109, BarSize.FiveSeconds)] = [.. Enumerable.Range(1, 10).Select(i => Make.Bar(109, now.AddSeconds(-5 * (11 - i)), i))];
        var grain = await StartAsync("warm", 109, "WARM", ("bars", "5s"), ("warmup", "3"));

        await grain.OnBarAsync(Make.Bar(109, now.AddSeconds(-5)));
        await grain.OnBarAsync(Make.Bar(109, now));
        await grain.OnBarAsync(Make.Bar(109, now));

        Assert.Equal(3, Probe.Script("warm").ToldOf("warm").Count());
        Assert.Equal([$"bar 109 5s {now:HH:mm:ss}"], Probe.Script("warm").ToldOf("bar"));
        Assert.Equal(["warm", "warm", "warm", "start", "bar"], Probe.Script("warm").Told.Select(static line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_slow_engine_gets_the_newest_target_only()
    {
        var grain = await StartAsync("eager", 110);
        var gate = new TaskCompletionSource();
        cluster.Engine.Gates["eager"] = gate.Task;
        Probe.Script("eager").OnQuote = static (context, quote) => context.SetTarget(quote.ConId, Math.Round(quote.Midpoint!.Value.Value));

        foreach (var i in Enumerable.Range(1, 50))
        {
            await grain.OnQuoteAsync(Make.Quote(110, i));
        }

        gate.SetResult();
        await Eventually.Async(() => Effects("eager").LastOrDefault() is { } last && TargetOf(last) == 50);

        Assert.Equal([1m, 50m], Effects("eager").Select(TargetOf));
    }

    [Fact]
    public async Task A_lost_reply_is_asked_for_again_under_the_same_sequence_without_a_second_effect()
    {
        var grain = await StartAsync("lossy", 111);
        var lose = 2;
        cluster.Engine.AfterSubmit = submission => submission.Strategy.Value == "lossy" && lose-- > 0 ? throw new TimeoutException("reply lost") : Task.CompletedTask;

        await grain.OnQuoteAsync(Make.Quote(111, 100));
        await cluster.AdvanceUntilAsync(() => Task.FromResult(cluster.Engine.Submissions.Count(static submission => submission.Strategy.Value == "lossy") == 3), TimeSpan.FromSeconds(10));

        Assert.Single(Effects("lossy"));
        Assert.Single(cluster.Engine.Submissions.Where(static submission => submission.Strategy.Value == "lossy").Select(static submission => submission.EventSequence).Distinct());
    }

    [Fact]
    public async Task A_restart_keeps_state_and_cursor_and_tells_nothing_twice()
    {
        var grain = await StartAsync("lasting", 112);
        var script = Probe.Script("lasting");
        script.Saved = "after fill 1";
        await grain.OnNewsAsync(News("lasting", 112, 5, (4, 1)));
        await grain.OnQuoteAsync(Make.Quote(112, 100));
        await Eventually.Async(() => Effects("lasting").Any());
        var used = Effects("lasting").Max(static submission => submission.EventSequence);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(6));

        cluster.Engine.News[StrategyName.Of("lasting")] = News("lasting", 112, 9, (4, 1), (8, 2));
        await cluster.DeactivateAsync(grain);
        await grain.WakeAsync();
        await grain.OnQuoteAsync(Make.Quote(112, 101));
        await Eventually.Async(() => Effects("lasting").Count() == 2);

        Assert.Equal("after fill 1", script.Loaded);
        Assert.Equal(["fill 1.01", "fill 2.01"], script.ToldOf("fill"));
        Assert.True(Effects("lasting").Last().EventSequence > used);
    }

    [Fact]
    public async Task News_told_again_after_a_crash_cannot_order_twice()
    {
        var grain = await StartAsync("crashed", 113);
        var script = Probe.Script("crashed");
        script.OnFill = static (context, fill) => context.Place(fill.ConId, Side.Sell, 10, new OrderTerms.Limit(Price.Of(200)));
        cluster.Engine.AfterSubmit = submission => submission.Strategy.Value == "crashed" ? throw new TimeoutException("the reply never comes") : Task.CompletedTask;
        cluster.Engine.News[StrategyName.Of("crashed")] = News("crashed", 113, 7, (7, 1));

        await grain.OnNewsAsync(News("crashed", 113, 7, (7, 1)));
        await Eventually.Async(() => Effects("crashed").Any());
        await cluster.DeactivateAsync(grain); // Accepted by the engine, but the strategy's state was never stored.
        cluster.Engine.AfterSubmit = null;
        await grain.WakeAsync();
        await Eventually.Async(() => cluster.Engine.Submissions.Count(static submission => submission.Strategy.Value == "crashed") >= 2);

        Assert.Equal(2, script.ToldOf("fill").Count());
        Assert.Single(Effects("crashed"));
        Assert.Single(cluster.Engine.Submissions.Where(static one => one.Strategy.Value == "crashed").SelectMany(static one => one.Actions).OfType<PlaceAction>().Select(static place => place.Id).Distinct());
    }

    [Fact]
    public async Task A_start_that_was_never_settled_is_made_again_under_its_sequence_and_cannot_order_twice()
    {
        var script = Probe.Script("restarted");
        script.OnStart = static context => context.Place(ConId.Of(140), Side.Buy, 10, new OrderTerms.Limit(Price.Of(50)));
        script.OnFill = static (context, fill) => context.Place(fill.ConId, Side.Sell, 10, new OrderTerms.Limit(Price.Of(200)));
        cluster.Engine.News[StrategyName.Of("restarted")] = News("restarted", 140, 7, (7, 1));
        cluster.Engine.AfterSubmit = submission => submission.Strategy.Value == "restarted" ? throw new TimeoutException("the reply never comes") : Task.CompletedTask;
        var grain = await StartAsync("restarted", 140);
        await Eventually.Async(() => Effects("restarted").Any());
        await cluster.DeactivateAsync(grain); // The start's order was accepted, but nothing of it was stored as settled.

        cluster.Engine.AfterSubmit = null;
        await grain.WakeAsync();
        await Eventually.Async(() => Effects("restarted").Count() == 2);
        await Eventually.Async(async () => (await grain.GetState()).Actions > 0);

        Assert.Equal(2, script.ToldOf("start").Count());
        var places = cluster.Engine.Submissions.Where(static one => one.Strategy.Value == "restarted").SelectMany(static one => one.Actions).Cast<PlaceAction>().ToArray();
        Assert.Equal(2, places.Select(static place => place.Id).Distinct().Count());
        Assert.Equal([Side.Buy, Side.Sell], Effects("restarted").Select(static one => ((PlaceAction)one.Actions[0]).Side));
    }

    [Fact]
    public async Task Old_news_changes_nothing_and_a_gap_is_asked_about()
    {
        var grain = await StartAsync("gapped", 114);
        await grain.OnNewsAsync(News("gapped", 114, 3, (3, 1)));
        await grain.OnNewsAsync(News("gapped", 114, 3, (3, 1)));
        cluster.Engine.News[StrategyName.Of("gapped")] = News("gapped", 114, 9, (3, 1), (6, 2), (9, 3));

        await grain.OnNewsAsync(News("gapped", 114, 9, (9, 3)) with { AfterSeq = 8 });

        Assert.Equal(["fill 1.01", "fill 2.01", "fill 3.01"], Probe.Script("gapped").ToldOf("fill"));
        cluster.Engine.News[StrategyName.Of("gapped")] = News("gapped", 114, 12, (9, 3), (11, 4), (12, 5));
        await grain.OnNewsAsync(News("gapped", 114, 12, (12, 5)) with { AfterSeq = null });
        Assert.Equal(5, Probe.Script("gapped").ToldOf("fill").Distinct().Count());
    }

    [Fact]
    public async Task A_timer_fires_once_at_its_time()
    {
        var grain = await StartAsync("timed", 115);
        var at = cluster.Clock.GetUtcNow().AddSeconds(7);
        Probe.Script("timed").OnQuote = (context, _) => context.SetTimer("tea", at);
        await grain.OnQuoteAsync(Make.Quote(115, 100));

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(6));
        Assert.Empty(Probe.Script("timed").ToldOf("timer"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(["timer tea"], Probe.Script("timed").ToldOf("timer"));
    }

    [Fact]
    public async Task The_same_settings_again_change_nothing_and_others_leave_the_old_contract()
    {
        cluster.Gateway.Know("NEW117", 117);
        var grain = await StartAsync("moving", 116);
        var settings = Make.Settings("moving", nameof(Probe), ("script", "moving"), ("instruments", "S116"));
        await grain.ConfigureAsync(settings);
        Assert.Single(Probe.Script("moving").ToldOf("start"));

        await grain.ConfigureAsync(Make.Settings("moving", nameof(Probe), ("script", "moving"), ("instruments", "NEW117")));

        Assert.Equal(2, Probe.Script("moving").ToldOf("start").Count());
        Assert.Empty((await cluster.Contract(116).GetState()).Subscribers);
        Assert.Single((await cluster.Contract(117).GetState()).Subscribers);
    }

    [Fact]
    public async Task Quotes_through_the_contract_reach_the_strategy_newest_last()
    {
        await StartAsync("viewer", 118);
        foreach (var i in Enumerable.Range(1, 200))
        {
            await cluster.Contract(118).OnQuoteAsync(Make.Quote(118, i));
        }

        await Eventually.Async(() => Probe.Script("viewer").ToldOf("quote").LastOrDefault() == "quote 200.00");
        Assert.True(Probe.Script("viewer").ToldOf("quote").Count() <= 200);
    }

    [Fact]
    public async Task Bars_through_the_contract_arrive_each_once_and_in_order()
    {
        await StartAsync("barred", 119, null, ("bars", "5s,15s"));
        var start = Make.OnTheClock(cluster.Clock.GetUtcNow()).AddMinutes(1);
        start = start.AddSeconds(-start.Second);
        foreach (var i in Enumerable.Range(0, 60))
        {
            await cluster.Contract(119).OnBarsAsync([Make.Bar(119, start.AddSeconds(5 * i))]);
        }

        await Eventually.Async(() => Probe.Script("barred").ToldOf("bar").Count() == 80);
        Assert.Equal(
            Enumerable.Range(0, 60).Select(i => $"bar 119 5s {start.AddSeconds(5 * i):HH:mm:ss}"),
            Probe.Script("barred").ToldOf("bar 119 5s"));
    }

    private static decimal TargetOf(StrategySubmission submission) => Assert.IsType<SetTargetAction>(Assert.Single(submission.Actions)).Quantity.Value;

    private static StrategyNews News(string strategy, int conId, long seq, params (long Seq, int Exec)[] fills) => FakeEngine.NoNews(seq) with
    {
        AfterSeq = 0,
        Items = [.. fills.Select(one => new StrategyNewsItem(one.Seq, null, new Fill(
            ExecId.Of($"{one.Exec}.01"), StrategyName.Of(strategy), ConId.Of(conId), "X", Side.Buy, Quantity.Of(10), Price.Of(100), 1, Currency.Usd, default, null, null, FillSource.Execution)))],
    };

    private IEnumerable<StrategySubmission> Effects(string strategy) => cluster.Engine.Effects.Where(submission => submission.Strategy.Value == strategy);

    private async Task<IStrategyGrain> StartAsync(string name, int conId, string? symbol = null, params (string, string)[] parameters)
    {
        cluster.Gateway.Know(symbol ?? $"S{conId}", conId);
        var grain = cluster.Strategy(name);
        await grain.ConfigureAsync(Make.Settings(name, nameof(Probe), [("script", name), ("instruments", symbol ?? $"S{conId}"), .. parameters]));
        Assert.True((await grain.GetState()).Warm, (await grain.GetState()).LastError);
        return grain;
    }
}
