using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Faults;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Faults of the link, of the bytes on it, of lists and of data farms.</summary>
public sealed class LinkFaultTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Frames_that_come_in_pieces_are_put_together_again()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("fragment", Bytes: 5));

        client.Place(Gateways.Apple, "BUY", 10);

        client.Wait<CommissionReportMessage>();
        Assert.Equal(10, client.All<ExecDetailsMessage>().Single().Execution.Shares);
    }

    [Fact]
    public async Task A_slow_link_holds_back_what_it_carries_and_loses_nothing()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("slow", BytesPerSecond: 20));

        client.Send(new AccountSummaryRequest { ReqId = 1, Group = "All", Tags = "NetLiquidation,TotalCashValue" });
        client.Send(new CurrentTimeRequest());
        await Gateways.UntilAsync(async () => (await _gateway.StatsAsync()).Requests >= 3);
        Assert.Empty(client.All<CurrentTimeMessage>());
        await _gateway.ClearFaultsAsync();

        client.Wait<CurrentTimeMessage>();
        Assert.Equal(2, client.All<AccountSummaryMessage>().Count);
    }

    [Fact]
    public async Task A_torn_frame_is_the_end_of_the_connection()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        await _gateway.AddFaultsAsync(new FaultRequest("torn"));

        client.WaitForClose();
        Assert.Empty(client.All<CurrentTimeMessage>());
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("order")]
    [InlineData("execution")]
    [InlineData("trailing")]
    public async Task Well_framed_garbage_leaves_the_stream_readable_behind_it(string what)
    {
        using var client = RawClient.Connect(_gateway.Port, 1, keepsGarbage: true);

        await _gateway.AddFaultsAsync(new FaultRequest("garbage", What: what));
        client.Send(new CurrentTimeInMillisRequest());

        client.Wait<CurrentTimeInMillisMessage>();
        Assert.Single(client.All<string>(), static text => text.StartsWith("GARBAGE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_impossible_length_cannot_be_read_past()
    {
        using var client = RawClient.Connect(_gateway.Port, 1, keepsGarbage: true);

        await _gateway.AddFaultsAsync(new FaultRequest("garbage", What: "framing"));

        client.WaitForClose();
    }

    [Fact]
    public async Task Too_many_messages_are_refused_with_100_and_in_the_end_with_a_closed_connection()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("100", PerSecond: 5, Warnings: 2));

        for (var i = 0; i < 7; i++)
        {
            client.Send(new CurrentTimeRequest());
        }

        client.WaitForClose();
        Assert.Equal(2, client.All<ErrMsgMessage>().Count(static m => m.ErrorCode == 100));
        Assert.Equal(5, client.All<CurrentTimeMessage>().Count);
    }

    [Fact]
    public async Task Lists_come_without_end_or_cut_short_as_asked_for()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Place(Gateways.Apple, "BUY", 10);
        client.Place(Gateways.Microsoft, "BUY", 10);
        client.Wait<CommissionReportMessage>(count: 2);
        await _gateway.AddFaultsAsync(
            new FaultRequest("noEnd", Requests: ["positions"], Count: 1), new FaultRequest("snapshot", Requests: ["executions"], Keep: 1, Count: 1));
        client.Forget();

        client.Send(new PositionsRequest());
        client.Send(new ExecutionsRequest { ReqId = 5 });
        client.Wait<ExecDetailsEndMessage>();
        Assert.Equal((2, 0), (client.All<PositionMessage>().Count, client.All<PositionEndMessage>().Count));
        Assert.Equal((1, 1), (client.All<ExecDetailsMessage>().Count, client.All<CommissionReportMessage>().Count));
        client.Send(new PositionsRequest());
        client.Send(new ExecutionsRequest { ReqId = 6 });

        client.Wait<PositionEndMessage>();
        client.Wait<ExecDetailsEndMessage>(static m => m.ReqId == 6);
        Assert.Equal(2, client.All<ExecDetailsMessage>().Count(static m => m.ReqId == 6));
    }

    [Fact]
    public async Task An_unanswered_request_is_met_with_silence()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("noAnswer", Requests: ["openOrders"], Count: 1));

        client.Send(new AllOpenOrdersRequest());
        client.Send(new CurrentTimeRequest());

        client.Wait<CurrentTimeMessage>();
        Assert.Empty(client.All<OpenOrderEndMessage>());
    }

    [Fact]
    public async Task A_competing_session_takes_the_lines_and_the_history_until_it_ends()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var apple = new TwsContract { ConId = Gateways.Apple };
        client.Send(new MktDataRequest { ReqId = 9, Contract = apple });
        client.Wait<TickPriceMessage>();

        await _gateway.AddFaultsAsync(new FaultRequest("10197"));

        client.Wait<ErrMsgMessage>(static m => m.Id == 9 && m.ErrorCode == 10197);
        Assert.Equal(0, (await _gateway.StatsAsync()).Lines);
        client.Send(new MktDataRequest { ReqId = 10, Contract = apple });
        client.Wait<ErrMsgMessage>(static m => m.Id == 10 && m.ErrorCode == 10197);
        client.Send(new HistoricalDataRequest { ReqId = 11, Contract = apple, DurationStr = "60 S", BarSizeSetting = "5 secs", WhatToShow = "TRADES" });
        Assert.Contains("different IP address", client.Wait<ErrMsgMessage>(static m => m.Id == 11 && m.ErrorCode == 162).ErrorMsg, StringComparison.Ordinal);
        await _gateway.ClearFaultsAsync();
        client.Send(new MktDataRequest { ReqId = 12, Contract = apple });
        client.Wait<TickPriceMessage>(static m => m.ReqId == 12);
    }

    [Fact]
    public async Task A_farm_that_flaps_is_told_each_way_and_its_lines_are_silent_in_between()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("2103", Seconds: 0.05));
        Assert.EndsWith(":usfarm", client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2103).ErrorMsg, StringComparison.Ordinal);
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2104, count: 2);

        await _gateway.AddFaultsAsync(new FaultRequest("2103"), new FaultRequest("2105"));
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2105);
        client.Send(new MktDataRequest { ReqId = 9, Contract = new TwsContract { ConId = Gateways.Apple } });
        client.Send(new HistoricalDataRequest { ReqId = 10, Contract = new TwsContract { ConId = Gateways.Apple }, DurationStr = "60 S", BarSizeSetting = "5 secs", WhatToShow = "TRADES" });
        client.Wait<ErrMsgMessage>(static m => m.Id == 10 && m.ErrorCode == 162);
        Assert.Empty(client.All<TickPriceMessage>());
        using var late = RawClient.Connect(_gateway.Port, 2);
        Assert.Contains(late.All<ErrMsgMessage>(), static m => m.ErrorCode == 2103);
        await _gateway.ClearFaultsAsync();

        client.Wait<TickPriceMessage>(static m => m.ReqId == 9);
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2104, count: 3);
    }
}
