using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>What a host does beside events: parameters at run time, warm-up from the store, schedule, callbacks that hang.</summary>
public sealed class StrategyHostTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task A_parameter_changed_at_run_time_is_journaled_kept_over_a_restart_and_taken_back()
    {
        var grain = await StartAsync("tuned", 301, ("bars", "1m"));
        Probe.Script("tuned").Saved = "what it knew";
        await grain.SetParametersAsync(Changes(("warmup", "7")), "console");

        Assert.Equal("7", (await grain.GetState()).Parameters["warmup"]);
        Assert.Equal(2, Probe.Script("tuned").ToldOf("start").Count());
        Assert.Equal("start what it knew", Probe.Script("tuned").ToldOf("start").Last());
        Assert.Equal([new ParameterChange("warmup", null, "7")], cluster.Engine.Commands.OfType<ChangeParameters>().Single(static change => change is { Strategy.Value: "tuned", By: "console" }).Changes);

        await cluster.DeactivateAsync(grain);
        await grain.ConfigureAsync(Settings("tuned", 301, ("bars", "1m")));
        Assert.Equal("7", (await grain.GetState()).Parameters["warmup"]);
        await grain.SetParametersAsync(Changes(("warmup", null)), "page");
        Assert.Equal([new ParameterChange("warmup", "7", null)], cluster.Engine.Commands.OfType<ChangeParameters>().Single(static change => change is { Strategy.Value: "tuned", By: "page" }).Changes);
        Assert.DoesNotContain("warmup", (await grain.GetState()).Parameters.Keys);
    }

    [Fact]
    public async Task A_senseless_change_is_refused_by_name_and_changes_nothing()
    {
        var grain = await StartAsync("stubborn", 302);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => grain.SetParametersAsync(Changes(("warmup", "-1")), "console"));
        Assert.Contains("warmup", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => grain.SetParametersAsync(Changes(("colour", "red")), "console"));
        Assert.Single(Probe.Script("stubborn").ToldOf("start"));
        Assert.Equal("live", (await grain.GetState()).Stage);
    }

    [Fact]
    public async Task A_change_that_cannot_be_journaled_is_not_made()
    {
        var grain = await StartAsync("unheard", 316);
        cluster.Engine.Refuse = static command => command is ChangeParameters { Strategy.Value: "unheard" };

        var refused = await grain.SetParametersAsync(Changes(("warmup", "5")), "console");

        Assert.False(refused.Done);
        Assert.DoesNotContain("warmup", (await grain.GetState()).Parameters.Keys);
        Assert.Single(Probe.Script("unheard").ToldOf("start"));
    }

    [Fact]
    public async Task Options_of_a_chain_come_from_the_broker_with_those_that_are_held_and_are_asked_for_anew_each_day()
    {
        var today = DateOnly.FromDateTime(cluster.Clock.GetUtcNow().UtcDateTime);
        cluster.Gateway.Know("CHAIN", 320);
        cluster.Gateway.Options["CHAIN"] = [new OptionClass("SMART", "CHAIN", 100, [today.AddDays(10), today.AddDays(40)], [90, 100, 105, 110, 130])];
        foreach (var (id, days, strike) in ((int, int, decimal)[])[(321, 10, 100), (322, 10, 110), (323, 40, 100), (324, 10, 90)]) // 105 is listed and does not exist.
        {
            var option = Make.Instrument("CHAIN", id) with { Type = SecurityType.Option, Right = OptionRight.Call, Strike = strike, LastTradeDate = today.AddDays(days), Multiplier = 100 };
            cluster.Gateway.Known[InstrumentSpec.Parse($"CHAIN {today.AddDays(days):yyyyMMdd} C {strike}").ToString()] = [option];
        }

        cluster.Gateway.Snapshot = static instrument => instrument.ConId.Value == 320 ? Make.Quote(320, 100) : null;
        cluster.Engine.News[StrategyName.Of("chained")] = FakeEngine.NoNews() with
        {
            Positions = [new Position(StrategyName.Of("chained"), ConId.Of(324), "CHAIN", Currency.Usd, 100, PositionQuantity.Of(-1), 0, 0, 0, 0, 0)],
        };
        var grain = cluster.Strategy("chained");
        await grain.ConfigureAsync(Make.Settings("chained", "Probe", ("script", "chained"), ("instruments", "CHAIN"), ("calls", "true")));
        ConId[] wanted = [ConId.Of(320), ConId.Of(321), ConId.Of(322), ConId.Of(324)];
        await Eventually.Async(() => Probe.Script("chained").Instruments.SequenceEqual(wanted));
        Assert.Equal(1, cluster.Gateway.Count("open", 322, LineKind.Quote));

        cluster.Gateway.Options["CHAIN"] = [new OptionClass("SMART", "CHAIN", 100, [today.AddDays(40)], [100])];
        cluster.Clock.Advance(TimeSpan.FromDays(1));
        await cluster.AdvanceUntilAsync(() => Task.FromResult(Probe.Script("chained").Instruments.SequenceEqual([ConId.Of(320), ConId.Of(323), ConId.Of(324)])), TimeSpan.FromSeconds(30));
        Assert.Equal(2, Probe.Script("chained").ToldOf("start").Count());
    }

    [Fact]
    public async Task New_settings_end_the_changes_that_were_made_to_the_old_ones()
    {
        var grain = await StartAsync("renewed", 303);
        await grain.SetParametersAsync(Changes(("warmup", "9")), "console");

        await grain.ConfigureAsync(Settings("renewed", 303, ("warmup", "3")));

        Assert.Equal("3", (await grain.GetState()).Parameters["warmup"]);
    }

    [Fact]
    public async Task Warm_up_reads_the_store_and_asks_the_broker_only_for_the_newest_bars()
    {
        var now = cluster.Clock.GetUtcNow();
        var start = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(-20);
        cluster.Bars.Stored[new BarSeries(ConId.Of(304), BarSize.OneMinute, BarSeries.Trades)] = [.. Enumerable.Range(0, 15).Select(i => Make.Bar(304, start.AddMinutes(i), 100 + i, BarSize.OneMinute))];
        cluster.Gateway.History[(304, BarSize.OneMinute)] = [.. Enumerable.Range(0, 20).Select(i => Make.Bar(304, start.AddMinutes(i), 200 + i, BarSize.OneMinute))];
        var before = cluster.Gateway.HistoryRequests;

        await StartAsync("stored", 304, ("bars", "1m"), ("warmup", "12"));

        Assert.Equal(12, Probe.Script("stored").ToldOf("warm").Count());
        Assert.StartsWith($"warm 304 1m {start.AddMinutes(8):HH:mm:ss}", Probe.Script("stored").ToldOf("warm").First(), StringComparison.Ordinal);
        Assert.StartsWith($"warm 304 1m {start.AddMinutes(19):HH:mm:ss}", Probe.Script("stored").ToldOf("warm").Last(), StringComparison.Ordinal);
        Assert.Equal(1, cluster.Gateway.HistoryRequests - before);
    }

    [Fact]
    public async Task A_callback_that_hangs_suspends_that_strategy_alone_and_its_wishes_are_not_done()
    {
        var (hung, other) = (await StartAsync("hung", 305), await StartAsync("lively", 306));
        using var release = new ManualResetEventSlim();
        Probe.Script("hung").OnQuote = (context, quote) =>
        {
            context.SetTarget(quote.ConId, 100);
            release.Wait(TimeSpan.FromSeconds(30));
        };

        var call = hung.OnQuoteAsync(Make.Quote(305, 100));
        await Eventually.Async(() => cluster.Engine.Commands.OfType<SetStrategyStatus>().Any(static command => command is { Strategy.Value: "hung", Status: StrategyStatus.Suspended }));
        await other.OnQuoteAsync(Make.Quote(306, 100));
        await Eventually.Async(() => cluster.Engine.Effects.Any(static submission => submission.Strategy.Value == "lively"));
        await Eventually.Async(() => cluster.Engine.Commands.OfType<NotifyOperator>().Any(static notice => notice.Topic == "hung" && notice.Text.Contains("OnQuote has not returned", StringComparison.Ordinal)));
        release.Set();
        await call;

        Assert.Equal(StrategyStatus.Suspended, (await hung.GetState()).Status);
        Assert.DoesNotContain(cluster.Engine.Submissions, static submission => submission.Strategy.Value == "hung");
        Probe.Script("hung").OnQuote = static (context, quote) => context.SetTarget(quote.ConId, 50);
        await hung.OnStatusAsync(StrategyStatus.Active, "resumed");
        await hung.OnQuoteAsync(Make.Quote(305, 101));
        await Eventually.Async(() => cluster.Engine.Effects.Any(static submission => submission.Strategy.Value == "hung"));
    }

    private static ImmutableDictionary<string, string?> Changes(params (string Name, string? Value)[] changes) => changes.ToImmutableDictionary(static change => change.Name, static change => change.Value);

    private static StrategySettings Settings(string name, int conId, params (string, string)[] parameters) =>
        Make.Settings(name, nameof(Probe), [("script", name), ("instruments", $"S{conId}"), .. parameters]);

    private async Task<IStrategyGrain> StartAsync(string name, int conId, params (string, string)[] parameters)
    {
        cluster.Gateway.Know($"S{conId}", conId);
        var grain = cluster.Strategy(name);
        await grain.ConfigureAsync(Settings(name, conId, parameters));
        Assert.True((await grain.GetState()).Warm, (await grain.GetState()).LastError);
        return grain;
    }
}
