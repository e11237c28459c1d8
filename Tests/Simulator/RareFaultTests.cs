using System.Buffers;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Tests.Architecture;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Faults that a gateway shows a few times a year.</summary>
public sealed class RareFaultTests : IAsyncLifetime
{
    private static readonly TwsContract Apple = new() { ConId = Gateways.Apple, Exchange = "SMART" };

    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void Every_fault_is_used_by_a_test()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(Repository.File("Tests/Simulator/RareFaultTests.cs"))!, "*.cs").Select(File.ReadAllText));

        Assert.All(FaultCatalogue.All, type => Assert.Contains($"FaultRequest(\"{type.Name}\"", tests, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_that_hangs_takes_the_connection_and_says_nothing()
    {
        await _gateway.AddFaultsAsync(new FaultRequest("hang"));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _gateway.Port, TestContext.Current.CancellationToken);
        var hello = new ArrayBufferWriter<byte>();
        Handshake.WriteHello(hello, 187, 199);
        socket.Send(hello.WrittenSpan);

        Assert.False(socket.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead), "The hung gateway answered or closed.");
        await _gateway.ClearFaultsAsync();
        using var again = RawClient.Connect(_gateway.Port, 1);

        Assert.False(socket.Poll(TimeSpan.Zero, SelectMode.SelectRead), "A connection that hung comes back to life.");
    }

    [Fact]
    public async Task Without_the_definition_farm_contract_queries_stay_unanswered_and_everything_else_goes_on()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("2157"));
        Assert.EndsWith(":secdefil", client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2157).ErrorMsg, StringComparison.Ordinal);

        client.Send(new ContractDetailsRequest { ReqId = 1, Contract = Apple });
        client.Send(new MktDataRequest { ReqId = 2, Contract = Apple });
        client.Wait<TickPriceMessage>(static m => m.ReqId == 2);
        Assert.Empty(client.All<ContractDataMessage>());
        Assert.DoesNotContain(client.All<ErrMsgMessage>(), static m => m.Id == 1);
        using var late = RawClient.Open(_gateway.Port);
        late.Send(new StartApiRequest { ClientId = 2 });
        late.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2157);
        Assert.DoesNotContain(late.All<ErrMsgMessage>(), static m => m.ErrorCode == 2158);
        await _gateway.ClearFaultsAsync();

        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 2158, count: 2);
        client.Send(new ContractDetailsRequest { ReqId = 3, Contract = Apple });
        client.Wait<ContractDataEndMessage>(static m => m.ReqId == 3);
    }

    [Fact]
    public async Task A_second_tick_by_tick_request_for_a_contract_waits_15_seconds()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true });
        using var client = RawClient.Connect(gateway.Port, 1);
        await gateway.AddFaultsAsync(new FaultRequest("10190"));
        client.Send(new TickByTickDataRequest { ReqId = 1, Contract = Apple, TickType = "BidAsk" });
        client.Send(new TickByTickDataRequest { ReqId = 3, Contract = Apple with { ConId = Gateways.Microsoft }, TickType = "BidAsk" });
        client.Send(new TickByTickDataRequest { ReqId = 2, Contract = Apple, TickType = "AllLast" });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 2, ErrorCode: 10190 });
        await gateway.ChangeClockAsync(new ClockChange(Step: 15));
        client.Send(new TickByTickDataRequest { ReqId = 4, Contract = Apple, TickType = "BidAsk" });
        client.Send(new CurrentTimeRequest());
        client.Wait<CurrentTimeMessage>();
        await gateway.ChangeClockAsync(new ClockChange(Step: 15));

        client.Wait<TickByTickBidAskMessage>(static m => m.ReqId == 3);
        client.Wait<TickByTickBidAskMessage>(static m => m.ReqId == 4);
        Assert.DoesNotContain(client.All<ErrMsgMessage>(), static m => m.Id is 1 or 3 or 4);
    }

    [Fact]
    public async Task Histories_that_are_asked_for_too_fast_are_refused_and_those_of_minutes_are_not()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true });
        using var client = RawClient.Connect(gateway.Port, 1);
        await gateway.AddFaultsAsync(new FaultRequest("162"));
        var contracts = (await gateway.PricesAsync()).Select(static p => p.ConId).Where(static id => id != Gateways.Apple).Take(12).Prepend(Gateways.Apple).ToArray();

        var accepted = Enumerable.Range(0, 60).Select(i => History(i, contracts[i / 5], $"20260105-14:00:{i % 5:D2}")).ToArray();
        foreach (var request in accepted)
        {
            client.Send(request);
        }

        client.Send(History(100, contracts[12], "20260105-13:00:00"));
        client.Send(History(101, Gateways.Microsoft, "20260105-13:00:00") with { BarSizeSetting = "1 min" });
        client.Wait<HistoricalDataMessage>(count: 61);
        Assert.Contains("pacing violation", client.Wait<ErrMsgMessage>(static m => m is { Id: 100, ErrorCode: 162 }).ErrorMsg, StringComparison.Ordinal);
        await gateway.ChangeClockAsync(new ClockChange(Step: 601));
        for (var i = 0; i < 6; i++)
        {
            client.Send(History(200 + i, Gateways.Apple, $"20260105-13:00:0{i}"));
        }

        client.Send(History(300, Gateways.Microsoft, "20260105-13:00:00"));
        client.Send(History(301, Gateways.Microsoft, "20260105-13:00:00"));

        client.Wait<HistoricalDataMessage>(static m => m.ReqId is >= 200 and < 205, count: 5);
        client.Wait<HistoricalDataMessage>(static m => m.ReqId == 300);
        client.Wait<ErrMsgMessage>(static m => m is { Id: 205, ErrorCode: 162 });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 301, ErrorCode: 162 });
    }

    [Fact]
    public async Task A_new_order_comes_to_life_twice_under_one_number_and_both_fill()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("twoPermIds", On: "order", Count: 1));

        var id = client.Place(Gateways.Apple, "BUY", 10);
        client.Wait<ExecDetailsMessage>(count: 2);

        var orders = (await _gateway.LedgerAsync()).Orders;
        Assert.All(orders, o => Assert.Equal((id, "ref-1", "Filled"), (o.OrderId, o.OrderRef, o.Status)));
        Assert.Equal(2, orders.Select(static o => o.PermId).Distinct().Count());
        Assert.Equal(20, Assert.Single((await _gateway.LedgerAsync()).Positions).Quantity);
        client.Place(Gateways.Apple, "BUY", 10);
        client.Wait<ExecDetailsMessage>(count: 3);
        Assert.Equal(3, (await _gateway.LedgerAsync()).Orders.Count);
    }

    [Fact]
    public async Task A_competing_session_ends_every_kind_of_line_of_the_client_it_hits_and_of_no_other()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        using var spared = RawClient.Connect(_gateway.Port, 2);
        spared.Send(new MktDataRequest { ReqId = 1, Contract = Apple });
        client.Send(new RealTimeBarsRequest { ReqId = 1, Contract = Apple, BarSize = 5, WhatToShow = "TRADES" });
        client.Send(new TickByTickDataRequest { ReqId = 2, Contract = Apple, TickType = "BidAsk" });
        client.Send(new MktDepthRequest { ReqId = 3, Contract = Apple, NumRows = 2 });
        client.Wait<MarketDepthMessage>();
        await _gateway.AddFaultsAsync(new FaultRequest("10197", ClientId: 1));

        foreach (var id in (int[])[1, 2, 3])
        {
            client.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == 10197);
        }

        client.Send(new RealTimeBarsRequest { ReqId = 4, Contract = Apple, BarSize = 5, WhatToShow = "TRADES" });
        client.Send(new MktDepthRequest { ReqId = 5, Contract = Apple, NumRows = 2 });
        client.Send(new TickByTickDataRequest { ReqId = 6, Contract = Apple, TickType = "BidAsk" });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 4, ErrorCode: 10197 });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 5, ErrorCode: 10197 });
        client.Wait<ErrMsgMessage>(static m => m is { Id: 6, ErrorCode: 10189 });
        spared.Forget();
        spared.Wait<TickSizeMessage>();
        Assert.Empty(spared.All<ErrMsgMessage>());
    }

    private static HistoricalDataRequest History(int reqId, int conId, string end) => new()
    {
        ReqId = reqId,
        Contract = new TwsContract { ConId = conId },
        EndDateTime = end,
        DurationStr = "60 S",
        BarSizeSetting = "5 secs",
        WhatToShow = "MIDPOINT",
    };
}
