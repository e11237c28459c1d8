using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Faults;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class FaultTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_dropped_connection_ends_and_the_client_id_is_free_again()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        using var other = RawClient.Connect(_gateway.Port, 2);

        await _gateway.AddFaultsAsync(new FaultRequest("drop", ClientId: 1));

        client.WaitForClose();
        other.Send(new CurrentTimeRequest());
        other.Wait<CurrentTimeMessage>();
        await FreeAsync(1);
        using var again = RawClient.Connect(_gateway.Port, 1);
    }

    [Fact]
    public async Task An_order_accepted_before_the_drop_is_found_afterwards()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("drop", On: "order"));

        client.Place(Gateways.Apple, "BUY", 10);

        client.WaitForClose();
        Assert.Empty(client.All<OrderStatusMessage>());
        await FreeAsync(1);
        using var again = RawClient.Connect(_gateway.Port, 1);
        Assert.Equal(2, again.NextOrderId);
        again.Send(new ExecutionsRequest { ReqId = 1 });
        Assert.Equal("ref-1", again.Wait<ExecDetailsMessage>().Execution.OrderRef);
    }

    [Fact]
    public async Task Rejects_count_down_and_carry_the_code_and_text_asked_for()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("reject", Count: 1, Code: 201, Text: "no margin", OrderRef: "ref-*"));

        var first = client.Place(Gateways.Apple, "BUY", 10);
        var second = client.Place(Gateways.Apple, "BUY", 10);

        Assert.Equal("no margin", client.Wait<ErrMsgMessage>(m => m.Id == first && m.ErrorCode == 201).ErrorMsg);
        client.Wait<OrderStatusMessage>(m => m.OrderId == first && m.Status == IbOrderStatus.Inactive);
        client.Wait<OrderStatusMessage>(m => m.OrderId == second && m.Status == IbOrderStatus.Filled);
        Assert.Empty(await _gateway.FaultsAsync());
    }

    [Fact]
    public async Task Duplicates_come_twice_and_the_ledger_has_one()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("duplicate", Events: ["execution", "commission"]));

        client.Place(Gateways.Apple, "BUY", 10);

        client.Wait<CommissionReportMessage>(count: 2);
        Assert.Equal(2, client.All<ExecDetailsMessage>().Count);
        Assert.Single((await _gateway.LedgerAsync()).Executions);
    }

    [Fact]
    public async Task A_fill_is_split_and_every_part_is_an_execution()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("partial", Parts: 3));

        client.Place(Gateways.Apple, "BUY", 100);

        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled);
        var ledger = await _gateway.LedgerAsync();
        Assert.Equal([33m, 33m, 34m], ledger.Executions.Select(static e => e.Quantity));
        Assert.Equal(1.00m, ledger.Commissions.Sum(static c => c.Commission));
        Assert.Equal(3, client.All<ExecDetailsMessage>().Select(static m => m.Execution.ExecId).Distinct().Count());
    }

    [Theory]
    [InlineData("before")]
    [InlineData("never")]
    [InlineData("late")]
    public async Task Commissions_come_when_the_fault_says(string when)
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("commission", When: when, Count: 1, Milliseconds: 100));

        client.Place(Gateways.Apple, "BUY", 10);
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled);
        var second = client.Place(Gateways.Microsoft, "BUY", 10);
        client.Wait<CommissionReportMessage>(count: when == "never" ? 1 : 2);

        var first = client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId != second).Execution.ExecId;
        var messages = client.All().ToList();
        var execution = messages.FindIndex(m => m is ExecDetailsMessage e && e.Execution.ExecId == first);
        var report = messages.FindIndex(m => m is CommissionReportMessage c && c.ExecId == first);
        Assert.Equal(when, report < 0 ? "never" : report < execution ? "before" : "late");
        client.Send(new ExecutionsRequest { ReqId = 5 });
        client.Wait<ExecDetailsEndMessage>();
        Assert.Contains(client.All<CommissionReportMessage>(), c => c.ExecId == first);
    }

    [Fact]
    public async Task A_lost_status_leaves_the_execution_as_the_only_word()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("loseStatus"));

        client.Place(Gateways.Apple, "BUY", 10);

        client.Wait<CommissionReportMessage>();
        Assert.Empty(client.All<OrderStatusMessage>());
        Assert.Empty(client.All<OpenOrderMessage>());
    }

    [Fact]
    public async Task A_lost_cancel_changes_nothing()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var bid = (await _gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        var id = client.Place(Gateways.Apple, "BUY", 10, bid - 5);
        client.Wait<OrderStatusMessage>();
        await _gateway.AddFaultsAsync(new FaultRequest("lostCancel", Count: 1));

        client.Send(new CancelOrderRequest { OrderId = id });
        client.Send(new CurrentTimeRequest());
        client.Wait<CurrentTimeMessage>();
        Assert.Equal("Submitted", Assert.Single((await _gateway.LedgerAsync()).Orders).Status);
        client.Send(new CancelOrderRequest { OrderId = id });
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Cancelled);
    }

    [Fact]
    public async Task While_the_link_is_down_fills_happen_unseen_and_are_listed_afterwards()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var bid = (await _gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        client.Place(Gateways.Apple, "BUY", 10, bid - 1);
        client.Wait<OrderStatusMessage>();

        await _gateway.AddFaultsAsync(new FaultRequest("1100"));
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 1100);
        await _gateway.ChangePriceAsync(new(Gateways.Apple, Price: bid - 2));
        var refused = client.Place(Gateways.Apple, "BUY", 10);
        client.Wait<ErrMsgMessage>(m => m.Id == refused && m.ErrorCode == 201);
        await _gateway.AddFaultsAsync(new FaultRequest("1102"));
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 1102);

        Assert.Empty(client.All<ExecDetailsMessage>());
        client.Send(new ExecutionsRequest { ReqId = 5 });
        client.Wait<ExecDetailsEndMessage>();
        Assert.Single(client.All<ExecDetailsMessage>());
        Assert.Equal("Inactive", (await _gateway.LedgerAsync()).Orders.Single(o => o.OrderId == refused).Status);
    }

    [Fact]
    public async Task After_1101_the_data_lines_are_gone_after_1102_they_go_on()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new MktDataRequest { ReqId = 9, Contract = new TwsContract { ConId = Gateways.Apple } });
        client.Wait<TickPriceMessage>();

        await _gateway.AddFaultsAsync(new FaultRequest("1100"), new FaultRequest("1102"));
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 1102);
        Assert.Equal(1, (await _gateway.StatsAsync()).Lines);
        await _gateway.AddFaultsAsync(new FaultRequest("1100"), new FaultRequest("1101"));
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 1101);

        Assert.Equal(0, (await _gateway.StatsAsync()).Lines);
    }

    [Fact]
    public async Task A_frozen_line_is_silent_while_others_go_on()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("freeze", ConId: Gateways.Apple));
        client.Send(new MktDataRequest { ReqId = 1, Contract = new TwsContract { ConId = Gateways.Apple } });
        client.Send(new MktDataRequest { ReqId = 2, Contract = new TwsContract { ConId = Gateways.Microsoft } });

        client.Wait<TickSizeMessage>(static m => m.ReqId == 2, count: 6);
        Assert.DoesNotContain(client.All<TickPriceMessage>(), static m => m.ReqId == 1);
        await _gateway.ClearFaultsAsync();

        client.Wait<TickSizeMessage>(static m => m.ReqId == 1);
    }

    [Fact]
    public async Task A_half_open_connection_neither_answers_nor_closes()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("halfOpen", ClientId: 1));
        var before = await MessagesInAsync();
        client.Send(new CurrentTimeRequest());
        await Gateways.UntilAsync(async () => await MessagesInAsync() > before);
        await _gateway.ClearFaultsAsync();
        Assert.False(client.IsClosed);

        client.Send(new CurrentTimeInMillisRequest());

        client.Wait<CurrentTimeInMillisMessage>();
        Assert.Empty(client.All<CurrentTimeMessage>());
    }

    [Fact]
    public async Task Client_ids_are_refused_as_in_use_as_often_as_asked()
    {
        await _gateway.AddFaultsAsync(new FaultRequest("326", Count: 1));
        using (var refused = RawClient.Open(_gateway.Port))
        {
            refused.Send(new StartApiRequest { ClientId = 1 });
            refused.Wait<ErrMsgMessage>(static m => m.ErrorCode == 326);
            refused.WaitForClose();
        }

        using var client = RawClient.Connect(_gateway.Port, 1);
    }

    [Fact]
    public async Task Delayed_and_reordered_events_all_arrive()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("reorder", Milliseconds: 20), new FaultRequest("delay", Milliseconds: 30, OrderRef: "ref-2"));

        client.Place(Gateways.Apple, "BUY", 10);
        client.Place(Gateways.Microsoft, "BUY", 10);

        client.Wait<CommissionReportMessage>(count: 2);
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled, count: 4);
        Assert.Equal(2, client.All<ExecDetailsMessage>().Count);
        var messages = client.All().Where(static m => m is OpenOrderMessage or OrderStatusMessage).ToList();
        Assert.Contains(messages.Zip(messages.Skip(1)), static pair => pair is (OrderStatusMessage, OrderStatusMessage) or (OpenOrderMessage, OpenOrderMessage));
    }

    [Theory]
    [InlineData("nonsense", null, null)]
    [InlineData("reject", 0, null)]
    [InlineData("commission", null, "sometimes")]
    public async Task A_fault_that_makes_no_sense_is_refused(string kind, int? count, string? when) =>
        await Assert.ThrowsAsync<FaultException>(() => _gateway.AddFaultsAsync(new FaultRequest(kind, Count: count, When: when)));

    private async Task<long> MessagesInAsync() => (await _gateway.StatsAsync()).Clients.Single().MessagesIn;

    private Task FreeAsync(int clientId) => Gateways.UntilAsync(async () => (await _gateway.StatsAsync()).Clients.All(c => c.ClientId != clientId));
}
