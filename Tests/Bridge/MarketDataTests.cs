using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class MarketDataTests
{
    private const int Apple = 265598;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task The_ticks_of_a_quote_become_one_quote()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var line = await OpenAsync(gateway, bridge);

        Quote(gateway, line, 187.25m, 187.27m);

        await Until.TrueAsync(() => bridge.Contracts[Apple].Quotes.LastOrDefault()?.Ask is not null, "the quote arrives");
        var quote = bridge.Contracts[Apple].Quotes.Last();
        Assert.Equal((187.25m, 187.27m, 3m, 4m), (quote.Bid!.Value.Value, quote.Ask!.Value.Value, quote.BidSize!.Value.Value, quote.AskSize!.Value.Value));
        Assert.Equal(DataQuality.Live, quote.Quality);
    }

    [Fact]
    public async Task A_slow_consumer_gets_fewer_quotes_and_always_the_newest_at_the_end()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var line = await OpenAsync(gateway, bridge);
        var open = new TaskCompletionSource();
        bridge.Contracts[Apple].BeforeQuote = () => open.Task;

        for (var i = 1; i <= 2000; i++)
        {
            Quote(gateway, line, i, i + 1);
        }

        gateway.Newest.Send(SessionTests.Execution("0000e0d5.01", 1));
        await Until.TrueAsync(() => bridge.Engine.Events.OfType<ExecutionReport>().Any(), "what came behind the ticks arrives");
        Assert.Empty(bridge.Contracts[Apple].Quotes);
        open.SetResult();

        await Until.TrueAsync(() => bridge.Contracts[Apple].Quotes.LastOrDefault()?.Bid == Price.Of(2000), "the newest arrives");
        Assert.Equal(Price.Of(2001), bridge.Contracts[Apple].Quotes.Last().Ask);
        Assert.True(bridge.Contracts[Apple].Quotes.Count < 100, $"{bridge.Contracts[Apple].Quotes.Count} quotes were handed over one by one");
        Assert.True(bridge.Metrics.Conflated > 0);
    }

    [Fact]
    public async Task A_consumer_that_fails_gets_the_newest_quote_later()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var line = await OpenAsync(gateway, bridge);
        var failures = 2;
        bridge.Contracts[Apple].BeforeQuote = () => Interlocked.Decrement(ref failures) >= 0
            ? Task.FromException(new TimeoutException("the grain moves"))
            : Task.CompletedTask;

        Quote(gateway, line, 5, 6);

        await Until.TrueAsync(() => bridge.Contracts[Apple].Quotes.LastOrDefault() is { Bid.Value: 5, Ask.Value: 6 }, "the quote arrives");
        Assert.True(failures < 0);
    }

    [Fact]
    public async Task No_quote_is_null_and_delayed_data_says_so()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var line = await OpenAsync(gateway, bridge);

        gateway.Newest.Send(new MarketDataTypeMessage { ReqId = line, MarketDataType = 3 });
        gateway.Newest.Send(new TickPriceMessage { ReqId = line, TickType = 66, Price = 10, Size = 1 });
        gateway.Newest.Send(new TickPriceMessage { ReqId = line, TickType = 67, Price = -1, Size = 0 });
        gateway.Newest.Send(new TickPriceMessage { ReqId = line, TickType = 68, Price = 10.5m, Size = 7 });

        await Until.TrueAsync(() => bridge.Contracts[Apple].Quotes.LastOrDefault()?.Last is not null, "the quote arrives");
        var quote = bridge.Contracts[Apple].Quotes.Last();
        Assert.Equal((DataQuality.Delayed, null, 10m, 10.5m), (quote.Quality, quote.Ask, quote.Bid!.Value.Value, quote.Last!.Value.Value));
    }

    [Fact]
    public async Task Bars_arrive_all_and_in_order()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var line = await OpenAsync(gateway, bridge, LineKind.FiveSecondBars);
        var start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

        for (var i = 0; i < 500; i++)
        {
            gateway.Newest.Send(new RealTimeBarMessage { ReqId = line, Time = start.AddSeconds(5 * i), Open = 1, High = 2, Low = 0.5m, Close = 1.5m, Volume = 100, Wap = 1.2m, Count = 3 });
        }

        await Until.TrueAsync(() => bridge.Contracts[Apple].Bars.Count >= 500, "all bars arrive");
        Assert.Equal(Enumerable.Range(0, 500).Select(i => start.AddSeconds(5 * i)), bridge.Contracts[Apple].Bars.Select(static bar => bar.Start));
        var request = gateway.Received.OfType<RealTimeBarsRequest>().Single();
        Assert.Equal((5, "TRADES", false), (request.BarSize, request.WhatToShow, request.UseRTH));
    }

    [Fact]
    public async Task One_line_serves_any_number_of_subscriptions()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Quote, 0, None).AsTask()));
        var line = await OpenAsync(gateway, bridge);
        await bridge.Data.UnsubscribeAsync(BridgeSamples.Apple, LineKind.Quote, None);
        await bridge.Data.UnsubscribeAsync(BridgeSamples.Apple, LineKind.Quote, None);

        await Until.TrueAsync(() => gateway.Received.OfType<CancelMktDataRequest>().Any(), "the line is cancelled");
        Assert.Equal(line, gateway.Received.OfType<CancelMktDataRequest>().Single().ReqId);
        Assert.Single(gateway.Received.OfType<MktDataRequest>());
    }

    [Fact]
    public async Task Lines_are_renewed_after_a_reconnect_and_after_1101_but_not_after_1102()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await OpenAsync(gateway, bridge);

        gateway.Newest.Error(-1, 1102, "restored");
        await Until.TrueAsync(() => bridge.Engine.Events.OfType<SynchronizationEnded>().Count() == 2 && bridge.State == SessionState.Ready, "read again after 1102");
        Assert.Single(gateway.Received.OfType<MktDataRequest>());
        gateway.Newest.Error(-1, 1101, "restored, data lost");
        await Until.TrueAsync(() => gateway.Received.OfType<MktDataRequest>().Count() == 2, "the line is renewed after 1101");
        gateway.Newest.Drop();
        await Until.TrueAsync(() => gateway.Received.OfType<MktDataRequest>().Count() == 3, "the line is renewed after a reconnect");

        await Until.TrueAsync(() => bridge.Contracts[Apple].Lines.Count == 5, "the contract was told");
        Assert.Equal(
            [LineState.Open, LineState.Lost, LineState.Open, LineState.Lost, LineState.Open],
            bridge.Contracts[Apple].Lines.Select(static report => report.State));
        Assert.Equal(3, gateway.Received.OfType<MktDataRequest>().Select(static request => request.ReqId).Distinct().Count());
    }

    [Fact]
    public async Task A_refused_line_is_reported_with_its_code_and_may_be_asked_for_again()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var line = await OpenAsync(gateway, bridge);

        gateway.Newest.Error(line, 10167, "delayed data shown");
        gateway.Newest.Error(line, 354, "not subscribed");

        await Until.TrueAsync(() => bridge.Contracts[Apple].Lines.Any(static report => report.State == LineState.Refused), "the contract was told");
        Assert.Equal(354, bridge.Contracts[Apple].Lines.Last().Code);
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Quote, 0, None);
        await Until.TrueAsync(() => gateway.Received.OfType<MktDataRequest>().Count() == 2, "the line is asked for again");
    }

    [Fact]
    public async Task A_farm_touches_only_the_contracts_it_serves()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await OpenAsync(gateway, bridge);

        gateway.Newest.Error(-1, 2103, "Market data farm connection is broken:cashfarm");
        gateway.Newest.Error(-1, 2103, "Market data farm connection is broken:usfarm");
        await Until.TrueAsync(() => bridge.Contracts[Apple].Lines.Any(static report => report.State == LineState.FarmDown), "the contract was told");
        Assert.True(bridge.Farms.IsDown(BridgeSamples.Apple));
        gateway.Newest.Error(-1, 2104, "Market data farm connection is OK:usfarm");

        await Until.TrueAsync(() => !bridge.Farms.IsDown(BridgeSamples.Apple), "the farm is up");
        Assert.Equal([null, 2103, 2104], bridge.Contracts[Apple].Lines.Select(static report => report.Code));
        Assert.Equal(SessionState.Ready, bridge.State);
    }

    [Fact]
    public async Task A_farm_that_is_down_closes_its_contracts_without_a_line_too()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        gateway.Newest.Error(-1, 2103, "Market data farm connection is broken:usfarm");

        await Until.TrueAsync(() => bridge.Farms.IsDown(BridgeSamples.Apple), "the farm is down");
        Assert.False(bridge.Farms.IsDown(BridgeSamples.Apple with { Type = SecurityType.Forex }));
    }

    [Theory]
    [InlineData(2103, 2104)]
    [InlineData(2119, 2104)]
    [InlineData(2103, 2108)]
    public async Task A_data_farm_that_is_broken_or_still_connects_is_down_until_it_is_up_or_idle(int down, int up)
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await OpenAsync(gateway, bridge);

        gateway.Newest.Error(-1, down, "Market data farm:usfarm");
        await Until.TrueAsync(() => bridge.Farms.IsDown(BridgeSamples.Apple), "the farm is down");
        gateway.Newest.Error(-1, up, "Market data farm:usfarm");

        await Until.TrueAsync(() => !bridge.Farms.IsDown(BridgeSamples.Apple), "the farm is up");
        await Until.TrueAsync(() => bridge.Contracts[Apple].Lines.Count == 3, "the line says so too");
        Assert.Equal([null, down, up], bridge.Contracts[Apple].Lines.Select(static report => report.Code));
    }

    [Theory]
    [InlineData("ushmds", 2106)]
    [InlineData("ushmds", 2107)]
    public async Task A_history_waits_while_its_farm_is_down_and_goes_on_afterwards(string farm, int up)
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await OpenAsync(gateway, bridge);
        gateway.Newest.Error(-1, 2105, "HMDS data farm connection is broken:euhmds");
        gateway.Newest.Error(-1, 2105, "HMDS data farm connection is broken:" + farm);
        await NoticedAsync(gateway, bridge);

        var history = bridge.Data.HistoricalBarsAsync(BridgeSamples.Apple, BarSize.OneMinute, 2, None);
        await NoticedAsync(gateway, bridge);
        Assert.Empty(gateway.Received.OfType<HistoricalDataRequest>());
        Assert.False(bridge.Farms.IsDown(BridgeSamples.Apple));
        gateway.Newest.Error(-1, up, "HMDS data farm connection is OK:" + farm);

        await Until.TrueAsync(() => gateway.Received.OfType<HistoricalDataRequest>().Any(), "the history is asked for");
        var id = gateway.Received.OfType<HistoricalDataRequest>().Single().ReqId;
        gateway.Newest.Send(new HistoricalDataMessage { ReqId = id, Bars = [Bar(1_700_000_040)] });
        gateway.Newest.Send(new HistoricalDataEndMessage { ReqId = id, Start = "", End = "" });
        Assert.Single(await history);
    }

    [Fact]
    public async Task A_farm_that_stays_down_refuses_by_name_and_nothing_was_sent()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.RequestTimeout = TimeSpan.FromMilliseconds(100)).ReadyAsync();
        await OpenAsync(gateway, bridge);
        gateway.Newest.Error(-1, 2105, "HMDS data farm connection is broken:ushmds");
        gateway.Newest.Error(-1, 2157, "Sec-def data farm connection is broken:secdefil");
        await NoticedAsync(gateway, bridge);

        var bars = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Data.HistoricalBarsAsync(BridgeSamples.Apple, BarSize.OneMinute, 2, None));
        var search = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Instruments.SearchAsync("AAPL", None));
        var details = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Instruments.FindAsync(OrleansTrader.Domain.Instruments.InstrumentSpec.Parse("AAPL"), None));

        Assert.Equal((2105, 2157, 2157), (bars.Code, search.Code, details.Code));
        Assert.Contains("ushmds", bars.Message, StringComparison.Ordinal);
        Assert.Contains("secdefil", search.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Received, static message => message is HistoricalDataRequest or MatchingSymbolsRequest or ContractDetailsRequest);
    }

    [Fact]
    public async Task Questions_for_contracts_go_on_when_their_farm_is_up_or_the_session_is_another()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        gateway.Newest.Error(-1, 2157, "Sec-def data farm connection is broken:secdefil");
        await NoticedAsync(gateway, bridge);
        var first = bridge.Instruments.SearchAsync("AAPL", None);
        gateway.Newest.Error(-1, 2158, "Sec-def data farm connection is OK:secdefil");

        await Until.TrueAsync(() => gateway.Received.OfType<MatchingSymbolsRequest>().Any(), "the question is asked");
        gateway.Newest.Send(new SymbolSamplesMessage { ReqId = gateway.Received.OfType<MatchingSymbolsRequest>().Single().ReqId });
        Assert.Empty(await first);

        gateway.Newest.Error(-1, 2157, "Sec-def data farm connection is broken:secdefil");
        await NoticedAsync(gateway, bridge);
        gateway.Newest.Drop();
        await Until.TrueAsync(() => gateway.Clients.Count == 2 && bridge.State == SessionState.Ready, "the next session is ready");
        var second = bridge.Instruments.SearchAsync("MSFT", None);
        await Until.TrueAsync(() => gateway.Received.OfType<MatchingSymbolsRequest>().Count() == 2, "the new session knows of no broken farm");
        gateway.Newest.Send(new SymbolSamplesMessage { ReqId = gateway.Received.OfType<MatchingSymbolsRequest>().Last().ReqId });
        Assert.Empty(await second);
    }

    [Fact]
    public async Task Searches_leave_a_second_apart()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var began = TimeProvider.System.GetTimestamp();

        _ = bridge.Instruments.SearchAsync("AAPL", None);
        _ = bridge.Instruments.SearchAsync("MSFT", None);

        await Until.TrueAsync(() => gateway.Received.OfType<MatchingSymbolsRequest>().Count() == 2, "both were asked");
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_refused_and_never_taken_for_an_empty_one()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var history = bridge.Data.HistoricalBarsAsync(BridgeSamples.Apple, BarSize.OneMinute, 2, None);
        await Until.TrueAsync(() => gateway.Received.OfType<HistoricalDataRequest>().Any(), "the history is asked for");
        var id = gateway.Received.OfType<HistoricalDataRequest>().Single().ReqId;

        gateway.Newest.Send(new HistoricalDataMessage { ReqId = id, Bars = [Bar(1_700_000_040) with { Open = null }] });
        gateway.Newest.Send(new HistoricalDataEndMessage { ReqId = id, Start = "", End = "" });

        var refused = await Assert.ThrowsAsync<GatewayRequestException>(() => history);
        Assert.Contains("could not be read", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, bridge.Metrics.Quarantined);
    }

    [Fact]
    public async Task Bars_and_trades_without_a_price_are_quarantined_and_the_session_lives()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Trades, 0, None);
        await Until.TrueAsync(() => gateway.Received.OfType<TickByTickDataRequest>().Any(), "the line is open");
        var id = gateway.Received.OfType<TickByTickDataRequest>().Single().ReqId;

        gateway.Newest.Send(new TickByTickAllLastMessage { ReqId = id, Kind = TickByTickKind.AllLast, Time = DateTimeOffset.UnixEpoch, Price = null, Size = 1 });
        gateway.Newest.Send(new TickByTickAllLastMessage { ReqId = id, Kind = TickByTickKind.AllLast, Time = DateTimeOffset.UnixEpoch, Price = 7, Size = 1 });

        await Until.TrueAsync(() => !bridge.Contracts[Apple].Trades.IsEmpty, "the trade behind arrives");
        Assert.Equal(7, Assert.Single(bridge.Contracts[Apple].Trades).Price.Value);
        Assert.Equal(1, bridge.Metrics.Quarantined);
        Assert.Equal(SessionState.Ready, bridge.State);
    }

    [Fact]
    public async Task A_line_of_trades_is_not_opened_twice_for_a_contract_within_fifteen_seconds()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Trades, 0, None);
        await Until.TrueAsync(() => gateway.Received.OfType<TickByTickDataRequest>().Any(), "the line is open");

        await bridge.Data.UnsubscribeAsync(BridgeSamples.Apple, LineKind.Trades, None);
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Trades, 0, None);

        await Until.TrueAsync(() => bridge.Contracts[Apple].Lines.Any(static report => report.Text.Contains("waits for its turn", StringComparison.Ordinal)), "the contract is told to wait");
        Assert.Single(gateway.Received.OfType<TickByTickDataRequest>());
    }

    [Fact]
    public async Task The_same_history_asked_for_at_once_is_one_request()
    {
        await using var gateway = new ScriptedGateway();
        var asked = new TaskCompletionSource<int>();
        gateway.Script = (_, message) => message is HistoricalDataRequest request && asked.TrySetResult(request.ReqId);
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var answers = Enumerable.Range(0, 5).Select(_ => bridge.Data.HistoricalBarsAsync(BridgeSamples.Apple, BarSize.OneMinute, 2, None)).ToList();
        var id = await asked.Task;
        gateway.Newest.Send(new HistoricalDataMessage { ReqId = id, Bars = [Bar(1_700_000_040), Bar(1_700_000_100), Bar(1_700_000_160)] });
        gateway.Newest.Send(new HistoricalDataEndMessage { ReqId = id, Start = "", End = "" });

        foreach (var bars in await Task.WhenAll(answers))
        {
            Assert.Equal([1_700_000_100, 1_700_000_160], bars.Select(static bar => bar.Start.ToUnixTimeSeconds()));
        }

        var sent = gateway.Received.OfType<HistoricalDataRequest>().Single();
        Assert.Equal(("1 min", "1 D", 2, 0), (sent.BarSizeSetting, sent.DurationStr, sent.FormatDate, sent.UseRTH));
    }

    [Fact]
    public async Task A_history_ends_by_refusal_time_out_or_the_end_of_the_session_each_by_name()
    {
        await using var gateway = new ScriptedGateway();
        var mode = "refuse";
        gateway.Script = (client, message) =>
        {
            if (message is not HistoricalDataRequest request)
            {
                return false;
            }

            switch (mode)
            {
                case "refuse":
                    client.Error(request.ReqId, 162, "Historical Market Data Service error message:No market data permissions");
                    break;
                case "empty":
                    client.Error(request.ReqId, 162, "Historical Market Data Service error message:HMDS query returned no data: AAPL@SMART Trades");
                    break;
                case "drop":
                    client.Drop();
                    break;
            }

            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.RequestTimeout = TimeSpan.FromMilliseconds(300)).ReadyAsync();

        Task<System.Collections.Immutable.ImmutableArray<Bar>> Ask() => bridge.Data.HistoricalBarsAsync(BridgeSamples.Apple, BarSize.OneMinute, 2, None);
        Assert.Equal(162, (await Assert.ThrowsAsync<GatewayRequestException>(Ask)).Code);
        mode = "empty";
        Assert.Empty(await Ask());
        mode = "silent";
        Assert.Contains("reqHistoricalData(AAPL", (await Assert.ThrowsAsync<TimeoutException>(Ask)).Message, StringComparison.Ordinal);
        mode = "drop";
        Assert.Equal(504, (await Assert.ThrowsAsync<GatewayRequestException>(Ask)).Code);
    }

    [Fact]
    public async Task A_snapshot_is_one_quote()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = (client, message) =>
        {
            if (message is not MktDataRequest { Snapshot: true } request)
            {
                return false;
            }

            client.Send(new TickPriceMessage { ReqId = request.ReqId, TickType = 1, Price = 9, Size = 1 });
            client.Send(new TickPriceMessage { ReqId = request.ReqId, TickType = 2, Price = 11, Size = 2 });
            client.Send(new TickSnapshotEndMessage { ReqId = request.ReqId });
            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var quote = await bridge.Data.SnapshotAsync(BridgeSamples.Apple, None);

        Assert.Equal(Price.Of(10), quote.Midpoint);
    }

    [Fact]
    public async Task Contracts_with_subscriptions_are_woken_when_the_session_is_ready()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = new BridgeHost(gateway.Port);
        bridge.Contracts.Subscribed = [ConId.Of(1), ConId.Of(2)];
        await bridge.ReadyAsync();

        await Until.TrueAsync(() => bridge.Contracts[1].Wakes == 1 && bridge.Contracts[2].Wakes == 1, "both are awake");
    }

    private static HistoricalBar Bar(long at) => new() { Time = $"{at}", Open = 1, High = 2, Low = 1, Close = 2, Volume = 10, Wap = 1.5m, Count = 4 };

    private static async Task<int> OpenAsync(ScriptedGateway gateway, BridgeHost bridge, LineKind kind = LineKind.Quote)
    {
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, kind, 0, None);
        await Until.TrueAsync(() => gateway.Received.Any(static message => message is MktDataRequest or RealTimeBarsRequest), "the line is asked for");
        return gateway.Received.Select(static message => (message as MktDataRequest)?.ReqId ?? (message as RealTimeBarsRequest)?.ReqId).First(static id => id is not null)!.Value;
    }

    private static void Quote(ScriptedGateway gateway, int line, decimal bid, decimal ask)
    {
        gateway.Newest.Send(new TickPriceMessage { ReqId = line, TickType = 1, Price = bid, Size = 3 });
        gateway.Newest.Send(new TickSizeMessage { ReqId = line, TickType = 0, Size = 3 });
        gateway.Newest.Send(new TickPriceMessage { ReqId = line, TickType = 2, Price = ask, Size = 4 });
        gateway.Newest.Send(new TickSizeMessage { ReqId = line, TickType = 3, Size = 4 });
    }

    /// <summary>Everything that the gateway sent so far was read: a message behind it was.</summary>
    private static async Task NoticedAsync(ScriptedGateway gateway, BridgeHost bridge)
    {
        var counted = bridge.Metrics.Trailing;
        gateway.Newest.SendFields("9", "1", "1", "behind");
        await Until.TrueAsync(() => bridge.Metrics.Trailing > counted, "what came before was read");
    }
}
