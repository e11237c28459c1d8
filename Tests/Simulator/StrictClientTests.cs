using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>A client that believes nothing: every request there is, at every server version, each answered, each answer laid out as the version says.</summary>
public sealed class StrictClientTests : IAsyncLifetime
{
    private static readonly TwsContract Apple = new() { ConId = Gateways.Apple, Exchange = "SMART" };

    /// <summary>The numbers of the messages that came; its reader adds while the test looks.</summary>
    private readonly ConcurrentDictionary<int, int> _seen = [];
    private SimulatedGateway _gateway = null!;

    public static TheoryData<int> Versions { get; } = [176, .. Enumerable.Range(187, 13)];

    /// <summary>Time runs fast, so that five-second bars come soon.</summary>
    public async ValueTask InitializeAsync() =>
        _gateway = await Gateways.StartAsync(Gateways.Quiet with { Speed = 20, Start = new DateTimeOffset(2026, 1, 6, 15, 0, 0, TimeSpan.Zero) });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Versions))]
    public void Every_request_is_answered_and_every_answer_has_the_layout_of_its_version(int version)
    {
        using var client = RawClient.Connect(_gateway.Port, 1, version, version, inspect: payload => Note(StrictLayout.Check(payload, version)));
        Trade(client);
        foreach (var request in Requests(version))
        {
            var before = client.All().Count;
            client.Send(request);
            client.Wait<object>(message => Answers(request, message), after: before);
        }

        client.Wait<HistoricalDataUpdateMessage>();
        client.Wait<RealTimeBarMessage>();
        client.Wait<TickByTickBidAskMessage>();
        client.Wait<TickByTickMidPointMessage>();
        client.Wait<TickByTickAllLastMessage>();
        Assert.False(client.IsClosed);
        Assert.Empty(client.All<string>());
        int[] expected =
        [
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 21, 45, 46, 49, 50, 52, 53, 54, 55, 57, 58, 59, 61, 62, 63, 64, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 88,
            89, 90, 93, 94, 95, 96, 97, 98, 99, 101, 102, 106, 107,
        ];
        Assert.Empty(expected.Except(_seen.Keys));
        Assert.Equal(version >= 196, _seen.ContainsKey(108));
        Assert.Equal(version >= 197, _seen.ContainsKey(109));
    }

    [Fact]
    public void No_number_that_a_request_may_have_is_met_with_silence()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        foreach (var id in Enumerable.Range(1, 120).Except([71, 14, 2, 13, 51, 56, 57, 59, 64, 89, 90, 98]))
        {
            client.Forget();
            client.SendBytes(Frame(id.ToString(CultureInfo.InvariantCulture)));

            client.Wait<object>();
        }

        Assert.False(client.IsClosed);
    }

    [Fact]
    public async Task The_start_of_a_full_synchronization_on_an_account_with_everything_reaches_all_its_end_markers()
    {
        using (var before = RawClient.Connect(_gateway.Port, 1))
        {
            Trade(before);
        }

        await Gateways.UntilAsync(async () => (await _gateway.StatsAsync()).Clients.Count == 0);
        using var client = RawClient.Connect(_gateway.Port, 1, 178, 178, inspect: payload => Note(StrictLayout.Check(payload, 178)));
        client.Send(new PositionsRequest());
        client.Send(new OpenOrdersRequest());
        client.Send(new CompletedOrdersRequest());
        client.Send(new AccountUpdatesRequest { Subscribe = true, AccountCode = Gateways.Account });
        client.Send(new AccountUpdatesMultiRequest { ReqId = 2, Account = Gateways.Account });
        client.Send(new ExecutionsRequest { ReqId = 3 });

        client.Wait<PositionEndMessage>();
        client.Wait<OpenOrderEndMessage>();
        client.Wait<CompletedOrdersEndMessage>();
        client.Wait<AccountDownloadEndMessage>();
        client.Wait<AccountUpdateMultiEndMessage>();
        client.Wait<ExecDetailsEndMessage>();
        Assert.NotEmpty(client.All<PositionMessage>());
        Assert.NotEmpty(client.All<OpenOrderMessage>());
        Assert.NotEmpty(client.All<CompletedOrderMessage>());
        Assert.NotEmpty(client.All<PortfolioValueMessage>());
        Assert.NotEmpty(client.All<CommissionReportMessage>());
        Assert.Empty(client.All<string>());
    }

    private void Note(int id) => _seen.TryAdd(id, id);

    /// <summary>A fill, a cancelled order, an open one, a refused one and a combination.</summary>
    private static void Trade(RawClient client)
    {
        client.Place(Gateways.Apple, "BUY", 10);
        client.Wait<CommissionReportMessage>();
        var cancelled = client.Place(Gateways.Apple, "BUY", 10, 1);
        client.Wait<OrderStatusMessage>(m => m.OrderId == cancelled);
        client.Send(new CancelOrderRequest { OrderId = cancelled });
        client.Wait<OrderStatusMessage>(m => m.OrderId == cancelled && m.Status == IbOrderStatus.Cancelled);
        client.Place(Gateways.Apple, "SELL", 10, also: static o => o with { OrderType = "TRAIL LIMIT", TrailingPercent = 1, LmtPriceOffset = 0.5m });
        client.Place(Gateways.Apple, "BUY", 10, 1.001m);
        client.Place(Gateways.Apple, "BUY", 10, 1, static o => o with { WhatIf = true });
        var leg = new TwsComboLeg { ConId = Gateways.Microsoft, Ratio = 1, Action = "SELL", Exchange = "SMART", ExemptCode = -1 };
        var bag = new TwsContract { Symbol = "AAPL", SecType = "BAG", Exchange = "SMART", Currency = "USD", ComboLegs = [leg with { ConId = Gateways.Apple, Action = "BUY" }, leg] };
        client.Place(bag, new TwsOrder { Action = "BUY", OrderType = "MKT", TotalQuantity = 1 });
        client.Wait<ExecDetailsMessage>(count: 4);
    }

    private static IEnumerable<ClientMessage> Requests(int version)
    {
        var option = Gateways.AppleOption("20260320", 230, "C");
        ClientMessage[] always =
        [
            new IdsRequest(), new ManagedAcctsRequest(), new CurrentTimeRequest(), new UserInfoRequest { ReqId = 900 },
            new OpenOrdersRequest(), new AllOpenOrdersRequest(), new AutoOpenOrdersRequest { AutoBind = true }, new CompletedOrdersRequest(), new ExecutionsRequest { ReqId = 901 },
            new PositionsRequest(), new PositionsMultiRequest { ReqId = 902, Account = Gateways.Account }, new AccountSummaryRequest { ReqId = 903, Group = "All", Tags = "NetLiquidation,$LEDGER:ALL" },
            new AccountUpdatesRequest { Subscribe = true, AccountCode = Gateways.Account }, new AccountUpdatesMultiRequest { ReqId = 904, Account = Gateways.Account },
            new PnLRequest { ReqId = 905, Account = Gateways.Account }, new PnLSingleRequest { ReqId = 906, Account = Gateways.Account, ConId = Gateways.Apple },
            new ContractDetailsRequest { ReqId = 907, Contract = Apple }, new ContractDetailsRequest { ReqId = 908, Contract = new TwsContract { Symbol = "ES", SecType = "FUT" } },
            new ContractDetailsRequest { ReqId = 909, Contract = new TwsContract { Symbol = "NOSUCH", SecType = "STK" } }, new ContractDetailsRequest { ReqId = 910, Contract = option },
            new SecDefOptParamsRequest { ReqId = 911, UnderlyingSymbol = "AAPL", UnderlyingSecType = "STK", UnderlyingConId = Gateways.Apple },
            new MatchingSymbolsRequest { ReqId = 912, Pattern = "A" }, new MarketRuleRequest { MarketRuleId = 26 }, new MktDepthExchangesRequest(),
            new SmartComponentsRequest { ReqId = 913, BboExchange = "9c0001" }, new FamilyCodesRequest(), new SoftDollarTiersRequest { ReqId = 914 },
            new MktDataRequest { ReqId = 915, Contract = Apple, GenericTickList = "100,101,104,106,165,221,225,233,236,293,294,295,318,375,411,456" },
            new MktDataRequest { ReqId = 916, Contract = option }, new MktDataRequest { ReqId = 917, Contract = Apple, Snapshot = true },
            new MktDepthRequest { ReqId = 918, Contract = Apple, NumRows = 3 }, new MktDepthRequest { ReqId = 919, Contract = Apple, NumRows = 3, IsSmartDepth = true },
            new RealTimeBarsRequest { ReqId = 920, Contract = Apple, BarSize = 5, WhatToShow = "TRADES" }, new TickByTickDataRequest { ReqId = 921, Contract = Apple, TickType = "BidAsk", NumberOfTicks = 3 },
            new TickByTickDataRequest { ReqId = 922, Contract = Apple, TickType = "MidPoint", NumberOfTicks = 3 }, new TickByTickDataRequest { ReqId = 923, Contract = Apple, TickType = "AllLast", NumberOfTicks = 3 },
            new HistoricalDataRequest { ReqId = 924, Contract = Apple, DurationStr = "60 S", BarSizeSetting = "5 secs", WhatToShow = "TRADES", FormatDate = 1, KeepUpToDate = true },
            new HistoricalDataRequest { ReqId = 925, Contract = Apple, DurationStr = "5 D", BarSizeSetting = "1 day", WhatToShow = "SCHEDULE", FormatDate = 1 },
            new HistoricalDataRequest { ReqId = 926, Contract = Apple, DurationStr = "2 D", BarSizeSetting = "1 hour", WhatToShow = "MIDPOINT", FormatDate = 2 },
            new HeadTimestampRequest { ReqId = 927, Contract = Apple, WhatToShow = "TRADES", FormatDate = 1 }, new HistogramDataRequest { ReqId = 928, Contract = Apple, Period = "3 days" },
            new HistoricalTicksRequest { ReqId = 929, Contract = Apple, EndDateTime = "20260105-15:00:00", NumberOfTicks = 5, WhatToShow = "TRADES" },
            new HistoricalTicksRequest { ReqId = 930, Contract = Apple, EndDateTime = "20260105-15:00:00", NumberOfTicks = 5, WhatToShow = "BID_ASK" },
            new HistoricalTicksRequest { ReqId = 931, Contract = Apple, EndDateTime = "20260105-15:00:00", NumberOfTicks = 5, WhatToShow = "MIDPOINT" },
            new CalculateImpliedVolatilityRequest { ReqId = 932, Contract = option, OptionPrice = 9, UnderPrice = 230 }, new CalculateOptionPriceRequest { ReqId = 933, Contract = option, Volatility = 0.3m, UnderPrice = 230 },
            new FaRequest { FaDataType = 1 }, new ReplaceFaRequest { ReqId = 934, FaDataType = 1, Xml = "<x/>" }, new NewsProvidersRequest(), new NewsBulletinsRequest(), new CancelNewsBulletinsRequest(),
            new HistoricalNewsRequest { ReqId = 935 }, new NewsArticleRequest { ReqId = 936 }, new ScannerParametersRequest(), new ScannerSubscriptionRequest { ReqId = 937 },
            new CancelScannerSubscriptionRequest { ReqId = 937 }, new ExerciseOptionsRequest { ReqId = 938, Contract = option },
            new CancelMktDataRequest { ReqId = 990 }, new CancelMktDepthRequest { ReqId = 991 }, new CancelHistoricalDataRequest { ReqId = 992 }, new CancelTickByTickDataRequest { ReqId = 993 },
            new CancelOrderRequest { OrderId = 999_999 },
        ];
        return version >= 197 ? always.Append(new CurrentTimeInMillisRequest()) : always;
    }

    private static bool Answers(ClientMessage request, object message)
    {
        var id = IdOf(request);
        if (message is ErrMsgMessage error)
        {
            return error.Id == (id ?? -1) && error.ErrorCode is not (2104 or 2106 or 2158);
        }

        return id is { } asked ? IdOf(message) == asked : request switch
        {
            IdsRequest => message is NextValidIdMessage,
            ManagedAcctsRequest => message is ManagedAccountsMessage,
            CurrentTimeRequest => message is CurrentTimeMessage,
            CurrentTimeInMillisRequest => message is CurrentTimeInMillisMessage,
            OpenOrdersRequest or AllOpenOrdersRequest => message is OpenOrderEndMessage,
            CompletedOrdersRequest => message is CompletedOrdersEndMessage,
            PositionsRequest => message is PositionEndMessage,
            AccountUpdatesRequest => message is AccountDownloadEndMessage,
            MarketRuleRequest => message is MarketRuleMessage,
            MktDepthExchangesRequest => message is MktDepthExchangesMessage,
            FamilyCodesRequest => message is FamilyCodesMessage,
            _ => false,
        };
    }

    private static int? IdOf(object message) => (message.GetType().GetProperty("ReqId") ?? message.GetType().GetProperty("OrderId"))?.GetValue(message) as int?;

    private static byte[] Frame(params string[] fields)
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(fields.Select(static field => field + "\0")));
        return [0, 0, 0, (byte)text.Length, .. text];
    }
}
