using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>A login with as many lines and data subscriptions as somebody pays for.</summary>
public sealed class DataRightsTests
{
    private static readonly TwsContract Apple = new() { ConId = Gateways.Apple, Exchange = "SMART" };
    private static readonly TwsContract Microsoft = new() { ConId = Gateways.Microsoft, Exchange = "SMART" };

    [Theory]
    [InlineData("AAPL", 354, "Delayed market data is available", 10167)]
    [InlineData("STK=354", 354, "Delayed market data is available", 10167)]
    [InlineData("stk=10089", 10089, "requires additional subscription for API", 10089)]
    [InlineData("AAPL=10168", 10168, "Delayed market data is not enabled", 10167)]
    public async Task Live_data_that_are_not_subscribed_are_refused_and_come_delayed_to_who_enabled_that(string setting, int code, string text, int notice)
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { NotSubscribed = [setting] });
        using var client = RawClient.Connect(gateway.Port, 1);

        client.Send(new MktDataRequest { ReqId = 1, Contract = Apple });
        Assert.Contains(text, client.Wait<ErrMsgMessage>(m => m.Id == 1 && m.ErrorCode == code).ErrorMsg, StringComparison.Ordinal);
        Assert.Equal(0, (await gateway.StatsAsync()).Lines);
        client.Send(new MarketDataTypeRequest { MarketDataType = 3 });
        client.Send(new MktDataRequest { ReqId = 2, Contract = Apple });

        client.Wait<ErrMsgMessage>(m => m.Id == 2 && m.ErrorCode == notice);
        Assert.Equal(3, client.Wait<MarketDataTypeMessage>(static m => m.ReqId == 2).MarketDataType);
        client.Wait<TickPriceMessage>(static m => m is { ReqId: 2, TickType: 66 });
        Assert.DoesNotContain(client.All<TickPriceMessage>(), static m => m.TickType < 66);
    }

    [Fact]
    public async Task Every_other_kind_of_live_data_is_refused_with_its_own_code_and_other_symbols_are_not()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { NotSubscribed = ["AAPL"] });
        using var client = RawClient.Connect(gateway.Port, 1);

        client.Send(new RealTimeBarsRequest { ReqId = 1, Contract = Apple, BarSize = 5, WhatToShow = "TRADES" });
        client.Send(new TickByTickDataRequest { ReqId = 2, Contract = Apple, TickType = "Last" });
        client.Send(new HistoricalDataRequest { ReqId = 3, Contract = Apple, DurationStr = "60 S", BarSizeSetting = "5 secs", WhatToShow = "TRADES" });
        client.Send(new MktDepthRequest { ReqId = 4, Contract = Apple, NumRows = 5 });
        client.Send(new MktDataRequest { ReqId = 5, Contract = Microsoft });

        (int, int)[] expected = [(1, 420), (2, 10189), (3, 162), (4, 354)];
        foreach (var (id, code) in expected)
        {
            Assert.Contains("No market data permissions for NASDAQ STK", client.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == code).ErrorMsg, StringComparison.Ordinal);
        }

        client.Wait<TickPriceMessage>(static m => m.ReqId == 5);
    }

    [Fact]
    public async Task The_lines_of_the_login_are_shared_by_its_clients_and_a_cancelled_one_is_free_again()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Lines = 3 });
        using var first = RawClient.Connect(gateway.Port, 1);
        using var second = RawClient.Connect(gateway.Port, 2);
        first.Send(new MktDataRequest { ReqId = 1, Contract = Apple });
        first.Send(new RealTimeBarsRequest { ReqId = 2, Contract = Apple, BarSize = 5, WhatToShow = "TRADES" });
        first.Send(new HistoricalDataRequest { ReqId = 3, Contract = Apple, DurationStr = "60 S", BarSizeSetting = "5 secs", WhatToShow = "TRADES", KeepUpToDate = true });
        first.Wait<HistoricalDataMessage>();

        second.Send(new MktDataRequest { ReqId = 1, Contract = Microsoft });
        second.Send(new RealTimeBarsRequest { ReqId = 2, Contract = Microsoft, BarSize = 5, WhatToShow = "TRADES" });
        second.Send(new HistoricalDataRequest { ReqId = 3, Contract = Microsoft, DurationStr = "60 S", BarSizeSetting = "5 secs", WhatToShow = "TRADES", KeepUpToDate = true });
        foreach (var id in (int[])[1, 2, 3])
        {
            second.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == 101);
        }

        first.Send(new CancelMktDataRequest { ReqId = 1 });
        first.Send(new CurrentTimeRequest());
        first.Wait<CurrentTimeMessage>();
        second.Send(new MktDataRequest { ReqId = 4, Contract = Microsoft });
        second.Wait<TickPriceMessage>(static m => m.ReqId == 4);
    }

    [Fact]
    public async Task Depth_and_tick_by_tick_have_three_subscriptions_for_a_hundred_lines_and_one_more_for_each_hundred_from_four()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Lines = 400 });
        using var client = RawClient.Connect(gateway.Port, 1);
        for (var id = 1; id <= 5; id++)
        {
            client.Send(new TickByTickDataRequest { ReqId = id, Contract = Apple, TickType = "Last" });
            client.Send(new MktDepthRequest { ReqId = 10 + id, Contract = Apple, NumRows = 1 });
        }

        client.Wait<ErrMsgMessage>(static m => m is { Id: 5, ErrorCode: 10190 });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 15, ErrorCode: 309 });
        Assert.DoesNotContain(client.All<ErrMsgMessage>(), static m => m.Id is > 0 and not (5 or 15));
    }

    [Theory]
    [InlineData("=354")]
    [InlineData("AAPL=200")]
    [InlineData("AAPL=354=1")]
    public async Task A_setting_that_cannot_be_read_is_refused_by_name(string setting)
    {
        var refused = await Assert.ThrowsAsync<SimulatorStartException>(() => Gateways.StartAsync(Gateways.Quiet with { NotSubscribed = [setting] }));

        Assert.Contains($"--not-subscribed is {setting}", refused.Message, StringComparison.Ordinal);
    }
}
