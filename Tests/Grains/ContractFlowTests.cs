using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>What reaches strategies, and what they know about the data's worth.</summary>
public sealed class ContractFlowTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Trades_reach_those_who_want_them_and_become_bars_by_trades_for_those_who_want_these()
    {
        cluster.Gateway.Know("TAPE", 701);
        await StartAsync("tape", "TAPE", ("trades", "true"), ("quotes", "false"));
        await StartAsync("ticks", "TAPE", ("bars", "2t"), ("quotes", "false"));
        var at = cluster.Clock.GetUtcNow();

        await cluster.Contract(701).OnTradesAsync([.. Enumerable.Range(0, 5).Select(i => new Print(ConId.Of(701), Price.Of(100 + i), Quantity.Of(10), at.AddSeconds(i)))]);

        await Eventually.Async(() => Probe.Script("ticks").ToldOf("bar 701 2t").Count() == 2 && Probe.Script("tape").ToldOf("trade").Count() == 5);
        Assert.Equal([100m, 101m, 102m, 103m, 104m], Probe.Script("tape").ToldOf("trade").Select(static line => decimal.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(1, cluster.Gateway.Count("open", 701, LineKind.Trades));
        Assert.Equal(0, cluster.Gateway.Count("open", 701, LineKind.FiveSecondBars));
        Assert.Equal(5, (await cluster.Contract(701).GetState()).Trades);
    }

    [Fact]
    public async Task A_strategy_that_wants_every_change_of_bid_and_ask_gets_quotes_and_both_lines_are_opened()
    {
        cluster.Gateway.Know("FAST", 717);
        await StartAsync("fast", "FAST", ("bidask", "true"), ("quotes", "false"));

        await cluster.Contract(717).OnQuoteAsync(Make.Quote(717, 50, cluster.Clock.GetUtcNow()));

        await Eventually.Async(() => Probe.Script("fast").ToldOf("quote 50").Any());
        Assert.Equal((1, 1, 0), (cluster.Gateway.Count("open", 717, LineKind.BidAsk), cluster.Gateway.Count("open", 717, LineKind.Quote), cluster.Gateway.Count("open", 717, LineKind.Trades)));
    }

    [Fact]
    public async Task Trades_of_a_lost_line_come_from_history_before_the_newer_ones()
    {
        cluster.Gateway.Know("TORN", 703);
        await StartAsync("torn", "TORN", ("trades", "true"), ("quotes", "false"));
        var tape = Tape(703);
        cluster.Gateway.Tape[703] = tape;
        var contract = cluster.Contract(703);

        await contract.OnTradesAsync(tape[..5]);
        await LoseAsync(contract);
        await contract.OnTradesAsync(tape[12..]);

        await cluster.AdvanceUntilAsync(() => Task.FromResult(Probe.Script("torn").ToldOf("trade").Count() == 20), TimeSpan.FromSeconds(5));
        Assert.Equal(tape.Select(static trade => $"trade {trade.Price}"), Probe.Script("torn").ToldOf("trade"));
    }

    [Fact]
    public async Task Trades_that_history_does_not_give_back_hold_the_newer_ones_for_half_a_minute_and_flag_the_bar()
    {
        cluster.Gateway.Know("GONE", 704);
        await StartAsync("gone", "GONE", ("bars", "5t"), ("trades", "true"), ("quotes", "false"));
        var tape = Tape(704);
        var contract = cluster.Contract(704);

        await contract.OnTradesAsync(tape[..7]);
        await LoseAsync(contract);
        await contract.OnTradesAsync(tape[12..]);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(7, Probe.Script("gone").ToldOf("trade").Count());
        Assert.Single((await contract.GetState()).Gaps);

        await cluster.AdvanceUntilAsync(() => Task.FromResult(Probe.Script("gone").ToldOf("trade").Count() == 15), TimeSpan.FromSeconds(10));
        Assert.Equal([false, true, false], Probe.Script("gone").ToldOf("bar").Select(static line => line.EndsWith("incomplete", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Strategies_know_what_the_data_is_worth_and_see_book_and_greeks()
    {
        cluster.Gateway.Know("WORTH", 702);
        var script = Probe.Script("worth");
        script.OnQuote = (context, quote) => script.Told.Enqueue($"saw {context.Quality(quote.ConId)} {context.Depth(quote.ConId)?.Bids.Length} {context.Greeks(quote.ConId)?.Delta}");
        await StartAsync("worth", "WORTH", ("depth", "true"), ("greeks", "true"));
        var contract = cluster.Contract(702);
        await contract.OnDepthAsync(new MarketDepth(ConId.Of(702), [new DepthRow(Price.Of(10), Quantity.Of(1), null)], [], cluster.Clock.GetUtcNow()));
        await contract.OnGreeksAsync(new OptionGreeks(ConId.Of(702), null, 0.5, null, null, null, null, null, cluster.Clock.GetUtcNow()));
        await Eventually.Async(async () => (await contract.GetState()).Greeks is not null);

        await contract.OnQuoteAsync(Make.Quote(702, 10, cluster.Clock.GetUtcNow()) with { Quality = DataQuality.Delayed });
        await Eventually.Async(() => script.ToldOf("saw").Any());
        await contract.OnQuoteAsync(Make.Quote(702, 11, cluster.Clock.GetUtcNow()) with { Quality = DataQuality.Delayed });

        await Eventually.Async(() => script.ToldOf("saw").Contains("saw Delayed 1 0.5"));
        Assert.Equal(1, cluster.Gateway.Count("open", 702, LineKind.Depth));
        Assert.Equal(1, cluster.Gateway.Count("open", 702, LineKind.Quote));
        Assert.Equal(DataQuality.Delayed, (await contract.GetState()).Quality);
    }

    [Fact]
    public async Task A_quote_that_froze_while_its_peers_move_is_marked_stale_and_its_line_renewed()
    {
        var contracts = await PeersAsync(710, 4, Currency.Of("CHF"));
        var frozen = contracts[0];
        for (var conId = 760; conId < 770; conId++)
        {
            // Contracts without quotes are no peers.
            cluster.Gateway.Known[$"B{conId}"] = [Make.Instrument($"B{conId}", conId, new Session(cluster.Clock.GetUtcNow().AddDays(-2), cluster.Clock.GetUtcNow().AddDays(-1), default)) with { Currency = Currency.Of("CHF") }];
            await cluster.Contract(conId).SubscribeAsync(new ContractSubscription(StrategyName.Of("watcher"), $"B{conId}", [BarSize.OneMinute], Quotes: false));
        }

        await frozen.OnQuoteAsync(Make.Quote(710, 10, cluster.Clock.GetUtcNow()));

        await MoveAsync(contracts[1..], TimeSpan.FromSeconds(50));
        Assert.False((await frozen.GetState()).Stale);
        await MoveAsync(contracts[1..], TimeSpan.FromSeconds(20));

        var view = await frozen.GetState();
        Assert.True(view.Stale);
        Assert.Equal((DataQuality.Stale, DataQuality.Stale), (view.Quality, view.Quote!.Quality));
        Assert.Equal(2, cluster.Gateway.Count("open", 710, LineKind.Quote));
        Assert.All(contracts[1..], async contract => Assert.False((await contract.GetState()).Stale));

        await frozen.OnQuoteAsync(Make.Quote(710, 11, cluster.Clock.GetUtcNow()));
        Assert.Equal(DataQuality.Live, (await frozen.GetState()).Quality);
    }

    [Fact]
    public async Task A_quote_that_rests_with_its_peers_is_left_alone_and_so_is_one_in_a_halt()
    {
        var resting = await PeersAsync(720, 4, Currency.Of("SEK"));
        var halted = (await PeersAsync(730, 4, Currency.Of("NOK")))[0];
        await resting[0].OnQuoteAsync(Make.Quote(720, 10, cluster.Clock.GetUtcNow()));
        await halted.OnLineAsync(new LineReport(LineKind.Quote, LineState.Halted, null, "trading is halted"));

        await MoveAsync([.. Enumerable.Range(731, 3).Select(cluster.Contract)], TimeSpan.FromSeconds(100));

        Assert.Equal(1, cluster.Gateway.Count("open", 720, LineKind.Quote));
        Assert.Equal(1, cluster.Gateway.Count("open", 730, LineKind.Quote));
        Assert.False((await halted.GetState()).Stale);
    }

    [Fact]
    public async Task A_bar_line_is_left_alone_in_a_halt()
    {
        cluster.Gateway.Know("HALT", 740);
        await cluster.Contract(740).SubscribeAsync(new ContractSubscription(StrategyName.Of("a"), "HALT", [BarSize.FiveSeconds], Quotes: true));
        await cluster.Contract(740).OnLineAsync(new LineReport(LineKind.Quote, LineState.Halted, null, "trading is halted"));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(1, cluster.Gateway.Count("open", 740, LineKind.FiveSecondBars));

        await cluster.Contract(740).OnLineAsync(new LineReport(LineKind.Quote, LineState.Open, null, "trading goes on"));
        await cluster.AdvanceUntilAsync(() => Task.FromResult(cluster.Gateway.Count("open", 740, LineKind.FiveSecondBars) == 2), TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Lines_are_as_important_as_their_most_important_subscriber_and_a_refusal_is_shown()
    {
        cluster.Gateway.Know("VIP", 750);
        var contract = cluster.Contract(750);
        await contract.SubscribeAsync(new ContractSubscription(StrategyName.Of("a"), "VIP", [], Quotes: true, Priority: 1));
        await contract.SubscribeAsync(new ContractSubscription(StrategyName.Of("b"), "VIP", [], Quotes: true, Priority: 7));
        Assert.Equal(7, cluster.Gateway.Priorities[(750, LineKind.Quote)]);
        Assert.Equal(1, cluster.Gateway.Count("open", 750, LineKind.Quote));

        await contract.OnLineAsync(new LineReport(LineKind.Quote, LineState.Refused, 101, "given up for OTHER"));
        Assert.Equal("Quote: given up for OTHER", (await contract.GetState()).Problem);
        await cluster.AdvanceUntilAsync(async () => (await contract.GetState()).Problem is null, TimeSpan.FromSeconds(10));
    }

    private async Task StartAsync(string name, string instrument, params (string, string)[] parameters) =>
        await cluster.Strategy(name).ConfigureAsync(Make.Settings(name, nameof(Probe), [("script", name), ("instruments", instrument), .. parameters]));

    /// <summary>Twenty trades, four in each second.</summary>
    private ImmutableArray<Print> Tape(int conId)
    {
        var start = Make.OnTheClock(cluster.Clock.GetUtcNow());
        return [.. Enumerable.Range(0, 20).Select(i => new Print(ConId.Of(conId), Price.Of(100 + i), Quantity.Of(1), start.AddSeconds(i / 4)))];
    }

    private static async Task LoseAsync(IContractGrain contract)
    {
        await contract.OnLineAsync(new LineReport(LineKind.Trades, LineState.Lost, null, "lost"));
        await contract.OnLineAsync(new LineReport(LineKind.Trades, LineState.Open, null, "opened"));
    }

    /// <summary>Contracts of a currency of their own, each with a quote line.</summary>
    private async Task<IContractGrain[]> PeersAsync(int first, int count, Currency currency)
    {
        for (var conId = first; conId < first + count; conId++)
        {
            cluster.Gateway.Known[$"P{conId}"] = [Make.Instrument($"P{conId}", conId) with { Currency = currency }];
            await cluster.Contract(conId).SubscribeAsync(new ContractSubscription(StrategyName.Of("watcher"), $"P{conId}", [], Quotes: true));
        }

        return [.. Enumerable.Range(first, count).Select(cluster.Contract)];
    }

    private async Task MoveAsync(IContractGrain[] contracts, TimeSpan time)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
        {
            foreach (var contract in contracts)
            {
                await contract.OnQuoteAsync(Make.Quote((int)contract.GetPrimaryKeyLong(), 10 + (second % 2), cluster.Clock.GetUtcNow()));
            }

            await cluster.AdvanceAsync(TimeSpan.FromSeconds(1));
        }
    }
}
