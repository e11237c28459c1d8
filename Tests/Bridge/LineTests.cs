using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>Lines beside quotes and bars, and who gets them where they do not suffice.</summary>
public sealed class LineTests
{
    private const int Apple = 265598;
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Every_trade_arrives_in_order_and_the_line_is_cancelled_as_what_it_is()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Trades, 0, None);
        var line = await ReceivedAsync<TickByTickDataRequest>(gateway);

        for (var i = 0; i < 300; i++)
        {
            gateway.Newest.Send(new TickByTickAllLastMessage { ReqId = line.ReqId, Kind = TickByTickKind.AllLast, Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + (i / 10)), Price = 100 + i, Size = 5 });
        }

        await Until.TrueAsync(() => bridge.Contracts[Apple].Trades.Count == 300, "all trades arrive");
        Assert.Equal("AllLast", line.TickType);
        Assert.Equal(Enumerable.Range(100, 300), bridge.Contracts[Apple].Trades.Select(static trade => (int)trade.Price.Value));
        await bridge.Data.UnsubscribeAsync(BridgeSamples.Apple, LineKind.Trades, None);
        Assert.Equal(line.ReqId, (await ReceivedAsync<CancelTickByTickDataRequest>(gateway)).ReqId);
    }

    [Fact]
    public async Task Every_change_of_bid_and_ask_comes_by_its_own_line_and_the_sampled_one_beside_it_only_adds_the_last_trade()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Quote, 0, None);
        var sampled = await ReceivedAsync<MktDataRequest>(gateway);
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.BidAsk, 0, None);
        var line = await ReceivedAsync<TickByTickDataRequest>(gateway);
        var contract = bridge.Contracts[Apple];

        for (var i = 0; i < 50; i++)
        {
            gateway.Newest.Send(new TickByTickBidAskMessage { ReqId = line.ReqId, Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), BidPrice = 100 + i, BidSize = 1 + i, AskPrice = 101 + i, AskSize = 2 });
            gateway.Newest.Send(new TickPriceMessage { ReqId = sampled.ReqId, TickType = 1, Price = 1, Size = 1 });
        }

        gateway.Newest.Send(new TickPriceMessage { ReqId = sampled.ReqId, TickType = 4, Price = 149.5m, Size = 3 });
        await Until.TrueAsync(() => contract.Quotes.LastOrDefault() is { Last.Value: 149.5m, Bid.Value: 149 }, "the last quote arrives");

        Assert.Equal("BidAsk", line.TickType);
        Assert.Equal((149m, 50m, 150m, 2m), contract.Quotes.Last() is var last ? (last.Bid!.Value.Value, last.BidSize!.Value.Value, last.Ask!.Value.Value, last.AskSize!.Value.Value) : default);
        Assert.DoesNotContain(contract.Quotes, static quote => quote.Bid?.Value == 1);

        gateway.Newest.Send(new TickByTickBidAskMessage { ReqId = line.ReqId, Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_001), BidPrice = 0, BidSize = 0, AskPrice = 150, AskSize = 2 });
        await Until.TrueAsync(() => contract.Quotes.LastOrDefault() is { Bid: null, Ask.Value: 150 }, "the bid is gone");
        await bridge.Data.UnsubscribeAsync(BridgeSamples.Apple, LineKind.BidAsk, None);
        Assert.Equal(line.ReqId, (await ReceivedAsync<CancelTickByTickDataRequest>(gateway)).ReqId);
    }

    [Fact]
    public async Task An_order_book_is_kept_up_row_by_row_and_starts_anew_when_the_broker_says_so()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Depth, 0, None);
        var line = await ReceivedAsync<MktDepthRequest>(gateway);

        Row(1, 0, 0, 10);
        Row(1, 1, 0, 9);
        Row(0, 0, 0, 11);
        Row(1, 0, 1, 10.5m);
        Row(1, 1, 2, 0);
        Row(1, 7, 0, 1); // Fits nowhere: left out.
        await Until.TrueAsync(() => bridge.Contracts[Apple].Depths.LastOrDefault() is { Bids: [{ Price.Value: 10.5m }], Asks: [{ Price.Value: 11 }] }, "the book arrives");

        gateway.Newest.Error(line.ReqId, 317, "market depth data has been RESET");
        Row(1, 0, 0, 8);
        await Until.TrueAsync(() => bridge.Contracts[Apple].Depths.LastOrDefault() is { Bids: [{ Price.Value: 8, Venue: "ARCA" }], Asks: [] }, "the new book arrives");

        void Row(int side, int position, int operation, decimal price) => gateway.Newest.Send(new MarketDepthL2Message
        {
            ReqId = line.ReqId,
            Side = side,
            Position = position,
            Operation = operation,
            Price = price,
            Size = 3,
            MarketMaker = "ARCA",
            IsSmartDepth = true,
        });
    }

    [Fact]
    public async Task Greeks_come_with_the_quote_line_of_an_option()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple with { Type = SecurityType.Option }, LineKind.Quote, 0, None);
        var line = await ReceivedAsync<MktDataRequest>(gateway);

        gateway.Newest.Send(new TickOptionComputationMessage { ReqId = line.ReqId, TickType = 10, Delta = 0.9 });
        gateway.Newest.Send(new TickOptionComputationMessage { ReqId = line.ReqId, TickType = 13, ImpliedVolatility = 0.25, Delta = 0.5, OptPrice = 3.25, UndPrice = 187.5 });

        await Until.TrueAsync(() => !bridge.Contracts[Apple].Greeks.IsEmpty, "greeks arrive");
        var greeks = Assert.Single(bridge.Contracts[Apple].Greeks);
        Assert.Equal((0.25, 0.5, null, 3.25m, 187.5m), (greeks.ImpliedVolatility, greeks.Delta, greeks.Gamma, greeks.OptionPrice!.Value.Value, greeks.UnderlyingPrice!.Value.Value));
    }

    [Fact]
    public async Task A_halt_is_told_and_so_is_its_end()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        await bridge.Data.SubscribeAsync(BridgeSamples.Apple, LineKind.Quote, 0, None);
        var line = await ReceivedAsync<MktDataRequest>(gateway);

        foreach (var value in (double[])[0, 1, 1, 2, 0])
        {
            gateway.Newest.Send(new TickGenericMessage { ReqId = line.ReqId, TickType = 49, Value = value });
        }

        await Until.TrueAsync(() => bridge.Contracts[Apple].Lines.Count == 3, "the contract was told");
        Assert.Equal([LineState.Open, LineState.Halted, LineState.Open], bridge.Contracts[Apple].Lines.Select(static report => report.State));
    }

    [Fact]
    public async Task Without_a_free_line_the_least_important_one_goes_and_an_equal_one_stays()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.MarketDataLines = 2).ReadyAsync();
        var (first, second, third) = (Contract(1), Contract(2), Contract(3));
        await bridge.Data.SubscribeAsync(first, LineKind.Quote, 5, None);
        await bridge.Data.SubscribeAsync(second, LineKind.FiveSecondBars, 1, None);
        await bridge.Data.SubscribeAsync(second, LineKind.Trades, 1, None); // Of another budget.

        var refused = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Data.SubscribeAsync(third, LineKind.Quote, 1, None).AsTask());
        Assert.Equal(101, refused.Code);
        Assert.Equal("No line left for Quote: all 2 of IbBridge:MarketDataLines are in use, none by a subscription of lower priority than 1. Raise the setting if the login has more lines, or subscribe to less.", refused.Message);

        await bridge.Data.SubscribeAsync(third, LineKind.Quote, 2, None);
        await ReceivedAsync<CancelRealTimeBarsRequest>(gateway);
        await Until.TrueAsync(() => bridge.Contracts[2].Lines.Any(static report => report is { State: LineState.Refused, Code: 101, Kind: LineKind.FiveSecondBars }), "the loser is told");
        Assert.Contains("given up for THIRD, which has a higher priority (2 over 1)", bridge.Contracts[2].Lines.Last().Text, StringComparison.Ordinal);
        await Until.TrueAsync(() => gateway.Received.OfType<MktDataRequest>().Count() == 2, "the winner's line is asked for");
        Assert.Equal([1, 3], gateway.Received.OfType<MktDataRequest>().Select(static request => request.Contract.ConId));
    }

    [Fact]
    public async Task After_1101_the_most_important_lines_are_opened_first_and_the_data_type_is_asked_for_before()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.MarketDataType = DataQuality.Delayed).ReadyAsync();
        for (var i = 1; i <= 3; i++)
        {
            await bridge.Data.SubscribeAsync(Contract(i), LineKind.Quote, i, None);
        }

        gateway.Newest.Error(-1, 1101, "restored, data lost");
        await Until.TrueAsync(() => gateway.Received.OfType<MktDataRequest>().Count() == 6, "the lines are renewed");

        Assert.Equal([3, 2, 1], gateway.Received.OfType<MktDataRequest>().Skip(3).Select(static request => request.Contract.ConId));
        var data = gateway.Received.Where(static message => message is MktDataRequest or MarketDataTypeRequest).ToList();
        Assert.Equal(3, Assert.IsType<MarketDataTypeRequest>(data[0]).MarketDataType);
        Assert.IsType<MarketDataTypeRequest>(data[^4]);
    }

    private static Instrument Contract(int id) => BridgeSamples.Apple with { ConId = ConId.Of(id), Symbol = ((string[])["", "FIRST", "SECOND", "THIRD"])[id] };

    private static async Task<T> ReceivedAsync<T>(ScriptedGateway gateway)
    {
        await Until.TrueAsync(() => gateway.Received.OfType<T>().Any(), $"{typeof(T).Name} arrives");
        return gateway.Received.OfType<T>().First();
    }
}
