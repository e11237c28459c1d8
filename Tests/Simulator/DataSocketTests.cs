using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class DataSocketTests : IAsyncLifetime
{
    private static readonly TwsContract Apple = new() { Symbol = "AAPL", SecType = "STK", Exchange = "SMART", Currency = "USD" };

    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync(Gateways.Quiet with { Volatility = 1 });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void A_contract_is_found_by_symbol_and_by_number_and_an_unknown_one_is_error_200()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new ContractDetailsRequest { ReqId = 1, Contract = Apple });
        client.Send(new ContractDetailsRequest { ReqId = 2, Contract = new TwsContract { ConId = Gateways.Apple } });
        client.Send(new ContractDetailsRequest { ReqId = 3, Contract = Apple with { Symbol = "NOPE" } });

        client.Wait<ErrMsgMessage>(static m => m is { Id: 3, ErrorCode: 200 });
        client.Wait<ContractDataEndMessage>(static m => m.ReqId == 2);
        var details = client.All<ContractDataMessage>();
        Assert.Equal([Gateways.Apple, Gateways.Apple], details.Select(static d => d.Contract.ConId));
        Assert.Equal(("APPLE INC", 0.01m, "NASDAQ"), (details[0].LongName, details[0].MinTick!.Value, details[0].Contract.PrimaryExch));
        Assert.Equal(details[0].ValidExchanges!.Split(',').Length, details[0].MarketRuleIds!.Split(',').Length);
        Assert.Equal(7, details[0].TradingHours!.Split(';').Length);
        client.Send(new MarketRuleRequest { MarketRuleId = int.Parse(details[0].MarketRuleIds!.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture) });
        Assert.Equal([0.0001m, 0.01m], client.Wait<MarketRuleMessage>().Increments.Select(static i => i.Increment));
    }

    [Fact]
    public void A_data_line_shows_a_whole_quote_and_goes_on()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        client.Send(new MktDataRequest { ReqId = 9, Contract = Apple });

        Assert.Equal(1, client.Wait<MarketDataTypeMessage>().MarketDataType);
        Assert.NotNull(client.Wait<TickReqParamsMessage>().MinTick);
        var bid = client.Wait<TickPriceMessage>(static m => m.TickType == 1);
        var ask = client.Wait<TickPriceMessage>(static m => m.TickType == 2);
        Assert.True(bid.Price < ask.Price);
        Assert.Equal(0m, bid.Price % 0.01m);
        client.Wait<TickPriceMessage>(count: 10);
        client.Send(new CancelMktDataRequest { ReqId = 9 });
        client.Send(new CancelMktDataRequest { ReqId = 9 });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 9, ErrorCode: 300 });
    }

    [Fact]
    public void A_snapshot_ends_with_its_marker()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        client.Send(new MktDataRequest { ReqId = 4, Contract = Apple, Snapshot = true });

        client.Wait<TickSnapshotEndMessage>(static m => m.ReqId == 4);
        Assert.Equal([1, 2, 4, 6, 7, 9, 14], client.All<TickPriceMessage>().Select(static m => m.TickType).Order());
    }

    [Fact]
    public void A_line_id_in_use_is_error_102()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new MktDataRequest { ReqId = 4, Contract = Apple });
        client.Send(new MktDataRequest { ReqId = 4, Contract = Apple });

        client.Wait<ErrMsgMessage>(static m => m is { Id: 4, ErrorCode: 102 });
    }

    [Fact]
    public async Task Live_five_second_bars_are_aligned_and_equal_the_history_of_the_same_time()
    {
        await using var fast = await Gateways.StartAsync(Gateways.Quiet with { Volatility = 1, Speed = 60 });
        using var client = RawClient.Connect(fast.Port, 1);
        client.Send(new RealTimeBarsRequest { ReqId = 5, Contract = Apple, BarSize = 5, WhatToShow = "TRADES" });
        client.Wait<RealTimeBarMessage>(count: 12);
        var live = client.All<RealTimeBarMessage>().Take(12).ToArray();

        client.Send(new HistoricalDataRequest
        {
            ReqId = 6,
            Contract = Apple,
            BarSizeSetting = "5 secs",
            DurationStr = "60 S",
            WhatToShow = "TRADES",
            FormatDate = 2,
            EndDateTime = TwsTime.Format(live[^1].Time.AddSeconds(5)),
        });
        var history = client.Wait<HistoricalDataMessage>().Bars;

        client.Wait<HistoricalDataEndMessage>(static m => m.ReqId == 6);
        Assert.All(live, static bar => Assert.Equal(0, bar.Time.ToUnixTimeSeconds() % 5));
        Assert.Equal(
            live.Select(static b => (b.Time.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), b.Open, b.High, b.Low, b.Close, b.Volume)),
            history.Select(static b => (b.Time, b.Open, b.High, b.Low, b.Close, b.Volume)));
    }

    [Fact]
    public void History_below_version_196_is_its_own_end()
    {
        using var client = RawClient.Connect(_gateway.Port, 1, 176, 195);
        client.Send(new HistoricalDataRequest { ReqId = 6, Contract = Apple, BarSizeSetting = "1 min", DurationStr = "3600 S", WhatToShow = "TRADES", FormatDate = 1 });

        var history = client.Wait<HistoricalDataMessage>();

        Assert.Equal(195, client.Version);
        Assert.NotNull(history.Start);
        Assert.InRange(history.Bars.Count, 60, 61);
        Assert.EndsWith("America/New_York", history.Bars[0].Time, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7 secs", "1 D", "TRADES")]
    [InlineData("1 min", "1 D", "NOTHING")]
    [InlineData("1 min", "forever", "TRADES")]
    [InlineData("5 secs", "20 Y", "TRADES")]
    [InlineData("1 day", "999999 W", "TRADES")]
    public void History_that_cannot_be_made_is_an_error_and_not_silence(string size, string duration, string show)
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new HistoricalDataRequest { ReqId = 6, Contract = Apple, BarSizeSetting = size, DurationStr = duration, WhatToShow = show, FormatDate = 1 });

        client.Wait<ErrMsgMessage>(static m => m is { Id: 6, ErrorCode: 321 });
    }

    [Fact]
    public void Everything_a_client_asks_at_its_start_has_its_end_marker_on_an_empty_account()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new PositionsRequest());
        client.Send(new OpenOrdersRequest());
        client.Send(new CompletedOrdersRequest());
        client.Send(new AccountUpdatesRequest { Subscribe = true, AccountCode = Gateways.Account });
        client.Send(new AccountUpdatesMultiRequest { ReqId = 3, Account = Gateways.Account });
        client.Send(new PositionsMultiRequest { ReqId = 4, Account = Gateways.Account });
        client.Send(new AccountSummaryRequest { ReqId = 5, Group = "All", Tags = "NetLiquidation,TotalCashValue,$LEDGER" });
        client.Send(new ExecutionsRequest { ReqId = 6 });
        client.Send(new PnLRequest { ReqId = 7, Account = Gateways.Account });
        client.Send(new MatchingSymbolsRequest { ReqId = 8, Pattern = "AA" });
        client.Send(new HeadTimestampRequest { ReqId = 9, Contract = Apple, WhatToShow = "TRADES", FormatDate = 1 });

        client.Wait<PositionEndMessage>();
        client.Wait<OpenOrderEndMessage>();
        client.Wait<CompletedOrdersEndMessage>();
        client.Wait<AccountDownloadEndMessage>();
        client.Wait<AccountUpdateMultiEndMessage>();
        client.Wait<PositionMultiEndMessage>();
        client.Wait<AccountSummaryEndMessage>();
        client.Wait<ExecDetailsEndMessage>();
        client.Wait<PnLMessage>();
        Assert.Equal(Gateways.Apple, Assert.Single(client.Wait<SymbolSamplesMessage>().Samples).ConId);
        client.Wait<HeadTimestampMessage>();
        Assert.Equal("1000000.00", client.Wait<AccountSummaryMessage>(static m => m.Tag == "NetLiquidation").Value);
    }

    [Fact]
    public void What_is_not_simulated_is_answered_with_an_error_that_names_it()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new ScannerSubscriptionRequest { ReqId = 11 });
        client.Send(new NewsProvidersRequest());

        Assert.Contains("ReqScannerSubscription", client.Wait<ErrMsgMessage>(static m => m is { Id: 11, ErrorCode: 321 }).ErrorMsg, StringComparison.Ordinal);
        client.Wait<ErrMsgMessage>(static m => m.Id == -1 && m.ErrorMsg.Contains("ReqNewsProviders", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rate_of_ticks_is_kept_over_all_lines()
    {
        await using var fast = await Gateways.StartAsync(Gateways.Quiet with { Volatility = 1, TickRate = 2000, Stepped = true });
        using var client = RawClient.Connect(fast.Port, 1);
        client.Send(new MktDataRequest { ReqId = 1, Contract = Apple });
        client.Send(new MktDataRequest { ReqId = 2, Contract = Apple with { Symbol = "MSFT" } });
        client.Wait<TickPriceMessage>(static m => m.ReqId == 2);
        var before = (await fast.StatsAsync()).TicksSent;

        await fast.ChangeClockAsync(new(Step: 2));

        Assert.InRange((await fast.StatsAsync()).TicksSent - before, 3990, 4010);
        client.Wait<TickPriceMessage>(static m => m.ReqId == 1, count: 1900);
        client.Wait<TickPriceMessage>(static m => m.ReqId == 2, count: 1900);
    }

    [Fact]
    public async Task An_order_finds_the_tick_that_it_answers()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new MktDataRequest { ReqId = 9, Contract = Apple });
        var bid = client.Wait<TickPriceMessage>(static m => m.TickType == 1);

        client.Place(Gateways.Apple, "BUY", 1, bid.Price);

        client.Wait<OrderStatusMessage>();
        var sample = Assert.Single(_gateway.Latencies);
        Assert.True(sample.SamePrice);
        Assert.InRange(sample.Microseconds, 1, 10_000_000);
        Assert.Single((await _gateway.LedgerAsync()).Orders);
    }

    [Fact]
    public async Task A_closed_market_sends_no_quotes_and_holds_orders()
    {
        var now = DateTimeOffset.UtcNow;
        var open = TimeOnly.FromDateTime(now.UtcDateTime.AddHours(2));
        var hours = new OrleansTrader.Domain.Simulation.MarketHours(open, TimeSpan.FromHours(1));
        await using var closed = await Gateways.StartAsync(Gateways.Quiet with { Hours = hours });
        using var client = RawClient.Connect(closed.Port, 1);

        var id = client.Place(Gateways.Apple, "BUY", 10);

        client.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == 399);
        Ledger ledger = await closed.LedgerAsync();
        Assert.Empty(ledger.Executions);
        Assert.Equal("Submitted", Assert.Single(ledger.Orders).Status);
    }
}
