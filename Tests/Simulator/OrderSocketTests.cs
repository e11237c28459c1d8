using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class OrderSocketTests : IAsyncLifetime
{
    private SimulatedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await Gateways.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void The_session_starts_in_the_exact_order()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        var first = client.All().Take(5).ToArray();

        Assert.Equal("DUSIM0001", Assert.IsType<ManagedAccountsMessage>(first[0]).AccountsList);
        Assert.Equal(1, Assert.IsType<NextValidIdMessage>(first[1]).OrderId);
        Assert.Equal([2104, 2106, 2158], first.Skip(2).Select(static m => Assert.IsType<ErrMsgMessage>(m).ErrorCode));
    }

    [Fact]
    public async Task A_market_order_fills_and_is_told_in_full()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new PositionsRequest());
        client.Wait<PositionEndMessage>();

        var id = client.Place(Gateways.Apple, "BUY", 100);

        var execution = client.Wait<ExecDetailsMessage>().Execution;
        var status = client.Wait<OrderStatusMessage>(m => m.OrderId == id && m.Status == IbOrderStatus.Filled);
        var commission = client.Wait<CommissionReportMessage>();
        var position = client.Wait<PositionMessage>();
        Assert.Equal((id, 1, "ref-" + id, 100m), (execution.OrderId, execution.ClientId, execution.OrderRef, execution.Shares));
        Assert.EndsWith("America/New_York", execution.Time, StringComparison.Ordinal);
        Assert.Equal(execution.PermId, status.PermId);
        Assert.Equal((execution.ExecId, 1.00m), (commission.ExecId, commission.Commission));
        Assert.Equal(100m, position.Position);
        var ledger = await _gateway.LedgerAsync();
        Assert.Equal("Filled", Assert.Single(ledger.Orders).Status);
        var account = Assert.Single(ledger.Accounts);
        Assert.Equal(1_000_000m - 100 * execution.Price - 1.00m, account.Cash);
    }

    [Fact]
    public async Task A_limit_order_rests_is_changed_and_fills_when_the_price_comes()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var top = await PriceAsync();
        var id = client.Place(Gateways.Apple, "BUY", 200, top.Bid - 5);
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Submitted);
        client.Forget();

        client.Place(id, Gateways.Apple, "BUY", 300, top.Bid - 4);
        var open = client.Wait<OpenOrderMessage>().Order;
        Assert.Equal((300m, (decimal?)(top.Bid - 4)), (open.TotalQuantity, open.LmtPrice));
        await _gateway.ChangePriceAsync(new PriceChange(Gateways.Apple, Price: top.Bid - 6));

        client.Wait<OrderStatusMessage>(m => m.OrderId == id && m.Status == IbOrderStatus.Filled);
        Assert.All(client.All<ExecDetailsMessage>(), m => Assert.True(m.Execution.Price <= top.Bid - 4));
        Assert.Equal(300m, client.All<ExecDetailsMessage>().Sum(static m => m.Execution.Shares));
    }

    [Fact]
    public async Task A_stop_waits_and_then_sells_at_the_market()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var top = await PriceAsync();
        var id = client.Place(Gateways.Apple, "SELL", 10, also: o => o with { OrderType = "STP", AuxPrice = top.Bid - 2 });
        client.Wait<OrderStatusMessage>(m => m.OrderId == id && m.Status == IbOrderStatus.PreSubmitted);

        await _gateway.ChangePriceAsync(new PriceChange(Gateways.Apple, Price: top.Bid - 3));

        Assert.True(client.Wait<ExecDetailsMessage>().Execution.Price < top.Bid - 2);
    }

    [Fact]
    public async Task A_cancelled_order_says_so_and_is_found_among_the_completed()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var id = client.Place(Gateways.Apple, "BUY", 10, (await PriceAsync()).Bid - 5);
        client.Wait<OrderStatusMessage>();

        client.Send(new CancelOrderRequest { OrderId = id });

        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.PendingCancel);
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Cancelled);
        client.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == 202);
        client.Send(new CompletedOrdersRequest());
        client.Wait<CompletedOrdersEndMessage>();
        var completed = Assert.Single(client.All<CompletedOrderMessage>());
        Assert.Equal((IbOrderStatus.Cancelled, $"ref-{id}"), (completed.State.Status, completed.Order.OrderRef));
        client.Send(new CancelOrderRequest { OrderId = id });
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 10148);
        client.Send(new CancelOrderRequest { OrderId = 999 });
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 10147);
    }

    [Fact]
    public async Task Orders_that_break_a_rule_are_refused_with_its_code()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var bid = (await PriceAsync()).Bid;
        (int Code, int Id)[] refused =
        [
            (110, client.Place(Gateways.Apple, "BUY", 10, bid + 0.001m)),
            (200, client.Place(123, "BUY", 10)),
            (434, client.Place(Gateways.Apple, "BUY", 0)),
            (158, client.Place(Gateways.Apple, "BUY", 10, also: static o => o with { OrderType = "TRAIL" })),
            (387, client.Place(Gateways.Apple, "BUY", 10, also: static o => o with { OrderType = "VOL" })),
            (321, client.Place(Gateways.Apple, "BUY", 10, also: static o => o with { Account = "U1" })),
            (10006, client.Place(Gateways.Apple, "BUY", 10, also: static o => o with { ParentId = 999 })),
            (334, client.Place(Gateways.Apple, "BUY", 10, also: static o => o with { Tif = "GTD" })),
            (201, client.Place(Gateways.Apple, "BUY", 1_000_000)),
        ];

        foreach (var (code, id) in refused)
        {
            var error = client.Wait<ErrMsgMessage>(m => m.Id == id);
            Assert.Equal(code, error.ErrorCode);
            Assert.NotEmpty(error.ErrorMsg);
        }

        client.Wait<OrderStatusMessage>(m => m.OrderId == refused[^1].Id && m.Status == IbOrderStatus.Inactive);
        client.Place(refused[0].Id, Gateways.Apple, "BUY", 10);
        client.Wait<ErrMsgMessage>(m => m.Id == refused[0].Id && m.ErrorCode == 103);
        Assert.Empty((await _gateway.LedgerAsync()).Executions);
    }

    [Fact]
    public async Task A_changed_order_must_stay_the_same_order()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var bid = (await PriceAsync()).Bid;
        var id = client.Place(Gateways.Apple, "BUY", 10, bid - 5);
        client.Wait<OrderStatusMessage>();

        client.Place(id, Gateways.Apple, "SELL", 10, bid - 5);
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 105);
        client.Place(id, Gateways.Apple, "BUY", 10);
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 329);
        client.Place(id, Gateways.Apple, "BUY", 10, bid + 1);
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled);
        client.Place(id, Gateways.Apple, "BUY", 20, bid + 1);
        client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 104);
        Assert.Equal(10m, (await _gateway.LedgerAsync()).Executions.Sum(static e => e.Quantity));
    }

    [Fact]
    public async Task Two_clients_have_their_own_ids_and_see_their_own_orders()
    {
        using var one = RawClient.Connect(_gateway.Port, 1);
        using var two = RawClient.Connect(_gateway.Port, 2);
        var bid = (await PriceAsync()).Bid;
        one.Place(Gateways.Apple, "BUY", 10, bid - 5);
        two.Place(Gateways.Apple, "BUY", 20, bid - 5);
        one.Wait<OrderStatusMessage>();
        two.Wait<OrderStatusMessage>();
        one.Forget();

        one.Send(new OpenOrdersRequest());
        one.Wait<OpenOrderEndMessage>();
        Assert.Equal(10m, Assert.Single(one.All<OpenOrderMessage>()).Order.TotalQuantity);
        one.Forget();
        one.Send(new AllOpenOrdersRequest());
        one.Wait<OpenOrderEndMessage>();
        Assert.Equal([1, 2], one.All<OpenOrderMessage>().Select(static m => m.Order.ClientId).Order());
        one.Send(new GlobalCancelRequest());
        two.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Cancelled);
        Assert.Equal(2, (await _gateway.LedgerAsync()).Orders.Select(static o => o.PermId).Distinct().Count());
    }

    [Fact]
    public void A_client_id_in_use_is_refused_with_326_and_free_again_after_the_first_left()
    {
        using var first = RawClient.Connect(_gateway.Port, 5);
        using (var second = RawClient.Open(_gateway.Port))
        {
            second.Send(new StartApiRequest { ClientId = 5 });
            second.Wait<ErrMsgMessage>(static m => m.ErrorCode == 326);
            second.WaitForClose();
        }

        first.Send(new CurrentTimeRequest());
        first.Wait<CurrentTimeMessage>();
    }

    [Fact]
    public async Task Executions_are_listed_by_filter_with_their_commissions()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Place(Gateways.Apple, "BUY", 10);
        client.Place(Gateways.Microsoft, "SELL", 5);
        client.Wait<CommissionReportMessage>(count: 2);
        client.Forget();

        client.Send(new ExecutionsRequest { ReqId = 77, Symbol = "MSFT" });
        client.Wait<ExecDetailsEndMessage>(static m => m.ReqId == 77);

        var execution = Assert.Single(client.All<ExecDetailsMessage>());
        Assert.Equal((77, "MSFT", IbExecutionSide.Sold), (execution.ReqId, execution.Contract.Symbol, execution.Execution.Side));
        Assert.Single(client.All<CommissionReportMessage>());
        Assert.Equal(2, (await _gateway.LedgerAsync()).Commissions.Count);
    }

    [Fact]
    public async Task A_manual_order_is_foreign_to_every_client()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        client.Send(new PositionsRequest());
        client.Wait<PositionEndMessage>();

        var placed = await _gateway.PlaceManualOrderAsync(new ManualOrder(Gateways.Apple, "BUY", 50));

        Assert.Equal((0, 0), (placed.OrderId, placed.ClientId));
        Assert.Equal(50m, client.Wait<PositionMessage>().Position);
        Assert.Empty(client.All<ExecDetailsMessage>());
        client.Send(new ExecutionsRequest { ReqId = 1 });
        Assert.Equal(0, client.Wait<ExecDetailsMessage>().Execution.OrderId);
    }

    [Fact]
    public async Task A_what_if_order_shows_margin_and_commission_and_is_no_order()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);

        client.Place(Gateways.Apple, "BUY", 100, also: static o => o with { WhatIf = true });

        var state = client.Wait<OpenOrderMessage>().State;
        Assert.True(decimal.Parse(state.InitMarginChange!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal(1.00m, state.Commission);
        Assert.Empty((await _gateway.LedgerAsync()).Orders);
    }

    [Fact]
    public async Task An_order_with_transmit_off_waits_for_the_second_sending()
    {
        using var client = RawClient.Connect(_gateway.Port, 1);
        var id = client.Place(Gateways.Apple, "BUY", 10, also: static o => o with { Transmit = false });
        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.PreSubmitted);
        Assert.Empty((await _gateway.LedgerAsync()).Executions);

        client.Place(id, Gateways.Apple, "BUY", 10);

        client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled);
    }

    private async Task<PriceView> PriceAsync() => (await _gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple);
}
