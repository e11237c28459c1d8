using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.Storage.Server;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public class SessionTests
{
    [Fact]
    public async Task A_session_goes_from_connecting_to_ready_and_reads_every_list_to_its_end()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        await Until.TrueAsync(() => bridge.States.Contains(SessionState.Ready), "the engine was told");
        Assert.Equal(
            [SessionState.Connecting, SessionState.Handshaking, SessionState.Synchronizing, SessionState.Ready],
            bridge.States);
        Assert.Equal(
            [
                SnapshotKind.OpenOrders, SnapshotKind.Executions, SnapshotKind.CompletedOrders,
                SnapshotKind.Positions, SnapshotKind.Executions, SnapshotKind.AccountValues,
            ],
            bridge.Engine.Events.OfType<SnapshotEnded>().Select(static ended => ended.Snapshot.Kind));
        Assert.Equal(1, bridge.Engine.Wakes);
        Assert.Single(bridge.Engine.Events.OfType<SynchronizationEnded>());
    }

    [Theory]
    [InlineData(typeof(AllOpenOrdersRequest))]
    [InlineData(typeof(OpenOrdersRequest))]
    [InlineData(typeof(ExecutionsRequest))]
    [InlineData(typeof(CompletedOrdersRequest))]
    [InlineData(typeof(PositionsRequest))]
    [InlineData(typeof(AccountUpdatesRequest))]
    public async Task A_list_without_its_end_marker_keeps_trading_closed_and_is_asked_for_again(Type missing)
    {
        await using var gateway = new ScriptedGateway();
        var withheld = true;
        gateway.Script = (_, message) => message.GetType() == missing && Volatile.Read(ref withheld);
        await using var bridge = new BridgeHost(gateway.Port, options => options.SynchronizationTimeout = TimeSpan.FromMilliseconds(150));
        await bridge.StartAsync();

        await Until.TrueAsync(() => gateway.Received.Count(message => message.GetType() == missing) >= 2, "the list is asked for again");
        Assert.NotEqual(SendOutcome.Written, (await PlaceAsync(bridge)).Outcome);
        Assert.Empty(bridge.Engine.Events.OfType<SynchronizationEnded>());
        Volatile.Write(ref withheld, false);
        await Until.TrueAsync(() => bridge.State == SessionState.Ready, "the session is ready after all");
    }

    [Fact]
    public async Task The_session_is_not_ready_before_the_engine_has_taken_the_end_of_the_synchronization()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = new BridgeHost(gateway.Port);
        var taken = new TaskCompletionSource();
        var offered = false;
        bridge.Engine.OnBatch = async batch =>
        {
            if (batch.Any(static happened => happened is SynchronizationEnded))
            {
                offered = true;
                await taken.Task;
            }
        };
        await bridge.StartAsync();

        await Until.TrueAsync(() => offered, "the end is offered");
        Assert.Equal(SessionState.Synchronizing, bridge.State);
        taken.SetResult();
        await Until.TrueAsync(() => bridge.State == SessionState.Ready, "the session is ready");
    }

    [Fact]
    public async Task A_disconnect_in_the_middle_of_the_synchronization_starts_a_new_session()
    {
        await using var gateway = new ScriptedGateway();
        var drops = 3;
        gateway.Script = (client, message) =>
        {
            if (message is PositionsRequest && Interlocked.Decrement(ref drops) >= 0)
            {
                client.Drop();
                return true;
            }

            return false;
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        Assert.Equal(4, gateway.Clients.Count);
        Assert.Equal(3, bridge.States.Count(static state => state == SessionState.Disconnected));
        var sessions = bridge.Engine.Events.OfType<SnapshotBegan>().Select(static began => began.Snapshot.Session).Distinct().ToList();
        Assert.Equal(sessions.Order(), sessions);
        Assert.Equal(4, sessions.Count);
    }

    [Fact]
    public async Task Frames_torn_at_every_byte_are_put_together()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        IbProtocol.ServerMessageEncoder.Encode(Execution("0000e0d5.01", 1), IbProtocol.Versions.Max, output);

        foreach (var part in output.WrittenSpan.ToArray())
        {
            gateway.Newest.SendBytes([part]);
        }

        await Until.TrueAsync(() => bridge.Engine.Events.OfType<ExecutionReport>().Any(), "the execution arrives");
        Assert.Equal("0000e0d5.01", bridge.Engine.Events.OfType<ExecutionReport>().Single().ExecId.Value);
    }

    [Fact]
    public async Task A_garbage_frame_ends_the_session_and_another_begins()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        gateway.Newest.SendBytes([0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3]);

        await Until.TrueAsync(() => gateway.Clients.Count == 2 && bridge.State == SessionState.Ready, "the next session is ready");
        Assert.Contains(bridge.Engine.Events.OfType<SessionReport>(), static report => report.State == SessionState.Disconnected && report.Cause.Contains("frame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_message_that_cannot_be_read_is_quarantined_and_the_session_lives()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        gateway.Newest.SendFields("3", "77", "NoSuchStatus", "0", "1", "0", "0", "0", "0", "1", "", "0");
        gateway.Newest.SendFields("11", "-1", "78", "abc");
        gateway.Newest.SendFields("9999", "what is this");
        gateway.Newest.Send(Execution("0000e0d5.09", 9) is var priced ? priced with { Execution = priced.Execution with { Price = null, OrderId = 79 } } : priced);
        gateway.Newest.Send(Execution("0000e0d5.02", 2));

        await Until.TrueAsync(() => bridge.Engine.Events.OfType<ExecutionReport>().Any(), "the message behind arrives");
        var unreadable = bridge.Engine.Events.OfType<UnreadableReport>().ToList();
        Assert.Equal([UnreadableKind.Order, UnreadableKind.Execution, UnreadableKind.Execution], unreadable.Select(static report => report.Kind));
        Assert.Equal([77, 78, 79], unreadable.Select(static report => report.OrderId));
        Assert.Equal(3, bridge.Metrics.Quarantined);
        Assert.Equal(SessionState.Ready, bridge.State);
        Assert.Single(gateway.Clients);
    }

    [Fact]
    public async Task A_client_id_in_use_is_asked_for_again_and_never_changed_and_the_fence_is_called()
    {
        await using var gateway = new ScriptedGateway();
        var refusals = 4;
        gateway.Script = (client, message) =>
        {
            if (message is not StartApiRequest || Interlocked.Decrement(ref refusals) < 0)
            {
                return false;
            }

            client.Error(-1, 326, "Unable to connect as the client id is already in use.");
            client.Drop();
            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.ClientId = 7).ReadyAsync();

        Assert.Equal([7, 7, 7, 7, 7], gateway.Received.OfType<StartApiRequest>().Select(static start => start.ClientId));
        Assert.Equal([3, 4], bridge.Fence.Refusals);
    }

    [Fact]
    public async Task Silence_after_a_sign_of_life_was_asked_for_ends_the_session()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = (client, message) => message is CurrentTimeRequest && gateway.Clients.First() == client;
        await using var bridge = await new BridgeHost(gateway.Port, static options =>
        {
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(50);
            options.HeartbeatTimeout = TimeSpan.FromMilliseconds(100);
        }).ReadyAsync();

        await Until.TrueAsync(() => gateway.Clients.Count >= 2 && bridge.State == SessionState.Ready, "the next session is ready");
        Assert.Contains(bridge.Engine.Events.OfType<SessionReport>(), static report => report.Cause.Contains("sign of life", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1101)]
    [InlineData(1102)]
    public async Task Lost_servers_close_trading_until_everything_was_read_again(int restored)
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        gateway.Newest.Error(-1, 1100, "Connectivity between IB and Trader Workstation has been lost.");
        await Until.TrueAsync(() => bridge.State == SessionState.Degraded, "the session is degraded");
        Assert.Equal(SendOutcome.NotSent, (await PlaceAsync(bridge)).Outcome);
        Assert.False(await bridge.Broker.AcquireOrderSlotAsync(CancellationToken.None));
        Assert.Equal(SendOutcome.NotSent, (await bridge.Broker.CancelAsync(BridgeHost.Token, 5)).Outcome); // The engine remembers it (design P7).

        gateway.Newest.Error(-1, restored, "Connectivity between IB and Trader Workstation has been restored.");
        await Until.TrueAsync(() => bridge.State == SessionState.Ready, "the session is ready again");
        Assert.Equal(2, bridge.Engine.Events.OfType<SynchronizationEnded>().Count());
        Assert.Single(gateway.Clients);
    }

    [Fact]
    public async Task A_gateway_that_waits_for_its_login_is_tried_again_until_a_person_has_helped()
    {
        await using var gateway = new ScriptedGateway();
        var silent = true;
        gateway.Script = (_, message) => silent && message is StartApiRequest;
        await using var bridge = new BridgeHost(gateway.Port, static options => options.LoginTimeout = TimeSpan.FromMilliseconds(100));
        await bridge.StartAsync();

        await Until.TrueAsync(() => gateway.Clients.Count > 4, "the login is tried again and again");
        Assert.All(gateway.Received, static message => Assert.IsType<StartApiRequest>(message));
        silent = false;

        await Until.TrueAsync(() => bridge.State == SessionState.Ready, "the session is ready");
        Assert.Single(gateway.Received.OfType<StartApiRequest>().Select(static start => start.ClientId).Distinct());
        Assert.Contains(bridge.Causes, static cause => cause.Contains("is a dialog open on the gateway?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_several_accounts_on_one_login_only_the_named_one_is_heard()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = static (client, message) =>
        {
            switch (message)
            {
                case StartApiRequest:
                    client.Send(new ManagedAccountsMessage { AccountsList = $"DU2000002,{ScriptedGateway.Account},DF3000003," });
                    client.Send(new NextValidIdMessage { OrderId = 1 });
                    return true;
                case PositionsRequest:
                    client.Send(Held("DU2000002", 7));
                    client.Send(Held(ScriptedGateway.Account, 100));
                    client.Send(new PositionEndMessage());
                    return true;
                default:
                    return false;
            }
        };
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.Account = ScriptedGateway.Account).ReadyAsync();

        var position = Assert.Single(bridge.Engine.Events.OfType<PositionReport>());
        Assert.Equal((ScriptedGateway.Account, 100m), (position.Account.Value, position.Quantity.Value));
        Assert.All(gateway.Received.OfType<AccountUpdatesRequest>(), static request => Assert.Equal(ScriptedGateway.Account, request.AccountCode));

        static PositionMessage Held(string account, decimal quantity) =>
            new() { Account = account, Contract = new TwsContract { ConId = 265598, Symbol = "AAPL", SecType = "STK", Currency = "USD" }, Position = quantity, AvgCost = 187.25m };
    }

    [Theory]
    [InlineData("", "the login has 2 accounts: name one in IbBridge:Account")]
    [InlineData("DU9999999", "IbBridge:Account is DU9999999, the login has DU1000001, DU2000002")]
    public async Task A_login_whose_accounts_do_not_answer_the_question_is_refused_by_name(string wanted, string cause)
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = static (client, message) =>
        {
            if (message is not StartApiRequest)
            {
                return false;
            }

            client.Send(new NextValidIdMessage { OrderId = 1 });
            client.Send(new ManagedAccountsMessage { AccountsList = $"{ScriptedGateway.Account},DU2000002" });
            return true;
        };
        await using var bridge = new BridgeHost(gateway.Port, options => options.Account = wanted);
        await bridge.StartAsync();

        await Until.TrueAsync(() => gateway.Clients.Count > 2, "the login is tried again");
        Assert.Contains(cause, bridge.Causes);
        Assert.All(gateway.Received, static message => Assert.IsType<StartApiRequest>(message));
    }

    [Fact]
    public async Task Executions_on_both_sides_of_the_servers_midnight_have_their_own_instants_with_and_without_a_zone()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = static (client, message) =>
        {
            if (message is not ExecutionsRequest request)
            {
                return false;
            }

            client.Send(At("0000e0d5.01", "20261123 23:59:59 America/New_York", request.ReqId));
            client.Send(At("0000e0d5.02", "20261124  00:00:01", request.ReqId)); // The handshake named the zone.
            client.Send(At("0000e0d5.03", "20261124-05:00:02", request.ReqId)); // UTC
            client.Send(new ExecDetailsEndMessage { ReqId = request.ReqId });
            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        var first = bridge.Engine.Events.OfType<ExecutionReport>().Take(3).ToList();
        Assert.Equal([new DateTimeOffset(2026, 11, 24, 4, 59, 59, default), new(2026, 11, 24, 5, 0, 1, default), new(2026, 11, 24, 5, 0, 2, default)], first.Select(static report => report.At));
        Assert.All(first, static report => Assert.False(report.TimeUncertain));
        Assert.All(first, static report => Assert.NotNull(report.Snapshot));

        static ExecDetailsMessage At(string execId, string time, int reqId)
        {
            var execution = Execution(execId, 1, reqId);
            return execution with { Execution = execution.Execution with { Time = time } };
        }
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_named_with_code_502_and_tried_until_it_is()
    {
        var port = FreePort.Next();
        await using var bridge = new BridgeHost(port);
        await bridge.StartAsync();
        await Until.TrueAsync(() => bridge.Causes.Count(cause => cause.Contains($"502: cannot connect to 127.0.0.1:{port} (ConnectionRefused)", StringComparison.Ordinal)) > 2, "the connection is tried again");

        await using var gateway = new ScriptedGateway(port);
        await Until.TrueAsync(() => bridge.State == SessionState.Ready, "the session is ready");
    }

    [Fact]
    public async Task Without_a_session_every_request_is_refused_with_code_504_and_an_order_is_not_sent()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = static (_, message) => message is StartApiRequest;
        await using var bridge = new BridgeHost(gateway.Port);
        await bridge.StartAsync();
        await Until.TrueAsync(() => bridge.State == SessionState.Handshaking, "the login waits");

        var search = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Instruments.SearchAsync("AAPL", CancellationToken.None));
        var history = await Assert.ThrowsAsync<GatewayRequestException>(() => bridge.Data.HistoricalBarsAsync(BridgeSamples.Apple, OrleansTrader.Domain.MarketData.BarSize.OneMinute, 1, CancellationToken.None));

        Assert.Equal((504, 504), (search.Code, history.Code));
        Assert.All(gateway.Received, static message => Assert.IsType<StartApiRequest>(message));
    }

    [Fact]
    public async Task What_is_asked_when_the_session_ends_fails_with_code_504()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var search = bridge.Instruments.SearchAsync("AAPL", CancellationToken.None);
        await Until.TrueAsync(() => gateway.Received.OfType<MatchingSymbolsRequest>().Any(), "the question is asked");

        gateway.Newest.Drop();

        Assert.Equal(504, (await Assert.ThrowsAsync<GatewayRequestException>(() => search)).Code);
    }

    [Fact]
    public async Task Fields_of_a_newer_server_are_counted_and_change_nothing()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        gateway.Newest.SendFields("9", "1", "77", "new", "fields");

        await Until.TrueAsync(() => bridge.Metrics.Trailing == 2, "the fields are counted");
        Assert.Equal(0, bridge.Metrics.Quarantined);
        Assert.Equal(SessionState.Ready, bridge.State);
    }

    [Fact]
    public async Task A_lost_lease_closes_the_socket_and_a_held_one_opens_the_next()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        bridge.Lease.Lose();
        await Until.TrueAsync(() => bridge.State == SessionState.Disconnected, "the session is over");
        Assert.Equal(SendOutcome.NotSent, (await PlaceAsync(bridge)).Outcome);
        bridge.Lease.Grant(2);
        await Until.TrueAsync(() => bridge.State == SessionState.Ready, "the next session is ready");
        await Assert.ThrowsAsync<StaleTokenException>(async () => await PlaceAsync(bridge));
    }

    [Fact]
    public async Task A_live_account_that_was_not_confirmed_gets_no_orders()
    {
        await using var gateway = new ScriptedGateway();
        gateway.Script = (client, message) =>
        {
            if (message is not StartApiRequest)
            {
                return false;
            }

            client.Send(new NextValidIdMessage { OrderId = 1 });
            client.Send(new ManagedAccountsMessage { AccountsList = "U7654321," });
            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();

        Assert.False(bridge.Broker.Condition.AllowOrders);
        Assert.Equal(SendOutcome.NotSent, (await PlaceAsync(bridge)).Outcome);
    }

    [Fact]
    public async Task Events_that_the_engine_refuses_are_kept_and_offered_again_in_order()
    {
        await using var gateway = new ScriptedGateway();
        await using var bridge = await new BridgeHost(gateway.Port).ReadyAsync();
        var refusals = 3;
        bridge.Engine.OnBatch = _ => Interlocked.Decrement(ref refusals) >= 0
            ? Task.FromException(new InvalidOperationException("no database"))
            : Task.CompletedTask;

        for (var number = 1; number <= 50; number++)
        {
            gateway.Newest.Send(Execution($"0000e0d5.{number:00}", number));
        }

        await Until.TrueAsync(() => bridge.Engine.Events.OfType<ExecutionReport>().Count() >= 50, "all executions arrive");
        Assert.Equal(Enumerable.Range(1, 50).Select(static number => (decimal)number), bridge.Engine.Events.OfType<ExecutionReport>().Select(static report => report.Quantity.Value));
    }

    internal static ExecDetailsMessage Execution(string execId, decimal shares, int reqId = ExecDetailsMessage.LiveReqId) => new()
    {
        ReqId = reqId,
        Contract = new TwsContract { ConId = 265598, Symbol = "AAPL", SecType = "STK", Currency = "USD", Exchange = "SMART" },
        Execution = new TwsExecution
        {
            ExecId = execId,
            AcctNumber = ScriptedGateway.Account,
            Time = "20261123 10:15:30 America/New_York",
            Side = IbExecutionSide.Bought,
            Shares = shares,
            CumQty = shares,
            Price = 187.25m,
            ClientId = 1,
            OrderId = 1,
            PermId = 12345,
        },
    };

    private static ValueTask<SendResult> PlaceAsync(BridgeHost bridge)
    {
        var intent = BridgeSamples.Buy(1);
        return bridge.Broker.PlaceAsync(BridgeHost.Token, intent, BridgeSamples.Apple, BridgeSamples.Ref(intent));
    }
}
