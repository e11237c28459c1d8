using System.Net.Sockets;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Faults;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Faults that change orders and trades themselves, so that ledger, lists and books must agree afterwards.</summary>
public sealed class BookFaultTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_corrected_trade_has_the_next_revision_and_the_lists_and_books_follow_it()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("correction", Milliseconds: 5, Percent: 1, Quantity: 90));

        client.Place(Gateways.Apple, "BUY", 100);
        client.Wait<CommissionReportMessage>(count: 2);

        var (first, second) = (client.All<ExecDetailsMessage>()[0].Execution, client.All<ExecDetailsMessage>()[1].Execution);
        Assert.Equal(first.ExecId[..^2] + "02", second.ExecId);
        Assert.Equal((100m, 90m), (first.Shares, second.Shares));
        Assert.Equal(Math.Round(first.Price!.Value * 1.01m, 2, MidpointRounding.AwayFromZero), second.Price);
        client.Send(new ExecutionsRequest { ReqId = 5 });
        client.Wait<ExecDetailsEndMessage>();
        Assert.Equal(second.ExecId, Assert.Single(client.All<ExecDetailsMessage>(), static m => m.ReqId == 5).Execution.ExecId);
        var ledger = await _gateway.LedgerAsync();
        Assert.Equal((second.ExecId, 90m), (ledger.Executions.Single().ExecId, ledger.Orders.Single().Filled));
        Assert.Equal((first.ExecId, second.ExecId), (ledger.Revisions.Single().Old, ledger.Revisions.Single().New));
        Assert.Equal(ledger.Accounts.Single().OpeningCash - 90 * second.Price - 1.00m, ledger.Accounts.Single().Cash);
        Assert.Equal(90m, ledger.Positions.Single().Quantity);
    }

    [Fact]
    public async Task A_busted_trade_leaves_no_position_and_no_cost()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new PositionsRequest());
        client.Place(Gateways.Apple, "BUY", 100);
        client.Wait<PositionMessage>(static m => m.Position == 100);
        client.Wait<CommissionReportMessage>();

        await _gateway.AddFaultsAsync(new FaultRequest("bust", On: "now"));

        var bust = client.Wait<ExecDetailsMessage>(count: 2).Execution;
        Assert.EndsWith(".02", bust.ExecId, StringComparison.Ordinal);
        Assert.Equal(0, bust.Shares);
        client.Wait<PositionMessage>(static m => m.Position == 0);
        var ledger = await _gateway.LedgerAsync();
        Assert.Empty(ledger.Executions);
        Assert.Equal(ledger.Accounts.Single().OpeningCash, ledger.Accounts.Single().Cash);
        await Assert.ThrowsAsync<FaultException>(() => _gateway.AddFaultsAsync(new FaultRequest("bust", On: "now")));
    }

    [Fact]
    public async Task A_changed_commission_comes_as_a_second_report_and_is_the_one_that_counts()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        await _gateway.AddFaultsAsync(new FaultRequest("commission", When: "changed", Percent: 25, Milliseconds: 5));

        client.Place(Gateways.Apple, "BUY", 100);
        client.Wait<CommissionReportMessage>(count: 2);

        Assert.Equal([1.00m, 1.25m], client.All<CommissionReportMessage>().Select(static m => m.Commission!.Value));
        var ledger = await _gateway.LedgerAsync();
        Assert.Equal((1.25m, 1.25m), (ledger.Commissions.Single().Commission, ledger.Orders.Single().Commission));
    }

    [Fact]
    public async Task A_modification_makes_two_live_orders_that_are_listed_and_cancelled_one_by_one()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var bid = (await _gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        var id = client.Place(Gateways.Apple, "BUY", 10, bid - 5);
        client.Wait<OrderStatusMessage>();
        await _gateway.AddFaultsAsync(new FaultRequest("twoPermIds", Count: 1));

        client.Place(id, Gateways.Apple, "BUY", 10, bid - 4);
        client.Wait<OpenOrderMessage>(static m => m.Order.LmtPrice is not null, count: 2);

        var orders = (await _gateway.LedgerAsync()).Orders;
        Assert.Equal([bid - 5, bid - 4], orders.Select(static o => o.LimitPrice!.Value));
        Assert.All(orders, o => Assert.Equal((id, "ref-1", "Submitted"), (o.OrderId, o.OrderRef, o.Status)));
        Assert.Equal(2, orders.Select(static o => o.PermId).Distinct().Count());
        client.Send(new CancelOrderRequest { OrderId = id });
        client.Wait<OrderStatusMessage>(m => m.Status == IbOrderStatus.Cancelled && m.PermId == orders[1].PermId);
        client.Send(new CancelOrderRequest { OrderId = id });
        client.Wait<OrderStatusMessage>(m => m.Status == IbOrderStatus.Cancelled && m.PermId == orders[0].PermId);
    }

    [Fact]
    public async Task After_a_restart_order_ids_are_rolled_back_and_a_used_number_means_a_new_order()
    {
        long lost;
        using (var client = RawClient.Connect(_gateway.Port, 1))
        {
            var bid = (await _gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
            client.Place(Gateways.Apple, "BUY", 10, bid - 5);
            client.Place(Gateways.Apple, "BUY", 10, bid - 6, static order => order with { Transmit = false });
            client.Wait<OrderStatusMessage>(count: 2);
            lost = (await _gateway.LedgerAsync()).Orders[0].PermId;
            await _gateway.AddFaultsAsync(new FaultRequest("restart", RollBack: 2, Seconds: 0.1));
            client.WaitForClose();
        }

        await Gateways.UntilAsync(async () => (await _gateway.FaultsAsync()).Count == 0);
        using var again = RawClient.Connect(_gateway.Port, 1);

        Assert.Equal(1, again.NextOrderId);
        again.Place(Gateways.Microsoft, "BUY", 10);
        again.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled);
        await _gateway.ChangePriceAsync(new(Gateways.Apple, Percent: -10));
        Assert.Equal((1, lost), (again.Wait<OrderStatusMessage>(m => m.Status == IbOrderStatus.Filled && m.PermId == lost).OrderId, lost));
        Assert.Equal(["Filled", "Cancelled", "Filled"], (await _gateway.LedgerAsync()).Orders.Select(static o => o.Status));
    }

    [Fact]
    public async Task A_lost_order_leaves_no_trace_and_its_number_is_given_out_again()
    {
        using (var client = RawClient.Connect(_gateway.Port, 1))
        {
            await _gateway.AddFaultsAsync(new FaultRequest("lostOrder", Count: 1));
            client.Place(Gateways.Apple, "BUY", 10);
            client.Send(new CurrentTimeRequest());
            client.Wait<CurrentTimeMessage>();
            Assert.Empty(client.All<OrderStatusMessage>());
        }

        await Gateways.UntilAsync(async () => (await _gateway.StatsAsync()).Clients.Count == 0);
        using var again = RawClient.Connect(_gateway.Port, 1);
        Assert.Equal(1, again.NextOrderId);
        Assert.Empty((await _gateway.LedgerAsync()).Orders);
    }

    [Fact]
    public async Task Rolled_back_ids_and_corrections_survive_a_killed_simulator()
    {
        var folder = Directory.CreateTempSubdirectory("ot-sim-").FullName;
        try
        {
            var options = Gateways.Quiet with { DataFolder = folder };
            string execution;
            await using (var gateway = await Gateways.StartAsync(options))
            {
                using var client = RawClient.Connect(gateway.Port, 1);
                client.Place(Gateways.Apple, "BUY", 10);
                client.Wait<CommissionReportMessage>();
                await gateway.AddFaultsAsync(new FaultRequest("correction", On: "now", Price: 200));
                await gateway.AddFaultsAsync(new FaultRequest("restart", RollBack: 1));
                execution = (await gateway.LedgerAsync()).Executions.Single().ExecId;
            }

            await using var restarted = await Gateways.StartAsync(options);
            using var again = RawClient.Connect(restarted.Port, 1);
            var ledger = await restarted.LedgerAsync();
            Assert.Equal((1, execution, 200m), (again.NextOrderId, ledger.Executions.Single().ExecId, ledger.Executions.Single().Price));
            Assert.EndsWith(".02", execution, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_gateway_that_needs_a_login_shakes_hands_and_ends_one_that_is_down_does_not()
    {
        await _gateway.AddFaultsAsync(new FaultRequest("login"));
        using (var client = RawClient.Open(_gateway.Port))
        {
            client.Send(new StartApiRequest { ClientId = 1 });
            client.WaitForClose();
            Assert.Empty(client.All<ErrMsgMessage>());
        }

        await _gateway.ClearFaultsAsync();
        await _gateway.AddFaultsAsync(new FaultRequest("down"));
        var refused = Record.Exception(() => RawClient.Open(_gateway.Port));
        Assert.True(refused is IOException or SocketException, $"{refused}");
        await _gateway.ClearFaultsAsync();
        using var again = RawClient.Connect(_gateway.Port, 1);
    }

    [Fact]
    public async Task A_setting_that_the_fault_does_not_know_is_refused_by_name()
    {
        var refused = await Assert.ThrowsAsync<FaultException>(() => _gateway.AddFaultsAsync(new FaultRequest("delay", Parts: 3)));

        Assert.Contains("'parts'", refused.Message, StringComparison.Ordinal);
    }
}
