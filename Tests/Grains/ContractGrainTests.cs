using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class ContractGrainTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly BarSize FiveMinutes = BarSize.FiveMinutes;

    [Fact]
    public async Task Ten_strategies_with_three_periods_share_one_line_per_kind()
    {
        cluster.Gateway.Know("SHARED", 10);
        var contract = cluster.Contract(10);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            contract.SubscribeAsync(Subscription($"s{i}", "SHARED", true, BarSize.FiveSeconds, BarSize.OneMinute, FiveMinutes))));
        await contract.SubscribeAsync(Subscription("s3", "SHARED", true, BarSize.FiveSeconds, BarSize.OneMinute, FiveMinutes));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(1, cluster.Gateway.Count("open", 10, LineKind.Quote));
        Assert.Equal(1, cluster.Gateway.Count("open", 10, LineKind.FiveSecondBars));
        Assert.Equal(30, (await contract.GetState()).Subscribers.Length);
    }

    [Fact]
    public async Task The_last_one_to_leave_frees_the_line_after_a_while()
    {
        cluster.Gateway.Know("LEFT", 11);
        var contract = cluster.Contract(11);
        await contract.SubscribeAsync(Subscription("a", "LEFT", true));
        await contract.SubscribeAsync(Subscription("b", "LEFT", true));

        await contract.UnsubscribeAsync(StrategyName.Of("a"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(0, cluster.Gateway.Count("close", 11, LineKind.Quote));

        await contract.UnsubscribeAsync(StrategyName.Of("b"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, cluster.Gateway.Count("close", 11, LineKind.Quote));
        await cluster.AdvanceUntilAsync(() => Task.FromResult(cluster.Gateway.Count("close", 11, LineKind.Quote) == 1), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Whoever_comes_back_in_time_keeps_the_line()
    {
        cluster.Gateway.Know("BACK", 12);
        var contract = cluster.Contract(12);
        await contract.SubscribeAsync(Subscription("a", "BACK", true));
        await contract.UnsubscribeAsync(StrategyName.Of("a"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20));

        await contract.SubscribeAsync(Subscription("a", "BACK", true));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, cluster.Gateway.Count("open", 12, LineKind.Quote));
        Assert.Equal(0, cluster.Gateway.Count("close", 12, LineKind.Quote));
    }

    [Fact]
    public async Task A_restart_brings_subscriptions_and_lines_back()
    {
        cluster.Gateway.Know("AGAIN", 13);
        var contract = cluster.Contract(13);
        await contract.SubscribeAsync(Subscription("a", "AGAIN", true, BarSize.OneMinute));
        await cluster.DeactivateAsync(contract);

        await contract.WakeAsync();

        Assert.Equal(2, cluster.Gateway.Count("open", 13, LineKind.Quote));
        Assert.Equal(2, cluster.Gateway.Count("open", 13, LineKind.FiveSecondBars));
        Assert.Equal(StrategyName.Of("a"), Assert.Single((await contract.GetState()).Subscribers).Strategy);
    }

    [Fact]
    public async Task A_silent_line_is_renewed_with_growing_pauses_and_only_in_session()
    {
        var start = cluster.Clock.GetUtcNow();
        cluster.Gateway.Know("SILENT", 14, new Session(start, start.AddSeconds(100), new DateOnly(2026, 3, 2)));
        var contract = cluster.Contract(14);
        await contract.SubscribeAsync(Subscription("a", "SILENT", false, BarSize.FiveSeconds));

        await cluster.AdvanceUntilAsync(() => Opened(14, 2), TimeSpan.FromSeconds(25));
        var afterFirst = cluster.Clock.GetUtcNow() - start;
        Assert.True((await contract.GetState()).Stale);
        await cluster.AdvanceUntilAsync(() => Opened(14, 3), TimeSpan.FromSeconds(25));
        var afterSecond = cluster.Clock.GetUtcNow() - start;
        await cluster.AdvanceUntilAsync(() => Opened(14, 4), TimeSpan.FromSeconds(45));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(300));

        Assert.InRange(afterFirst.TotalSeconds, 20, 25);
        Assert.InRange(afterSecond.TotalSeconds, 40, 49);
        Assert.True(await Opened(14, 4));
        Assert.False((await contract.GetState()).Stale);
    }

    [Fact]
    public async Task A_line_with_bars_is_left_alone_and_so_is_one_without_a_session_to_the_gateway()
    {
        cluster.Gateway.Know("LIVELY", 15);
        var contract = cluster.Contract(15);
        await contract.SubscribeAsync(Subscription("a", "LIVELY", false, BarSize.FiveSeconds));
        var start = cluster.Clock.GetUtcNow().AddSeconds(-cluster.Clock.GetUtcNow().Second);
        for (var i = 0; i < 12; i++)
        {
            await contract.OnBarsAsync([Make.Bar(15, start.AddSeconds(5 * i))]);
            await cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        }

        await contract.OnLineAsync(new LineReport(LineKind.FiveSecondBars, LineState.Lost, 1100, "lost"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, cluster.Gateway.Count("open", 15, LineKind.FiveSecondBars));
    }

    [Fact]
    public async Task A_refused_line_is_asked_for_again_but_not_one_the_broker_does_not_know()
    {
        cluster.Gateway.Know("REFUSED", 16);
        cluster.Gateway.Know("UNKNOWN", 17);
        await cluster.Contract(16).SubscribeAsync(Subscription("a", "REFUSED", true));
        await cluster.Contract(17).SubscribeAsync(Subscription("a", "UNKNOWN", true));

        await cluster.Contract(16).OnLineAsync(new LineReport(LineKind.Quote, LineState.Refused, 10197, "competing session"));
        await cluster.Contract(17).OnLineAsync(new LineReport(LineKind.Quote, LineState.Refused, 200, "no security definition"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(2, cluster.Gateway.Count("open", 16, LineKind.Quote));
        Assert.Equal(1, cluster.Gateway.Count("open", 17, LineKind.Quote));
    }

    [Fact]
    public async Task A_gateway_that_refuses_does_not_lose_the_subscription()
    {
        cluster.Gateway.Know("LATER", 18);
        cluster.Gateway.LineFault = conId => conId == 18 ? new GatewayRequestException(504, "not connected") : null;
        await cluster.Contract(18).SubscribeAsync(Subscription("a", "LATER", true));
        Assert.Equal(0, cluster.Gateway.Count("open", 18, LineKind.Quote));

        cluster.Gateway.LineFault = null;

        await cluster.AdvanceUntilAsync(() => Task.FromResult(cluster.Gateway.Count("open", 18, LineKind.Quote) == 1), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_price_is_the_live_quote_else_something_recent_else_a_snapshot_else_a_time_out()
    {
        cluster.Gateway.Know("PRICED", 19);
        var contract = cluster.Contract(19);
        await contract.SubscribeAsync(Subscription("a", "PRICED", true));
        await contract.OnQuoteAsync(Make.Quote(19, 50, cluster.Clock.GetUtcNow()));

        Assert.Equal((50m, PriceSource.LiveQuote), Told(await contract.PriceAsync(TimeSpan.FromSeconds(1))));

        await contract.OnLineAsync(new LineReport(LineKind.Quote, LineState.Lost, null, "gone"));
        Assert.Equal((50m, PriceSource.RecentQuote), Told(await contract.PriceAsync(TimeSpan.FromMinutes(1))));

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(10));
        await contract.OnBarsAsync([Make.Bar(19, Make.OnTheClock(cluster.Clock.GetUtcNow()).AddSeconds(-5), 51)]);
        Assert.Equal((51m, PriceSource.LastBar), Told(await contract.PriceAsync(TimeSpan.FromSeconds(5))));

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        cluster.Gateway.Snapshot = instrument => instrument.ConId.Value == 19 ? Make.Quote(19, 52, cluster.Clock.GetUtcNow()) : null;
        Assert.Equal((52m, PriceSource.Snapshot), Told(await contract.PriceAsync(TimeSpan.FromSeconds(2))));

        cluster.Gateway.Snapshot = null;
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5));
        var none = contract.PriceAsync(TimeSpan.FromSeconds(2));
        await cluster.AdvanceUntilAsync(() => Task.FromResult(none.IsCompleted), TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<TimeoutException>(() => none);
    }

    [Fact]
    public async Task History_comes_from_the_broker_once_and_from_memory_afterwards()
    {
        cluster.Gateway.Know("PAST", 20);
        var contract = cluster.Contract(20);
        await contract.SubscribeAsync(Subscription("a", "PAST", false, BarSize.FiveSeconds));
        var now = cluster.Clock.GetUtcNow();
        cluster.Gateway.History[(20, BarSize.FiveSeconds)] = [.. Enumerable.Range(1, 31).Select(i => Make.Bar(20, Make.OnTheClock(now).AddSeconds(-5 * (31 - i)), i))];
        var before = cluster.Gateway.HistoryRequests;

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => contract.HistoryAsync(BarSize.FiveSeconds, 20)));
        var again = await contract.HistoryAsync(BarSize.FiveSeconds, 20);

        Assert.Equal(before + 1, cluster.Gateway.HistoryRequests);
        Assert.All(answers.Append(again), static bars => Assert.Equal(Enumerable.Range(11, 20).Select(static i => (decimal)i), bars.Select(static bar => bar.Close.Value)));
    }

    [Fact]
    public async Task Where_the_lease_is_not_nothing_is_served()
    {
        cluster.Gateway.Know("FENCED", 21);
        var contract = cluster.Contract(21);
        await contract.SubscribeAsync(Subscription("a", "FENCED", true));
        try
        {
            cluster.Lease.Epoch = null;
            var refused = await Assert.ThrowsAsync<NotLeaseHolderException>(() => contract.SubscribeAsync(Subscription("b", "FENCED", true)));
            Assert.Contains("does not hold the lease", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            cluster.Lease.Epoch = 2;
        }

        await contract.WakeAsync();
        Assert.Single((await contract.GetState()).Subscribers);
    }

    [Fact]
    public async Task A_contract_that_the_name_does_not_mean_is_refused()
    {
        cluster.Gateway.Know("OTHER", 22);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Contract(23).SubscribeAsync(Subscription("a", "OTHER", true)));

        Assert.Contains("is not contract 23", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hole_in_the_line_is_filled_from_history_and_the_strategy_misses_no_bar()
    {
        var (contract, script, start) = await HoleyAsync("HOLEY", 24);

        await cluster.AdvanceUntilAsync(() => Task.FromResult(script.ToldOf("bar 24").Count() == 3), TimeSpan.FromSeconds(10));

        Assert.Equal((24, BarSize.OneMinute), cluster.Gateway.Backfills.Where(static asked => asked.ConId == 24).Select(static asked => (asked.ConId, asked.Size)).Distinct().Single());
        Assert.Equal(Enumerable.Range(0, 3).Select(i => $"bar 24 1m {start.AddMinutes(i):HH:mm:ss}"), script.ToldOf("bar 24"));
        Assert.Empty((await contract.GetState()).Gaps);
    }

    [Fact]
    public async Task While_history_fails_bars_go_on_after_half_a_minute_and_the_back_fill_goes_on_trying()
    {
        cluster.Gateway.HistoryFault = static conId => conId == 25 ? new GatewayRequestException(162, "pacing violation") : null;
        var (contract, script, start) = await HoleyAsync("STUCK", 25);

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([$"bar 25 1m {start:HH:mm:ss}"], script.ToldOf("bar 25"));
        await cluster.AdvanceUntilAsync(() => Task.FromResult(script.ToldOf("bar 25").Count() == 3), TimeSpan.FromSeconds(15));
        Assert.Contains($"bar 25 1m {start.AddMinutes(1):HH:mm:ss} incomplete", script.ToldOf("bar 25"));
        Assert.Single((await contract.GetState()).Gaps);

        cluster.Gateway.HistoryFault = null;
        await cluster.AdvanceUntilAsync(async () => (await contract.GetState()).Gaps.IsEmpty, TimeSpan.FromSeconds(40));
        Assert.Equal(3, script.ToldOf("bar 25").Count());
        var amended = await contract.HistoryAsync(BarSize.OneMinute, 2);
        Assert.Equal([false, false], amended.Select(static bar => bar.Incomplete));
    }

    [Fact]
    public async Task A_lost_wake_up_is_made_good_by_the_reminder()
    {
        cluster.Gateway.Know("ASLEEP", 26);
        var contract = cluster.Contract(26);
        await contract.SubscribeAsync(Subscription("a", "ASLEEP", true));
        await cluster.DeactivateAsync(contract);
        cluster.Forget(contract);

        // The reminder service sets its own timers as it comes to run: time goes on until it has.
        await Eventually.Async(() =>
        {
            cluster.Clock.Advance(TimeSpan.FromSeconds(1));
            return cluster.Gateway.Count("open", 26, LineKind.Quote) == 2;
        });
    }

    private static (decimal Price, PriceSource Source) Told(CurrentPrice price) => (price.Price.Value, price.Source);

    private static ContractSubscription Subscription(string strategy, string instrument, bool quotes, params ReadOnlySpan<BarSize> bars) =>
        new(StrategyName.Of(strategy), instrument, [.. bars], quotes);

    private Task<bool> Opened(int conId, int times) => Task.FromResult(cluster.Gateway.Count("open", conId, LineKind.FiveSecondBars) == times);

    /// <summary>A strategy on one-minute bars; the line has the first minute, lacks the second but for its end, and has the third.</summary>
    private async Task<(IContractGrain Contract, ProbeScript Script, DateTimeOffset Start)> HoleyAsync(string symbol, int conId)
    {
        cluster.Gateway.Know(symbol, conId);
        await cluster.Strategy(symbol).ConfigureAsync(Make.Settings(symbol, "Probe", ("script", symbol), ("instruments", symbol), ("bars", "1m"), ("quotes", "false")));
        var start = cluster.Clock.GetUtcNow() is var now ? now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)) : default;
        cluster.Gateway.History[(conId, BarSize.OneMinute)] = [.. Enumerable.Range(0, 3).Select(i => Make.Bar(conId, start.AddMinutes(i), size: BarSize.OneMinute))];
        var contract = cluster.Contract(conId);
        await contract.OnBarsAsync([.. Enumerable.Range(0, 36).Where(static part => part is < 12 or > 20).Select(part => Make.Bar(conId, start.AddSeconds(5 * part)))]);
        return (contract, Probe.Script(symbol), start);
    }
}
