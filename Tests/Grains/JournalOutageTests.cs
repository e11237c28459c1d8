using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>The database is away while orders work (design R10): cancels pass, nothing new is sent, nothing is lost.</summary>
public sealed class JournalOutageTests
{
    [Fact]
    public async Task While_the_database_is_away_cancels_pass_nothing_new_is_sent_and_the_fills_of_the_time_are_booked_afterwards()
    {
        await using var cluster = await AwayAsync();
        var (first, second) = (cluster.Broker.Gateway.Orders[0], cluster.Broker.Gateway.Orders[1]);
        cluster.Broker.Gateway.Fill(first, 30, 10);
        var bridge = RepeatAsync(cluster, cluster.Broker.Gateway.Drain());

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Engine.SubmitAsync(Submission(3, new SetTargetAction(
            DomainEngine.Aapl, PositionQuantity.Of(500), ExecutionPolicy.Market), new CancelAction(first.Intent.Id))));
        var byHand = await cluster.Engine.ExecuteAsync(new CancelByHand("c1", "test", second.Intent.Id));

        Assert.True(byHand.Done);
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(first.OrderId) && cluster.Broker.Cancelled.Contains(second.OrderId));
        cluster.Broker.Gateway.ConfirmCancel(first);
        cluster.Broker.Gateway.ConfirmCancel(second);
        Assert.Equal((2, 1L), (cluster.Broker.Placed.Count, cluster.Journal.Openings));
        Assert.False(bridge.IsCompleted);

        cluster.Journal.IsAway = false;
        cluster.Lease.InDoubt = false;

        await bridge.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await cluster.DeliverAsync();
        var state = await cluster.UntilAsync(static s => s.Synchronized && s.WorkingOrders.IsEmpty);
        Assert.Equal(30, Assert.Single(state.Positions).Quantity.Value);
        Assert.Equal((2, 2L, 0), (cluster.Broker.Placed.Count, cluster.Journal.Openings, cluster.Broker.StaleWrites));
        Assert.Single(cluster.Journal.Entries, static entry => entry.Event is ExecutionBooked);
    }

    [Fact]
    public async Task A_kill_without_the_database_cancels_now_and_flattens_after_recovery()
    {
        await using var cluster = await AwayAsync();
        cluster.Broker.Gateway.Fill(cluster.Broker.Gateway.Orders[0], 100, 10);
        var bridge = RepeatAsync(cluster, cluster.Broker.Gateway.Drain());

        var result = await cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"));

        Assert.True(result.Done, result.Text);
        var second = cluster.Broker.Gateway.Orders[1];
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(second.OrderId));
        Assert.NotNull(cluster.Latch.Latch);
        cluster.Broker.Gateway.ConfirmCancel(second);

        cluster.Journal.IsAway = false;
        cluster.Lease.InDoubt = false;
        await bridge.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await cluster.DeliverAsync();

        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 3);
        var closing = cluster.Broker.Gateway.Orders[^1].Intent;
        Assert.Equal((Side.Sell, 100m, OrderPurpose.Flatten), (closing.Side, closing.Quantity.Value, closing.Purpose));
    }

    /// <summary>The repeat finds the first answer in the decisions that never became durable.</summary>
    [Fact]
    public async Task A_kill_that_is_repeated_while_its_commit_is_lost_goes_on_cancelling()
    {
        await using var cluster = await TwoOrdersAsync();
        cluster.Journal.IsAway = true;
        cluster.Lease.InDoubt = true;
        var kill = new Kill("k1", "test", "drill") { IsKeyed = true };

        var (first, second) = (await cluster.Engine.ExecuteAsync(kill), await cluster.Engine.ExecuteAsync(kill));

        Assert.True(first.Done && second.Done, second.Text);
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Distinct().Count() == 2);
        Assert.NotNull(cluster.Latch.Latch);
    }

    /// <summary>Its wire id never reaches the journal, so only this activation can cancel it before the database is back.</summary>
    [Fact]
    public async Task An_order_whose_write_ends_after_the_journal_failed_can_be_cancelled_all_the_same()
    {
        await using var cluster = await TwoOrdersAsync();
        var (writing, written) = (new TaskCompletionSource(), new TaskCompletionSource());
        cluster.Broker.BeforePlace = _ =>
        {
            writing.TrySetResult();
            return written.Task;
        };
        await cluster.Engine.SubmitAsync(Submission(3, Place("alpha/3/0", DomainEngine.Aapl)));
        await writing.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await LoseAsync(cluster);
        var cancel = new CancelByHand("c1", "test", ClientOrderId.From("alpha/3/0"));

        var early = await cluster.Engine.ExecuteAsync(cancel);
        written.SetResult();

        Assert.Equal((false, DenialCode.JournalUnavailable), (early.Done, early.Denial?.Code));
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Count == 1);
        Assert.Equal(cluster.Broker.Gateway.Orders[2].OrderId, cluster.Broker.Cancelled[0]);
        Assert.True((await cluster.Engine.ExecuteAsync(cancel)).Done);
    }

    [Fact]
    public async Task A_cancel_that_no_session_can_carry_is_not_said_to_be_sent()
    {
        await using var cluster = await AwayAsync();
        cluster.Broker.Condition = cluster.Broker.Condition with { State = SessionState.Disconnected };

        var result = await cluster.Engine.ExecuteAsync(new CancelByHand("c1", "test", cluster.Broker.Gateway.Orders[0].Intent.Id));

        Assert.Equal((false, DenialCode.JournalUnavailable), (result.Done, result.Denial?.Code));
        Assert.Empty(cluster.Broker.Cancelled);
    }

    [Fact]
    public async Task Nobody_has_to_call_the_engine_for_it_to_come_back_with_the_database()
    {
        await using var cluster = await AwayAsync();
        var lists = cluster.Broker.Synchronizations;

        cluster.Journal.IsAway = false;
        cluster.Lease.InDoubt = false;

        await Deadline.UntilAsync(() => cluster.Journal.Openings == 2 && cluster.Broker.Synchronizations > lists);
    }

    [Fact]
    public async Task Another_lease_epoch_ends_the_waiting_activation()
    {
        await using var cluster = await AwayAsync();
        cluster.Lease.KeptEpoch = null;
        cluster.Journal.IsAway = false;
        await Deadline.UntilAsync(async () =>
        {
            try
            {
                await cluster.Engine.GetState();
                return false;
            }
            catch (Exception e) when (e is OrleansTrader.Grains.Interfaces.NotLeaseHolderException or OrleansMessageRejectionException)
            {
                return true;
            }
        });

        Assert.Equal(1, cluster.Journal.Openings);
    }

    [Fact]
    public async Task While_a_commit_is_stuck_a_kill_cancels_at_once()
    {
        await using var cluster = await TwoOrdersAsync();
        var stuck = new TaskCompletionSource();
        cluster.Journal.BeforeAppend = (_, _) => stuck.Task;
        var note = cluster.Engine.ExecuteAsync(new NotifyOperator("n", "test", NotificationLevel.Info, "test", "stuck"));

        var kill = cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"));

        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Count == 2);
        Assert.False(kill.IsCompleted);
        stuck.SetResult();
        await note;
        Assert.True((await kill).Done);
    }

    /// <summary>Two working orders, then no database: the engine has noticed it.</summary>
    private static async Task<OrderEngineCluster> AwayAsync()
    {
        var cluster = await TwoOrdersAsync();
        await LoseAsync(cluster);
        return cluster;
    }

    private static async Task LoseAsync(OrderEngineCluster cluster)
    {
        cluster.Journal.IsAway = true;
        cluster.Lease.InDoubt = true;
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.Engine.ExecuteAsync(new NotifyOperator("n", "test", NotificationLevel.Info, "test", "lost")));
    }

    private static async Task<OrderEngineCluster> TwoOrdersAsync()
    {
        var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.Engine.SubmitAsync(Submission(1, Place("alpha/1/0", DomainEngine.Aapl)));
        await cluster.Engine.SubmitAsync(Submission(2, Place("alpha/2/0", DomainEngine.Msft)));
        await Deadline.UntilAsync(() => cluster.Broker.Gateway.Orders.Count == 2);
        cluster.Broker.Gateway.Orders.ForEach(cluster.Broker.Gateway.Acknowledge);
        await cluster.DeliverAsync();
        return cluster;
    }

    /// <summary>What the bridge does with events that the engine does not take.</summary>
    private static async Task RepeatAsync(OrderEngineCluster cluster, System.Collections.Immutable.ImmutableArray<BrokerEvent> events)
    {
        await Deadline.UntilAsync(async () =>
        {
            try
            {
                await cluster.Engine.OnBrokerEventsAsync(events);
                return true;
            }
            catch (Exception e) when (e is JournalException or OrleansMessageRejectionException)
            {
                return false;
            }
        });
    }

    private static StrategySubmission Submission(long sequence, params ReadOnlySpan<StrategyAction> actions) => new(OrderEngineCluster.Alpha, sequence, [.. actions]);

    private static PlaceAction Place(string id, ConId conId) =>
        new(ClientOrderId.From(id), conId, Side.Buy, Quantity.Of(100), new OrderTerms.Limit(Price.Of(9)), TimeInForce.Day);
}
