using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>Moments at which the order engine must not send, must not hang and must not forget.</summary>
public sealed class OrderEngineFaultTests
{
    [Fact]
    public async Task A_latch_found_in_the_file_zeroes_the_targets_so_that_rearming_opens_nothing()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.TargetAsync(1, 100);
        cluster.Latch.Latch = "remembered";
        await PoisonAsync(cluster);

        var state = await cluster.UntilAsync(static s => s is { Synchronized: true, KillLatch: "remembered" });

        Assert.All(state.Targets, static target => Assert.True(target.Quantity.IsFlat));
        Assert.All(state.WorkingOrders, static order => Assert.True(order.CancelRequested));
    }

    [Fact]
    public async Task A_kill_goes_on_when_its_file_cannot_be_written()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        cluster.Latch.IsBroken = true;

        var result = await cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"));

        Assert.True(result.Done);
        Assert.NotNull((await cluster.Engine.GetState()).KillLatch);
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(cluster.Broker.Gateway.Orders[0].OrderId));
    }

    [Fact]
    public async Task An_intent_whose_session_ended_before_its_commit_is_not_sent_on_the_next_one_but_planned_again()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var (began, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        cluster.Journal.BeforeAppend = (_, batch) =>
        {
            began.TrySetResult();
            return batch.Entries.Any(static e => e.Event is OrderIntended) ? release.Task : Task.CompletedTask;
        };
        var target = cluster.TargetAsync(1, 100);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        cluster.Broker.Condition = cluster.Broker.Condition with { OpenedAt = DateTimeOffset.UtcNow };
        release.SetResult();
        await target;

        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);

        var intents = cluster.Journal.Entries.Select(static e => e.Event).OfType<OrderIntended>().ToArray();
        Assert.Equal(2, intents.Length);
        Assert.Contains(cluster.Journal.Entries, e => e.Event is OrderNotSent unsent && unsent.Id == intents[0].Intent.Id);
        Assert.Equal(intents[1].Ref.ToString(), Assert.Single(cluster.Broker.Placed));
    }

    [Fact]
    public async Task A_cancel_while_the_servers_are_away_is_remembered_and_goes_when_they_are_back()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Orders[0];
        cluster.Broker.Gateway.Acknowledge(order);
        await cluster.DeliverAsync();
        var ready = cluster.Broker.Condition;
        cluster.Broker.Condition = ready with { State = SessionState.Degraded };

        await cluster.TargetAsync(2, 0);
        Assert.Empty(cluster.Broker.Cancelled);
        cluster.Broker.Condition = ready;

        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(order.OrderId));
    }

    [Fact]
    public async Task A_submission_of_more_orders_than_pacing_grants_at_once_is_decided_in_parts()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        cluster.Broker.LargestOrderBatch = 5;
        var actions = Enumerable.Range(0, 12).Select(static i => (StrategyAction)new PlaceAction(
            ClientOrderId.From($"alpha/1/{i}"), DomainEngine.Aapl, Side.Buy, Quantity.Of(1), new OrderTerms.Limit(Price.Of(9)), TimeInForce.Day));
        var submission = new StrategySubmission(OrderEngineCluster.Alpha, 1, [.. actions]);

        var result = await cluster.Engine.SubmitAsync(submission);
        var again = await cluster.Engine.SubmitAsync(submission);

        Assert.False(result.Duplicate);
        Assert.True(again.Duplicate);
        Assert.Equal((12, 12), (result.Denials.Length, again.Denials.Length));
        Assert.All(result.Denials, Assert.Null);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 12);
        Assert.Equal(12, cluster.Broker.Placed.Distinct().Count());
        Assert.Single(cluster.Journal.Entries, static e => e.Event is SubmissionAccepted);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_slot_does_not_keep_a_poisoned_engine_alive()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        cluster.Broker.Slots = null;
        var waiting = cluster.Engine.SubmitAsync(new StrategySubmission(OrderEngineCluster.Alpha, 1, [new PlaceAction(
            ClientOrderId.From("alpha/1/0"), DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Market(), TimeInForce.Day)]));
        await Deadline.UntilAsync(() => cluster.Broker.WaitingForSlots == 1);

        await PoisonAsync(cluster);

        await Assert.ThrowsAnyAsync<Exception>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await cluster.UntilAsync(static s => s.Synchronized);
        Assert.Empty(cluster.Broker.Placed);
    }

    [Fact]
    public async Task A_closing_order_that_waited_for_its_slot_is_not_sent_after_rearming()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Orders[0];
        cluster.Broker.Gateway.Acknowledge(order);
        cluster.Broker.Gateway.Fill(order, 100, 10);
        await cluster.DeliverAsync();
        cluster.Broker.Slots = null;
        await cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"));
        await Deadline.UntilAsync(() => cluster.Broker.WaitingForSlots == 1);
        await cluster.Engine.ExecuteAsync(new Rearm("k2", "test"));
        await Deadline.UntilAsync(() => cluster.Broker.WaitingForSlots == 2); // The target is zero now: the planner sells by itself.

        cluster.Broker.Slots = true;
        cluster.Broker.GrantSlots(true);

        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count >= 2);
        await cluster.Engine.ExecuteAsync(new NotifyOperator("n1", "test", NotificationLevel.Info, "test", "a commit behind both"));
        Assert.DoesNotContain(cluster.Journal.Entries, static e => e.Event is OrderIntended { Intent.Purpose: OrderPurpose.Flatten });
        Assert.Equal(2, cluster.Broker.Placed.Count);
    }

    [Fact]
    public async Task A_cancel_and_a_kill_during_a_write_cancel_the_order_as_soon_as_it_has_an_id()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        foreach (OperatorCommand command in (OperatorCommand[])[new CancelByHand("c1", "test", ClientOrderId.From("alpha/1/0")), new Kill("k1", "test", "drill")])
        {
            var (writing, release) = (new TaskCompletionSource(), new TaskCompletionSource());
            cluster.Broker.BeforePlace = _ =>
            {
                writing.TrySetResult();
                return release.Task;
            };
            var sequence = cluster.Broker.Gateway.Orders.Count + 1;
            await cluster.Engine.SubmitAsync(Order(sequence));
            await writing.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

            var result = await cluster.Engine.ExecuteAsync(command);

            Assert.True(result.Done);
            Assert.DoesNotContain((await cluster.Engine.GetState()).RecentOrders, static order => order.Status.IsTerminal());
            release.SetResult();
            await Deadline.UntilAsync(() => cluster.Broker.Gateway.Orders.Count == sequence && cluster.Broker.Cancelled.Contains(cluster.Broker.Gateway.Orders[^1].OrderId));
        }
    }

    [Fact]
    public async Task Without_a_pacing_token_no_order_of_a_strategy_or_an_operator_goes()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        cluster.Broker.Slots = false;

        var submitted = await cluster.Engine.SubmitAsync(Order(1));
        var placed = await cluster.Engine.ExecuteAsync(new PlaceByHand("p1", "test", OrderEngineCluster.Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Market()));

        Assert.Equal(DenialCode.NotReady, Assert.Single(submitted.Denials)!.Code);
        Assert.Equal(DenialCode.NotReady, placed.Denial?.Code);
        Assert.Empty(cluster.Broker.Placed);
        Assert.DoesNotContain(cluster.Journal.Entries, static entry => entry.Event is OrderIntended);
    }

    [Fact]
    public async Task A_report_that_our_rules_cannot_take_holds_up_nothing_behind_it()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Orders[0];
        var absurd = cluster.Broker.Gateway.Fill(order, 60, 10) with { ExecId = ExecId.Of("absurd.01"), Price = Price.Of(decimal.MaxValue) };

        await cluster.Engine.OnBrokerEventsAsync([absurd, new OrderStatusReport(order.OrderId, ModelGateway.ClientId, order.PermId, (BrokerOrderStatus)99, Quantity.Zero, Quantity.Zero, null), .. cluster.Broker.Gateway.Drain()]);

        var state = await cluster.UntilAsync(static s => s.Positions is [{ Quantity.Value: 60 }]);
        Assert.Contains(cluster.Journal.Entries, entry => entry.Event is ReportQuarantined { Kind: nameof(ExecutionReport) } kept && kept.Report.Contains("absurd.01", StringComparison.Ordinal));
        Assert.Contains(cluster.Journal.Entries, static entry => entry.Event is ReportQuarantined { Kind: nameof(OrderStatusReport) });
        await cluster.UntilAsync(static s => s.Quarantine.IsEmpty); // Asked for again, the lists were taken whole.
        Assert.Equal(1, cluster.Journal.Openings);
        Assert.NotNull(state);
    }

    [Fact]
    public async Task An_effect_that_cannot_run_ends_the_activation_instead_of_leaving_its_callers_waiting()
    {
        var account = AccountId.Of("DUSIM1");
        var commit = new GroupCommit(account, new InMemoryJournal(), TimeProvider.System);
        await commit.OpenAsync(1, static (_, _) => { }, TestContext.Current.CancellationToken);
        commit.Record(new Notified(NotificationLevel.Info, "test", "first"));
        commit.Then(static () => throw new InvalidOperationException("defect"));

        await Assert.ThrowsAsync<JournalException>(() => commit.FlushAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.NotNull(commit.Poison);
    }

    [Fact]
    public async Task A_holding_that_cannot_be_planned_holds_up_no_other_holding_and_not_the_kill_switch()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var broken = new SetTargetAction(EngineInstrumentGrain.Broken, PositionQuantity.Of(10), new ExecutionPolicy.AtLimit(Price.Of(9)));

        await cluster.Engine.SubmitAsync(new StrategySubmission(OrderEngineCluster.Alpha, 1, [broken]));
        await cluster.TargetAsync(2, 100);

        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        Assert.Contains(cluster.Journal.Entries, static entry => entry.Event is Notified { Level: NotificationLevel.Alarm, Topic: "engine", Text: var text } && text.Contains("contract 666", StringComparison.Ordinal));
        Assert.True((await cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"))).Done);
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(cluster.Broker.Gateway.Orders[0].OrderId));
        Assert.Equal(1, cluster.Journal.Openings);
    }

    [Fact]
    public async Task A_cancel_waits_for_no_slot_and_no_contract_that_other_actions_of_its_submission_wait_for()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.Engine.SubmitAsync(Order(1));
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Orders[0];
        cluster.Broker.Gateway.Acknowledge(order);
        await cluster.DeliverAsync();
        cluster.Broker.Slots = null;

        var submitted = cluster.Engine.SubmitAsync(Order(2) with { Actions = [.. Order(2).Actions, new CancelAction(ClientOrderId.From("alpha/1/0"))] });

        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(order.OrderId));
        Assert.False(submitted.IsCompleted);
        cluster.Broker.Slots = true;
        cluster.Broker.GrantSlots(true);
        Assert.Null((await submitted).Denials[1]);
        Assert.Single(cluster.Journal.Entries, static entry => entry.Event is CancelRequested);
        Assert.All(cluster.Broker.Cancelled, id => Assert.Equal(order.OrderId, id)); // Repeated while nobody confirms it.
    }

    [Fact]
    public async Task Slots_with_which_nothing_is_sent_are_given_back()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var denied = Order(1) with { Actions = [new PlaceAction(ClientOrderId.From("alpha/1/0"), DomainEngine.Aapl, Side.Buy, Quantity.Of(1_000_000), new OrderTerms.Market(), TimeInForce.Day)] };

        await cluster.Engine.SubmitAsync(denied);
        Assert.Equal(1, cluster.Broker.ReleasedSlots);

        var release = new TaskCompletionSource();
        cluster.Journal.BeforeAppend = (_, batch) => batch.Entries.Any(static e => e.Event is OrderIntended) ? release.Task : Task.CompletedTask;
        var submitted = cluster.Engine.SubmitAsync(Order(2));
        await Deadline.UntilAsync(() => cluster.Journal.Appends > 0 && !submitted.IsCompleted);
        cluster.Broker.Condition = cluster.Broker.Condition with { OpenedAt = DateTimeOffset.UtcNow.AddHours(1) }; // Another session: what was decided before is not sent.
        release.SetResult();
        await submitted;

        Assert.Equal(2, cluster.Broker.ReleasedSlots);
        Assert.Empty(cluster.Broker.Placed);
    }

    [Fact]
    public async Task A_kill_right_after_a_rearming_keeps_its_latch_in_the_file()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"));
        var (clearing, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        cluster.Latch.BeforeClear = () =>
        {
            clearing.TrySetResult();
            return release.Task;
        };
        var rearmed = cluster.Engine.ExecuteAsync(new Rearm("r1", "test"));
        await clearing.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        await cluster.Engine.ExecuteAsync(new Kill("k2", "test", "at once"));
        release.SetResult();
        await rearmed;

        Assert.Equal(CommandDecider.LatchId("k2"), cluster.Latch.Latch);
        Assert.Equal(CommandDecider.LatchId("k2"), (await cluster.Engine.GetState()).KillLatch);
        await cluster.Engine.ExecuteAsync(new Kill("k3", "test", "again, while latched"));
        await cluster.Engine.ExecuteAsync(new Rearm("r2", "test"));
        Assert.Null(cluster.Latch.Latch);
    }

    [Fact]
    public async Task A_refused_batch_tells_its_own_callers_so_and_a_report_put_into_quarantine_is_journaled()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var report = new PositionReport(cluster.Broker.Gateway.Account, DomainEngine.Aapl, "SYM", PositionQuantity.Zero, 0, null);
        cluster.Journal.BeforeAppend = static (_, batch) =>
            batch.Entries.Any(static entry => entry.Event is ExecutionBooked) ? throw new JournalRefusedException("22P05", null) : Task.CompletedTask;
        var fill = cluster.Broker.Gateway.Fill(cluster.Broker.Gateway.Place(Buy(), "someone else"), 10, 10);
        await Assert.ThrowsAsync<JournalRefusedException>(() => cluster.Engine.OnBrokerEventsAsync([fill]));
        cluster.Journal.BeforeAppend = static (_, _) => Task.CompletedTask;
        await cluster.UntilAsync(static state => state.Synchronized);

        await cluster.Engine.QuarantineAsync(report, "22P05: a text that no table holds");

        Assert.Single(cluster.Journal.Entries, static entry => entry.Event is ReportQuarantined { Kind: nameof(PositionReport), Problem: "22P05: a text that no table holds" });
    }

    [Fact]
    public async Task An_effect_after_the_activation_was_poisoned_does_not_run_and_its_callers_hear_of_it()
    {
        var commit = new GroupCommit(AccountId.Of("DUSIM1"), new InMemoryJournal(), TimeProvider.System);
        await commit.OpenAsync(1, static (_, _) => { }, TestContext.Current.CancellationToken);
        var sent = false;
        commit.Record(new Notified(NotificationLevel.Info, "test", "first"));
        commit.Then(() => commit.Stop(new StaleTokenException("a newer engine")));
        commit.Then(() => sent = true);

        await Assert.ThrowsAsync<JournalException>(() => commit.FlushAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.False(sent);
        Assert.IsType<StaleTokenException>(commit.Poison);
    }

    private static OrderIntent Buy() => new(
        ClientOrderId.From("elsewhere"), OrderEngineCluster.Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Strategy, null);

    private static StrategySubmission Order(int sequence) => new(OrderEngineCluster.Alpha, sequence, [new PlaceAction(
        ClientOrderId.From($"alpha/{sequence}/0"), DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Market(), TimeInForce.Day)]);

    /// <summary>Fails one commit: the activation ends and the next one reads the journal.</summary>
    private static async Task PoisonAsync(OrderEngineCluster cluster)
    {
        cluster.Journal.BeforeAppend = (_, _) => throw new JournalException("down", null);
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Engine.ExecuteAsync(new NotifyOperator("n", "test", NotificationLevel.Info, "test", "lost")));
        cluster.Journal.BeforeAppend = static (_, _) => Task.CompletedTask;
    }
}
