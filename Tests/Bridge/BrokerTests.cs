using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class BrokerTests
{
    [Fact]
    public async Task An_order_and_its_cancel_go_out_whole_and_their_events_come_back()
    {
        await using var gateway = new ScriptedGateway { NextValidId = 41 };
        gateway.Script = (client, message) =>
        {
            switch (message)
            {
                case PlaceOrderRequest place:
                    client.Send(new OpenOrderMessage { Contract = place.Contract, Order = place.Order with { PermId = 99, ClientId = 1 }, State = new TwsOrderState { Status = IbOrderStatus.Submitted } });
                    client.Send(new OrderStatusMessage { OrderId = place.OrderId, Status = IbOrderStatus.Submitted, Filled = 0, Remaining = 10, PermId = 99, ClientId = 1 });
                    return true;
                case CancelOrderRequest cancel:
                    client.Send(new OrderStatusMessage { OrderId = cancel.OrderId, Status = IbOrderStatus.Cancelled, Filled = 0, Remaining = 10, PermId = 99, ClientId = 1 });
                    client.Error(cancel.OrderId, 202, "Order Canceled - reason:");
                    return true;
                default:
                    return false;
            }
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var intent = BridgeSamples.Buy(10, new OrderTerms.Limit(Price.Of(187.25m)));

        var placed = await bridge.Broker.PlaceAsync(BridgeHost.Token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));
        Assert.Equal(new SendResult(SendOutcome.Written, 41, null), placed);
        await Until.TrueAsync(() => bridge.Engine.Events.OfType<OrderStatusReport>().Any(), "the status arrives");
        var cancelled = await bridge.Broker.CancelAsync(BridgeHost.Token, 41);
        Assert.Equal(SendOutcome.Written, cancelled.Outcome);
        await Until.TrueAsync(() => bridge.Engine.Events.OfType<OrderErrorReport>().Any(), "the confirmation arrives");

        var sent = gateway.Received.OfType<PlaceOrderRequest>().Single();
        Assert.Equal(("BUY", 10m, "LMT", 187.25m, "DAY", ScriptedGateway.Account), (sent.Order.Action, sent.Order.TotalQuantity, sent.Order.OrderType, sent.Order.LmtPrice, sent.Order.Tif, sent.Order.Account));
        Assert.Equal(intent.Id, OrderRef.TryParse(sent.Order.OrderRef)?.Id);
        var open = bridge.Engine.Events.OfType<OpenOrderReport>().Single();
        Assert.Equal((41, PermId.Of(99), intent.Terms, null), (open.OrderId, open.PermId, open.Terms, open.Snapshot));
        Assert.Equal(OrderErrorKind.Cancelled, bridge.Engine.Events.OfType<OrderErrorReport>().Single().Kind);
    }

    [Fact]
    public async Task An_order_that_the_wire_has_no_words_for_was_not_sent()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var strange = BridgeSamples.Buy(10) with { TimeInForce = (TimeInForce)99 };

        var result = await bridge.Broker.PlaceAsync(BridgeHost.Token, strange, BridgeSamples.Apple, BridgeSamples.Ref(strange));

        Assert.Equal((SendOutcome.NotSent, null), (result.Outcome, result.OrderId));
        Assert.Contains("cannot be written", result.Reason, StringComparison.Ordinal);
        Assert.Empty(gateway.Received.OfType<PlaceOrderRequest>());
    }

    [Fact]
    public async Task With_the_lease_in_doubt_the_socket_is_kept_cancels_pass_and_orders_do_not()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var intent = BridgeSamples.Buy(10);
        var placed = await bridge.Broker.PlaceAsync(BridgeHost.Token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));
        var session = bridge.Broker.Condition.Session;
        bridge.Lease.Doubt();

        var cancelled = await bridge.Broker.CancelAsync(BridgeHost.Token, placed.OrderId!.Value);
        var refused = await bridge.Broker.PlaceAsync(BridgeHost.Token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));

        Assert.Equal((SendOutcome.Written, SendOutcome.NotSent), (cancelled.Outcome, refused.Outcome));
        Assert.False(await bridge.Broker.AcquireOrderSlotAsync(CancellationToken.None));
        Assert.Equal((true, false, session), (bridge.Broker.Condition.MayCancel, bridge.Broker.Condition.MaySend, bridge.Broker.Condition.Session));
        await Until.TrueAsync(() => gateway.Received.OfType<CancelOrderRequest>().Any(), "the cancel arrives");
        Assert.Single(gateway.Received.OfType<PlaceOrderRequest>());
    }

    [Fact]
    public async Task Order_ids_are_never_used_twice_over_restarts_even_when_the_gateway_falls_back()
    {
        await using var gateway = new ScriptedGateway { NextValidId = 500 };
        var ids = new FakeOrderIdStore();
        var used = new List<int>();
        for (var run = 0; run < 3; run++)
        {
            await using var bridge = await new BridgeHost(gateway.Port, static options => options.OrderIdStep = 10, ids).ReadyAsync();
            for (var i = 0; i < 30; i++)
            {
                await Until.TrueAsync(() => ids.Mark >= used.DefaultIfEmpty(499).Max() + 1, "an id is reserved");
                used.Add((await PlaceAsync(bridge, BridgeHost.Token, $"{run}/{i}")).OrderId!.Value);
                Assert.True(used[^1] <= ids.Mark, "an id beyond the durable mark was used");
            }

            gateway.NextValidId = 1;
        }

        await Until.TrueAsync(() => gateway.Received.OfType<PlaceOrderRequest>().Count() == used.Count, "all orders arrived");
        Assert.Equal(used.Count, used.Distinct().Count());
        Assert.Equal(used.Order(), used);
        Assert.Equal(used, gateway.Received.OfType<PlaceOrderRequest>().Select(static place => place.OrderId));
    }

    [Fact]
    public async Task An_id_refused_as_used_before_raises_the_counter()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = (client, message) =>
        {
            switch (message)
            {
                case PlaceOrderRequest { OrderId: < 70 } place:
                    client.Error(place.OrderId, 103, "Duplicate order id");
                    return true;
                case IdsRequest:
                    client.Send(new NextValidIdMessage { OrderId = 70 });
                    return true;
                default:
                    return false;
            }
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        Assert.Equal(1, (await PlaceAsync(bridge, BridgeHost.Token, "0")).OrderId);
        await Until.TrueAsync(() => gateway.Received.OfType<IdsRequest>().Any() && bridge.Engine.Events.OfType<OrderErrorReport>().Any(), "the gateway is asked");
        gateway.Newest.Send(SessionTests.Execution("0000e0d5.01", 1));
        await Until.TrueAsync(() => bridge.Engine.Events.OfType<ExecutionReport>().Any(), "what came behind the answer arrives");

        Assert.True((await PlaceAsync(bridge, BridgeHost.Token, "1")).OrderId >= 70);
    }

    [Fact]
    public async Task No_order_leaves_under_an_id_that_is_not_reserved()
    {
        await using var gateway = new ScriptedGateway();
        var ids = new FakeOrderIdStore();
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.OrderIdStep = 10, ids).ReadyAsync();
        ids.BeforeReserve = static () => Task.FromException(new InvalidOperationException("no database"));

        var results = new List<SendResult>();
        for (var i = 0; i < 15; i++)
        {
            results.Add(await PlaceAsync(bridge, BridgeHost.Token, $"{i}"));
        }

        Assert.Equal(10, results.Count(static result => result.Outcome == SendOutcome.Written));
        Assert.All(results.Skip(10), static result => Assert.Equal(SendOutcome.NotSent, result.Outcome));
        ids.BeforeReserve = static () => Task.CompletedTask;
        await PlaceAsync(bridge, BridgeHost.Token, "asks for more");
        await Until.TrueAsync(() => ids.Mark > 10, "the next step is reserved");
        Assert.Equal(11, (await PlaceAsync(bridge, BridgeHost.Token, "last")).OrderId);
    }

    [Fact]
    public async Task Only_the_newest_engine_may_write_and_attaching_reads_everything_again()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var newer = new EngineToken(1, 2);
        var account = AccountId.Of(ScriptedGateway.Account);

        await bridge.Broker.AttachAsync(account, newer, CancellationToken.None);
        await Assert.ThrowsAsync<StaleTokenException>(async () => await PlaceAsync(bridge, BridgeHost.Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await bridge.Broker.CancelAsync(BridgeHost.Token, 1));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await bridge.Broker.GlobalCancelAsync(BridgeHost.Token));
        await Assert.ThrowsAsync<StaleTokenException>(async () => await bridge.Broker.SynchronizeAsync(BridgeHost.Token, CancellationToken.None));
        await Assert.ThrowsAsync<StaleTokenException>(() => bridge.Broker.AttachAsync(account, BridgeHost.Token, CancellationToken.None));
        await Until.TrueAsync(() => bridge.State == SessionState.Ready && bridge.Engine.Events.OfType<SynchronizationEnded>().Count() == 2, "everything was read again");

        Assert.Equal(SendOutcome.Written, (await PlaceAsync(bridge, newer)).Outcome);
        await Until.TrueAsync(() => gateway.Received.OfType<PlaceOrderRequest>().Any(), "the order arrives");
        Assert.Single(gateway.Clients);
        Assert.Single(gateway.Received.OfType<PlaceOrderRequest>());
        Assert.DoesNotContain(gateway.Received, static message => message is CancelOrderRequest or GlobalCancelRequest);
    }

    [Fact]
    public async Task Attaching_the_same_engine_again_changes_nothing()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        await bridge.Broker.AttachAsync(AccountId.Of(ScriptedGateway.Account), BridgeHost.Token, CancellationToken.None);

        Assert.Equal(SessionState.Ready, bridge.State);
        Assert.Single(bridge.Engine.Events.OfType<SynchronizationEnded>());
    }

    [Fact]
    public async Task A_refresh_reads_all_lists_without_closing_trading()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var statesBefore = bridge.States.Count();

        var number = await bridge.Broker.SynchronizeAsync(BridgeHost.Token, CancellationToken.None);

        await Until.TrueAsync(() => bridge.Engine.Events.OfType<SynchronizationEnded>().Any(ended => ended.Synchronization == number), "the refresh ends");
        Assert.Equal(SessionState.Ready, bridge.State);
        Assert.Equal(2, gateway.Received.OfType<PositionsRequest>().Count());
        Assert.True(statesBefore <= bridge.States.Count() && !bridge.States.Skip(4).Any());
    }

    [Fact]
    public async Task A_disconnect_empties_the_order_lane()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options =>
        {
            options.MessagesPerSecond = 1;
            options.Burst = 30;
        }).ReadyAsync();
        var slots = Enumerable.Range(0, 60).Select(_ => bridge.Broker.AcquireOrderSlotAsync(CancellationToken.None).AsTask()).ToList();
        Assert.Contains(slots, static slot => !slot.IsCompleted);

        gateway.Newest.Drop();

        var granted = await Task.WhenAll(slots);
        Assert.Contains(true, granted);
        Assert.Contains(false, granted);
    }

    [Theory]
    [InlineData(201, OrderErrorKind.Rejected)]
    [InlineData(110, OrderErrorKind.Rejected)]
    [InlineData(399, OrderErrorKind.Warning)]
    [InlineData(202, OrderErrorKind.Cancelled)]
    [InlineData(10148, OrderErrorKind.CancelRejected)]
    [InlineData(104, OrderErrorKind.ModifyRejected)]
    [InlineData(133, OrderErrorKind.Unclear)]
    [InlineData(99999, OrderErrorKind.Unclear)]
    public async Task An_error_with_an_order_id_says_what_it_means_for_the_order(int code, OrderErrorKind kind)
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var order = (await PlaceAsync(bridge, BridgeHost.Token)).OrderId!.Value;

        gateway.Newest.Error(order, code, "text");

        await Until.TrueAsync(() => bridge.Engine.Events.OfType<OrderErrorReport>().Any(), "the error arrives");
        Assert.Equal(new OrderErrorReport(order, code, kind, "text"), bridge.Engine.Events.OfType<OrderErrorReport>().Single());
    }

    [Theory]
    [InlineData(110, OrderErrorKind.ModifyRejected)]
    [InlineData(201, OrderErrorKind.Unclear)]
    public async Task An_error_after_a_modification_leaves_the_old_order_or_asks(int code, OrderErrorKind kind)
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var intent = BridgeSamples.Buy(1);
        var order = (await PlaceAsync(bridge, BridgeHost.Token)).OrderId!.Value;
        await bridge.Broker.ModifyAsync(BridgeHost.Token, order, intent with { Quantity = Quantity.Of(2) }, BridgeSamples.Apple, BridgeSamples.Ref(intent));
        await Until.TrueAsync(() => gateway.Received.OfType<PlaceOrderRequest>().Count() == 2, "both arrived");

        gateway.Newest.Error(order, code, "text");

        await Until.TrueAsync(() => bridge.Engine.Events.OfType<OrderErrorReport>().Any(), "the error arrives");
        Assert.Equal(kind, bridge.Engine.Events.OfType<OrderErrorReport>().Single().Kind);
        Assert.Equal([1m, 2m], gateway.Received.OfType<PlaceOrderRequest>().Select(static place => place.Order.TotalQuantity!.Value));
    }

    [Fact]
    public async Task A_text_that_cannot_be_sent_is_refused_before_a_byte_leaves()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var result = await bridge.Broker.PlaceAsync(BridgeHost.Token, BridgeSamples.Buy(1), BridgeSamples.Apple, "käse");

        Assert.Equal(SendOutcome.NotSent, result.Outcome);
        Assert.Equal(SendOutcome.Written, (await PlaceAsync(bridge, BridgeHost.Token)).Outcome);
    }

    [Fact]
    public async Task Orders_are_off_unless_they_are_allowed()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.AllowOrders = false).ReadyAsync();

        Assert.False(bridge.Broker.Condition.MaySend);
        Assert.Equal(SendOutcome.NotSent, (await PlaceAsync(bridge, BridgeHost.Token)).Outcome);
        Assert.Equal(SendOutcome.NotSent, (await bridge.Broker.CancelAsync(BridgeHost.Token, 1)).Outcome);
        Assert.DoesNotContain(gateway.Received, static message => message is PlaceOrderRequest or CancelOrderRequest);
    }

    [Fact]
    public async Task In_the_last_moments_before_the_restart_cancels_pass_and_orders_do_not()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port, static options =>
        {
            options.RestartWindow.TimeZone = "UTC";
            options.RestartWindow.At = TimeOnly.FromDateTime(DateTime.UtcNow.AddMinutes(30));
            options.RestartWindow.Before = TimeSpan.FromMinutes(59);
        }).ReadyAsync();

        Assert.False(await bridge.Broker.AcquireOrderSlotAsync(CancellationToken.None));
        Assert.Equal(SendOutcome.NotSent, (await PlaceAsync(bridge, BridgeHost.Token)).Outcome);
        Assert.Equal(SendOutcome.Written, (await bridge.Broker.CancelAsync(BridgeHost.Token, 1)).Outcome);
    }

    [Fact]
    public async Task A_what_if_is_answered_in_numbers_and_is_never_taken_for_an_order()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var asked = bridge.Broker.WhatIfAsync(BridgeHost.Token, BridgeSamples.Buy(10), BridgeSamples.Apple, CancellationToken.None);
        await Until.TrueAsync(() => gateway.Received.OfType<PlaceOrderRequest>().Any(), "the question arrived");
        var question = gateway.Received.OfType<PlaceOrderRequest>().Single();
        gateway.Newest.Send(new OpenOrderMessage
        {
            Contract = question.Contract,
            Order = question.Order,
            State = new TwsOrderState
            {
                Status = IbOrderStatus.PreSubmitted,
                InitMarginBefore = "100.5",
                InitMarginChange = "25.25",
                InitMarginAfter = "1.7976931348623157E308",
                Commission = 1.05m,
                CommissionCurrency = "USD",
            },
        });

        var effect = await asked;
        Assert.True(question.Order is { WhatIf: true, Transmit: true });
        Assert.Equal(new MarginEffect(100.5m, 25.25m, null), effect.InitialMargin);
        Assert.Equal((1.05m, Currency.Usd), (effect.Commission, effect.CommissionCurrency));
        Assert.DoesNotContain(bridge.Engine.Events, static e => e is OpenOrderReport or OrderErrorReport);
    }

    [Fact]
    public async Task A_what_if_that_the_broker_refuses_says_why()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var asked = bridge.Broker.WhatIfAsync(BridgeHost.Token, BridgeSamples.Buy(10), BridgeSamples.Apple, CancellationToken.None);
        await Until.TrueAsync(() => gateway.Received.OfType<PlaceOrderRequest>().Any(), "the question arrived");
        gateway.Newest.Error(gateway.Received.OfType<PlaceOrderRequest>().Single().OrderId, 201, "Order rejected - reason: margin");

        Assert.Equal(201, (await Assert.ThrowsAsync<GatewayRequestException>(() => asked)).Code);
        Assert.DoesNotContain(bridge.Engine.Events, static e => e is OrderErrorReport);
    }

    private static ValueTask<SendResult> PlaceAsync(BridgeHost bridge, EngineToken token, string origin = "test")
    {
        var intent = BridgeSamples.Buy(1, origin: origin);
        return bridge.Broker.PlaceAsync(token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));
    }
}
