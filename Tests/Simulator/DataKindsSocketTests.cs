using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Data beyond the quotes of a stock.</summary>
public sealed class DataKindsSocketTests : IAsyncLifetime
{
    private static readonly TwsContract Apple = new() { ConId = Gateways.Apple, Exchange = "SMART" };
    private static readonly TwsContract Euro = new() { Symbol = "EUR", SecType = "CASH", Exchange = "IDEALPRO", Currency = "USD" };
    private static readonly TwsContract Bitcoin = new() { Symbol = "BTC", SecType = "CRYPTO", Exchange = "PAXOS", Currency = "USD" };

    private SimulatedGateway _gateway = null!;
    private RawClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateways.StartAsync(Gateways.Quiet with { Volatility = 1 });
        _client = RawClient.Connect(_gateway.Port, 1);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Options_come_with_greeks_and_the_model_answers_in_both_directions()
    {
        var price = (await _gateway.PricesAsync()).First(static p => p.ConId == Gateways.Apple).Bid;
        var option = AtTheMoney(price);
        _client.Send(new MktDataRequest { ReqId = 1, Contract = option });

        var model = _client.Wait<TickOptionComputationMessage>(static m => m is { ReqId: 1, TickType: 13 });
        Assert.InRange(model.Delta!.Value, 0.05, 0.95);
        Assert.True(model is { Gamma: > 0, Vega: > 0, Theta: < 0, UndPrice: > 0 });
        _client.Wait<TickOptionComputationMessage>(static m => m.TickType == 10);
        _client.Wait<TickOptionComputationMessage>(static m => m.TickType == 11);

        _client.Send(new CalculateOptionPriceRequest { ReqId = 2, Contract = option, Volatility = 0.3m, UnderPrice = price * 1.1m });
        var value = _client.Wait<TickOptionComputationMessage>(static m => m is { ReqId: 2, TickType: 53 }).OptPrice!.Value;
        _client.Send(new CalculateImpliedVolatilityRequest { ReqId = 3, Contract = option, OptionPrice = (decimal)value, UnderPrice = price * 1.1m });
        Assert.Equal(0.3, _client.Wait<TickOptionComputationMessage>(static m => m is { ReqId: 3, TickType: 53 }).ImpliedVolatility!.Value, 4);
    }

    [Fact]
    public void Delayed_data_come_under_their_own_tick_types()
    {
        _client.Send(new MarketDataTypeRequest { MarketDataType = 3 });
        _client.Send(new MktDataRequest { ReqId = 1, Contract = Apple });

        Assert.Equal(3, _client.Wait<MarketDataTypeMessage>(static m => m.ReqId == 1).MarketDataType);
        _client.Wait<TickPriceMessage>(static m => m is { ReqId: 1, TickType: 66 });
        _client.Wait<TickSizeMessage>(static m => m is { ReqId: 1, TickType: 69 });
        Assert.DoesNotContain(_client.All<TickPriceMessage>(), static m => m.TickType < 66);
    }

    [Fact]
    public void Generic_ticks_come_when_asked_for_and_an_unknown_one_is_refused()
    {
        _client.Send(new MktDataRequest { ReqId = 1, Contract = Apple, GenericTickList = "233,236" });
        _client.Send(new MktDataRequest { ReqId = 2, Contract = Apple, GenericTickList = "999" });

        Assert.Equal(6, _client.Wait<TickStringMessage>(static m => m is { ReqId: 1, TickType: 48 }).Value.ToString().Split(';').Length);
        Assert.Equal(3, _client.Wait<TickGenericMessage>(static m => m is { ReqId: 1, TickType: 46 }).Value);
        Assert.Equal(10_000_000m, _client.Wait<TickSizeMessage>(static m => m is { ReqId: 1, TickType: 89 }).Size);
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 2, ErrorCode: 321 });
    }

    [Fact]
    public void Depth_has_rows_on_both_sides_and_its_limit()
    {
        _client.Send(new MktDepthRequest { ReqId = 1, Contract = Apple, NumRows = 3, IsSmartDepth = true });
        _client.Send(new MktDepthRequest { ReqId = 2, Contract = Euro, NumRows = 2 });

        _client.Wait<MarketDepthL2Message>(static m => m is { ReqId: 1, Operation: 0 }, count: 6);
        var rows = _client.All<MarketDepthL2Message>().Take(6).ToArray();
        Assert.Equal([0, 1, 2], rows.Where(static r => r.Side == 1).Select(static r => r.Position));
        Assert.True(rows.First(static r => r.Side == 1).Price < rows.First(static r => r.Side == 0).Price);
        _client.Wait<MarketDepthMessage>(static m => m.ReqId == 2, count: 4);
        _client.Wait<MarketDepthL2Message>(static m => m is { ReqId: 1, Operation: 1 });
        _client.Send(new MktDepthRequest { ReqId = 3, Contract = Bitcoin, NumRows = 2 });
        _client.Send(new MktDepthRequest { ReqId = 4, Contract = Bitcoin, NumRows = 2 });
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 4, ErrorCode: 309 });
        _client.Send(new CancelMktDepthRequest { ReqId = 9 });
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 9, ErrorCode: 310 });
    }

    [Fact]
    public void Historical_ticks_end_where_they_should_and_precede_a_stream_that_asks_for_them()
    {
        _client.Send(new HistoricalTicksRequest { ReqId = 1, Contract = Apple, EndDateTime = "20260105-15:00:00", NumberOfTicks = 50, WhatToShow = "TRADES" });
        _client.Send(new HistoricalTicksRequest { ReqId = 2, Contract = Euro, StartDateTime = "20260105-15:00:00", NumberOfTicks = 20, WhatToShow = "BID_ASK" });
        _client.Send(new HistoricalTicksRequest { ReqId = 3, Contract = Apple, NumberOfTicks = 20, WhatToShow = "MIDPOINT" });
        _client.Send(new TickByTickDataRequest { ReqId = 4, Contract = Apple, TickType = "MidPoint", NumberOfTicks = 5 });

        var last = _client.Wait<HistoricalTicksLastMessage>();
        Assert.Equal((50, true), (last.Ticks.Count, last.Done));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 15, 0, 0, TimeSpan.Zero), last.Ticks[^1].Time);
        Assert.All(_client.Wait<HistoricalTicksBidAskMessage>().Ticks, static t => Assert.True(t.PriceBid < t.PriceAsk));
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 3, ErrorCode: 10187 });
        Assert.Equal(5, _client.Wait<HistoricalTicksMessage>(static m => m.ReqId == 4).Ticks.Count);
        _client.Wait<TickByTickMidPointMessage>(static m => m.ReqId == 4);
    }

    [Fact]
    public void Bars_of_every_kind_follow_the_rules_of_their_product()
    {
        Bars(1, Apple, "TRADES", "1 min");
        Bars(2, Euro, "MIDPOINT", "1 min");
        Bars(3, Euro, "TRADES", "1 min");
        Bars(4, Bitcoin, "TRADES", "1 min");
        Bars(5, Bitcoin, "AGGTRADES", "1 secs");
        Bars(6, Apple, "BID_ASK", "1 day");
        Bars(7, Apple, "SCHEDULE", "1 day");
        Bars(8, Apple, "SCHEDULE", "1 min");
        _client.Send(new HistogramDataRequest { ReqId = 9, Contract = Apple, Period = "2 days" });

        Assert.Equal(60, _client.Wait<HistoricalDataMessage>(static m => m.ReqId == 1).Bars.Count);
        _client.Wait<HistoricalDataEndMessage>(static m => m.ReqId == 1);
        Assert.All(_client.Wait<HistoricalDataMessage>(static m => m.ReqId == 2).Bars, static b => Assert.Null(b.Volume));
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 3, ErrorCode: 162 });
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 4, ErrorCode: 10299 });
        Assert.Equal(3600, _client.Wait<HistoricalDataMessage>(static m => m.ReqId == 5).Bars.Count);
        Assert.All(_client.Wait<HistoricalDataMessage>(static m => m.ReqId == 6).Bars, static b => Assert.Equal(8, b.Time.Length));
        Assert.NotEmpty(_client.Wait<HistoricalScheduleMessage>(static m => m.ReqId == 7).Sessions);
        _client.Wait<ErrMsgMessage>(static m => m is { Id: 8, ErrorCode: 10295 });
        Assert.NotEmpty(_client.Wait<HistogramDataMessage>(static m => m.ReqId == 9).Entries);
    }

    [Fact]
    public void No_request_is_answered_with_silence()
    {
        ClientMessage[] requests =
        [
            new IdsRequest(), new ManagedAcctsRequest(), new CurrentTimeRequest(), new CurrentTimeInMillisRequest(), new UserInfoRequest(),
            new OpenOrdersRequest(), new AllOpenOrdersRequest(), new AutoOpenOrdersRequest(), new CompletedOrdersRequest(), new ExecutionsRequest(),
            new PositionsRequest(), new PositionsMultiRequest(), new AccountSummaryRequest { Tags = "NetLiquidation" }, new AccountUpdatesRequest { Subscribe = true },
            new AccountUpdatesMultiRequest(), new PnLRequest { Account = Gateways.Account }, new PnLSingleRequest { Account = Gateways.Account, ConId = Gateways.Apple },
            new FaRequest(), new ReplaceFaRequest(), new NewsProvidersRequest(), new NewsBulletinsRequest(), new HistoricalNewsRequest(), new NewsArticleRequest(),
            new ScannerParametersRequest(), new ScannerSubscriptionRequest(), new ExerciseOptionsRequest { Contract = Apple },
            new HeadTimestampRequest { Contract = Apple, WhatToShow = "TRADES" }, new RealTimeBarsRequest { Contract = Apple, BarSize = 5, WhatToShow = "AGGREGATE" },
        ];
        foreach (var request in requests)
        {
            _client.Forget();
            _client.Send(request);
            _client.Wait<object>();
        }

        _client.Forget();
        _client.SendBytes([0, 0, 0, 5, (byte)'5', (byte)'2', 0, (byte)'2', 0]); // reqFundamentalData, removed from the product
        _client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 320);
    }

    private void Bars(int reqId, TwsContract contract, string what, string size) => _client.Send(new HistoricalDataRequest
    {
        ReqId = reqId,
        Contract = contract,
        EndDateTime = "20260106-15:00:00",
        DurationStr = size == "1 day" ? "5 D" : "3600 S",
        BarSizeSetting = size,
        WhatToShow = what,
        FormatDate = 1,
    });

    private TwsContract AtTheMoney(decimal price)
    {
        _client.Send(new SecDefOptParamsRequest { ReqId = 90, UnderlyingSymbol = "AAPL", UnderlyingSecType = "STK", UnderlyingConId = Gateways.Apple });
        var chain = _client.Wait<SecDefOptParamsMessage>();
        return Gateways.AppleOption(chain.Expirations[^1], chain.Strikes.MinBy(strike => Math.Abs(strike - price)), "C");
    }
}
