using System.Collections.Concurrent;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class OrderEngineGrainTests
{
    [Fact]
    public async Task A_target_becomes_one_commit_one_order_a_fill_and_a_position()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var batches = new ConcurrentQueue<JournalBatch>();
        cluster.Journal.BeforeAppend = (_, batch) =>
        {
            batches.Enqueue(batch);
            return Task.CompletedTask;
        };

        var result = await cluster.TargetAsync(1, 100);

        Assert.Equal([null], result.Denials);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var decided = Assert.Single(batches, static batch => batch.Entries.Any(static e => e.Event is OrderIntended)).Entries;
        Assert.Contains(decided, static e => e.Event is TargetSet);
        Assert.Contains(decided, static e => e.Event is SubmissionAccepted);
        var order = Assert.Single(cluster.Broker.Gateway.Live);
        cluster.Broker.Gateway.Acknowledge(order);
        cluster.Broker.Gateway.Fill(order, 100, 10.5m);
        await cluster.DeliverAsync();
        var state = await cluster.UntilAsync(static s => s.Positions.Length == 1 && s.WorkingOrders.IsEmpty);
        var position = Assert.Single(state.Positions);
        Assert.Equal((100m, 1050m, 1.05m), (position.Quantity.Value, position.OpenCost, position.Commission));
        Assert.Equal(OrderStatus.Filled, Assert.Single(state.RecentOrders).Status);
    }

    [Fact]
    public async Task A_repeated_submission_gets_the_first_result_and_sends_once()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var place = new StrategySubmission(OrderEngineCluster.Alpha, 1, [new PlaceAction(
            ClientOrderId.From("alpha/1/0"), DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Market(), TimeInForce.Day)]);

        var results = await Task.WhenAll(cluster.Engine.SubmitAsync(place), cluster.Engine.SubmitAsync(place), cluster.Engine.SubmitAsync(place));

        Assert.All(results, static r => Assert.Equal([null], r.Denials));
        Assert.Equal(2, results.Count(static r => r.Duplicate));
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        Assert.Single(cluster.Journal.Entries, static e => e.Event is OrderIntended);
    }

    [Fact]
    public async Task A_change_is_journaled_then_written_under_the_orders_own_id()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var id = ClientOrderId.From("alpha/1/0");
        await cluster.Engine.SubmitAsync(new StrategySubmission(OrderEngineCluster.Alpha, 1, [new PlaceAction(
            id, DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Limit(Price.Of(9)), TimeInForce.Day)]));
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Live.Single();
        cluster.Broker.Gateway.Acknowledge(order);
        await cluster.DeliverAsync();

        var result = await cluster.Engine.SubmitAsync(new StrategySubmission(OrderEngineCluster.Alpha, 2, [new ModifyAction(id, Quantity.Of(6), new OrderTerms.Limit(Price.Of(8)))]));

        Assert.Equal([null], result.Denials);
        await Deadline.UntilAsync(() => cluster.Broker.Modified.Count == 1);
        Assert.Equal((order.OrderId, 6m, (OrderTerms)new OrderTerms.Limit(Price.Of(8))), cluster.Broker.Modified[0]);
        cluster.Broker.Gateway.Modify(order, Quantity.Of(6), new OrderTerms.Limit(Price.Of(8)));
        await cluster.DeliverAsync();
        await cluster.UntilAsync(static s => s.WorkingOrders is [{ Intent.Quantity.Value: 6, Changing: null }]);
    }

    [Fact]
    public async Task The_legs_of_a_bracket_are_sent_together_with_the_wire_id_of_their_parent()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();

        var result = await cluster.Engine.ExecuteAsync(new PlaceByHand("b1", "test", OrderEngineCluster.Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(10), new OrderTerms.Limit(Price.Of(10)))
        {
            Exits = new BracketExits(new OrderTerms.Limit(Price.Of(12)), new OrderTerms.Stop(Price.Of(8))),
        });

        Assert.True(result.Done, result.Text);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 3);
        var parent = cluster.Broker.Gateway.Orders[0].OrderId;
        Assert.Equal([null, parent, parent], cluster.Broker.Parents);
        Assert.Equal([false, false, true], cluster.Broker.Gateway.Orders.Select(static order => order.Intent.Transmit));
    }

    [Fact]
    public async Task A_what_if_names_what_we_and_the_broker_say_and_places_nothing()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var entries = cluster.Journal.Entries.Count;

        var answer = await cluster.Engine.WhatIfAsync(new PlaceByHand("w", "test", OrderEngineCluster.Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(20_000), new OrderTerms.Market()));

        Assert.Equal(DenialCode.QuantityLimit, answer.Denial?.Code);
        Assert.Equal(20_000m, answer.Effect?.InitialMargin.Change);
        Assert.Empty(cluster.Broker.Placed);
        Assert.Equal(entries, cluster.Journal.Entries.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_commit_in_doubt_sends_nothing_of_itself_or_of_what_was_queued_behind_it(bool written)
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var failed = cluster.Journal.Appends + 1;
        var release = new TaskCompletionSource();
        Func<int, JournalBatch, Task> fault = async (number, _) =>
        {
            if (number == failed)
            {
                await release.Task;
                throw new JournalException("the connection broke", null);
            }
        };
        cluster.Journal.BeforeAppend = written ? cluster.Journal.BeforeAppend : fault;
        cluster.Journal.AfterAppend = written ? fault : cluster.Journal.AfterAppend;

        var calls = new[] { cluster.TargetAsync(1, 100), cluster.TargetAsync(2, 100, DomainEngine.Msft), cluster.TargetAsync(3, 50, DomainEngine.Msft) };
        release.SetResult();

        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => call);
        }

        Assert.Empty(cluster.Broker.Placed);
        var state = await cluster.UntilAsync(static s => s.Synchronized);
        var intended = cluster.Journal.Entries.Count(static e => e.Event is OrderIntended);
        Assert.Equal(written ? 1 : 0, intended);
        Assert.Equal(written ? 1 : 0, (int)state.Counters.Orders);
        if (written)
        {
            // The intent is durable, nobody knows whether it was sent: Unknown, and no second order for the same wish.
            await cluster.UntilAsync(static s => s.WorkingOrders is [{ Status: OrderStatus.Unknown }]);
            Assert.Empty(cluster.Broker.Placed);
        }
    }

    [Fact]
    public async Task After_a_rolled_back_commit_the_repeated_submission_trades()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var failed = cluster.Journal.Appends + 1;
        cluster.Journal.BeforeAppend = (number, _) => number == failed ? throw new JournalException("down", null) : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<Exception>(() => cluster.TargetAsync(1, 100));

        await cluster.UntilAsync(static s => s.Synchronized);
        await cluster.TargetAsync(1, 100);

        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
    }

    [Fact]
    public async Task Of_two_activations_only_the_newer_writes_or_sends()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        var newer = await cluster.Journal.OpenAsync(AccountId.Of("DUSIM1"), 1, CancellationToken.None);
        await cluster.Broker.AttachAsync(AccountId.Of("DUSIM1"), newer, CancellationToken.None);
        var entries = cluster.Journal.Entries.Count(static e => e.Event is OrderIntended);

        await Assert.ThrowsAnyAsync<Exception>(() => cluster.TargetAsync(1, 100));

        Assert.Empty(cluster.Broker.Placed);
        Assert.Equal(entries, cluster.Journal.Entries.Count(static e => e.Event is OrderIntended));
        await cluster.UntilAsync(static s => s.Synchronized); // It replays with a token of its own and serves again.
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
    }

    [Fact]
    public async Task Without_the_lease_nothing_is_served()
    {
        await using var cluster = await OrderEngineCluster.StartAsync();
        cluster.Lease.KeptEpoch = null;

        await Assert.ThrowsAsync<NotLeaseHolderException>(() => cluster.Engine.WakeAsync());
        Assert.Empty(cluster.Journal.Entries);
    }

    [Fact]
    public async Task While_the_lane_is_full_only_the_newest_target_is_ordered()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        cluster.Broker.Slots = null;
        await cluster.TargetAsync(1, 100);
        await cluster.TargetAsync(2, 30);
        Assert.Empty(cluster.Broker.Placed);

        cluster.Broker.Slots = true;
        cluster.Broker.GrantSlots(true);

        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        Assert.Equal(30, Assert.Single(cluster.Broker.Gateway.Orders).Intent.Quantity.Value);
    }

    [Fact]
    public async Task Kill_cancels_flattens_the_brokers_net_and_stays_latched_until_rearmed()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await HoldAsync(cluster, 100);
        await cluster.TargetAsync(2, 150);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 2);
        var adding = cluster.Broker.Gateway.Orders[^1];
        cluster.Broker.Gateway.Acknowledge(adding);
        await cluster.DeliverAsync();

        var result = await cluster.Engine.ExecuteAsync(new Kill("k1", "test", "drill"));

        Assert.True(result.Done);
        Assert.NotNull(cluster.Latch.Latch);
        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(adding.OrderId));
        cluster.Broker.Gateway.ConfirmCancel(adding);
        await cluster.DeliverAsync();
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 3);
        var closing = cluster.Broker.Gateway.Orders[^1];
        Assert.Equal((Side.Sell, 100m, OrderPurpose.Flatten), (closing.Intent.Side, closing.Intent.Quantity.Value, closing.Intent.Purpose));
        cluster.Broker.Gateway.Acknowledge(closing);
        cluster.Broker.Gateway.Fill(closing, 100, 11);
        await cluster.DeliverAsync();
        await cluster.UntilAsync(static s => s.Positions.All(static p => p.Quantity.IsFlat) && s.WorkingOrders.IsEmpty);
        await Deadline.UntilAsync(() => cluster.Journal.Entries.Any(static e => e.Event is Notified { Topic: "kill", Text: var t } && t.Contains("flat and verified")));
        Assert.Equal(DenialCode.Killed, (await cluster.TargetAsync(3, 10)).Denials[0]!.Code);

        var resumed = await cluster.Engine.ExecuteAsync(new SetAccountState("k3", "test", TradingState.Active, "go on"));
        Assert.Equal(DenialCode.Killed, resumed.Denial?.Code);
        await cluster.Engine.ExecuteAsync(new Rearm("k2", "test"));
        Assert.Null(cluster.Latch.Latch);
        await cluster.TargetAsync(4, 10);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 4);
    }

    [Fact]
    public async Task A_latch_that_only_the_file_remembers_closes_trading()
    {
        await using var cluster = await OrderEngineCluster.StartAsync();
        cluster.Latch.Latch = "remembered";
        await cluster.Engine.WakeAsync();

        var state = await cluster.UntilAsync(static s => s.Synchronized);

        Assert.Equal("remembered", state.KillLatch);
    }

    [Fact]
    public async Task Strategies_hear_what_became_durable_and_can_ask_for_what_they_missed()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await HoldAsync(cluster, 100);

        await Deadline.UntilAsync(() => cluster.Ears.News.Any(static n => n.Positions is [{ Quantity.Value: 100 }]));
        var catchUp = await cluster.Engine.CatchUpAsync(OrderEngineCluster.Alpha, 0);

        Assert.Single(catchUp.Items, static item => item.Fill is not null);
        Assert.Contains(catchUp.Items, static item => item.Order is { Status: OrderStatus.Filled });
        Assert.Equal(0, catchUp.AfterSeq);
        Assert.Empty((await cluster.Engine.CatchUpAsync(OrderEngineCluster.Alpha, catchUp.Seq)).Items);
    }

    [Fact]
    public async Task News_after_a_lost_call_say_where_they_begin()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        cluster.Ears.Deaf = true;
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1 && cluster.Ears.Missed > 0);
        cluster.Ears.Deaf = false;
        var order = cluster.Broker.Gateway.Orders[0];
        cluster.Broker.Gateway.Acknowledge(order);
        await cluster.DeliverAsync();

        await Deadline.UntilAsync(() => !cluster.Ears.News.IsEmpty);
        Assert.True(cluster.Ears.News.TryPeek(out var news) && news.AfterSeq > 0);
    }

    [Fact]
    public async Task An_order_without_an_answer_is_unknown_and_found_by_its_reference()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        cluster.Broker.Outcome = intent =>
        {
            cluster.Broker.Gateway.Place(intent, OrderRef.Of("test", intent.Strategy, intent.Id).ToString());
            return new SendResult(SendOutcome.Unclear, null, "broken pipe");
        };

        await cluster.TargetAsync(1, 100);

        // The lists show it: it is adopted, not sent again.
        var state = await cluster.UntilAsync(static s => s.WorkingOrders is [{ Status: OrderStatus.Submitted, OrderId: not null }]);
        Assert.True(state.WorkingOrders[0].Acknowledged);
        Assert.Single(cluster.Broker.Gateway.Orders);
    }

    [Fact]
    public async Task A_broker_with_a_past_waits_for_adoption()
    {
        await using var cluster = await OrderEngineCluster.StartAsync(before: static broker => broker.Gateway.Positions[DomainEngine.Aapl] = 40);
        await cluster.Engine.WakeAsync();
        await cluster.UntilAsync(static s => s is { Synchronized: true, Adopting: true });
        await cluster.Engine.ExecuteAsync(new RegisterStrategy("r1", "test", OrderEngineCluster.Alpha, new Money(100_000, Currency.Usd)));
        await cluster.TargetAsync(1, 10);
        Assert.Empty(cluster.Broker.Placed);

        CommandResult? adopted = null;
        await Deadline.UntilAsync(async () => (adopted = await cluster.Engine.ExecuteAsync(new Adopt("a1", "test"))).Done);

        var state = await cluster.UntilAsync(static s => !s.Adopting && s.Proof is [{ State: ProofState.Proven }, ..]);
        Assert.Equal((StrategyName.Unknown, 40m), (state.Positions[0].Strategy, state.Positions[0].Quantity.Value));
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
    }

    [Fact]
    public async Task A_halted_account_cancels_what_opens_and_orders_nothing()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await cluster.TargetAsync(1, 100);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Orders[0];
        cluster.Broker.Gateway.Acknowledge(order);
        await cluster.DeliverAsync();

        await cluster.Engine.ExecuteAsync(new SetAccountState("h1", "test", TradingState.Halted, "drill"));

        await Deadline.UntilAsync(() => cluster.Broker.Cancelled.Contains(order.OrderId));
        cluster.Broker.Gateway.ConfirmCancel(order);
        await cluster.DeliverAsync();
        await cluster.UntilAsync(static s => s.WorkingOrders.IsEmpty);
        Assert.Single(cluster.Broker.Placed);
        await cluster.Engine.ExecuteAsync(new SetAccountState("h2", "test", TradingState.Active, "go on"));
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 2);
    }

    private static async Task HoldAsync(OrderEngineCluster cluster, decimal quantity)
    {
        await cluster.TargetAsync(1, quantity);
        await Deadline.UntilAsync(() => cluster.Broker.Placed.Count == 1);
        var order = cluster.Broker.Gateway.Orders[0];
        cluster.Broker.Gateway.Acknowledge(order);
        cluster.Broker.Gateway.Fill(order, quantity, 10);
        await cluster.DeliverAsync();
        await cluster.UntilAsync(s => s.Positions is [{ Quantity.Value: var held }] && held == quantity);
    }
}
