using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Grains;

/// <summary>The kill switch wins whatever happens on its way (design P8, R11): a crash at any step, a disconnect, a lost cancel, an order nobody knows.</summary>
public sealed class KillSwitchTests
{
    private ImmutableArray<BrokerEvent> _undelivered = [];
    private readonly HashSet<int> _acknowledged = [];
    private readonly HashSet<int> _deafTo = [];
    private bool _closes = true;
    private long _sequence;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_step_of_a_kill_ends_flat_and_verified_with_one_closing_fill(bool written)
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        for (var step = 1; step <= 5; step++)
        {
            await HoldAsync(cluster);
            var verified = Verified(cluster);
            var crash = cluster.Journal.Appends + step;
            Func<int, JournalBatch, Task> fault = (number, _) => number == crash ? throw new JournalException("crash", null) : Task.CompletedTask;
            cluster.Journal.BeforeAppend = written ? cluster.Journal.BeforeAppend : fault;
            cluster.Journal.AfterAppend = written ? fault : cluster.Journal.AfterAppend;

            await ExecuteAsync(cluster, new Kill($"k{step}", "test", "drill"));
            await Deadline.UntilAsync(async () =>
            {
                await PumpAsync(cluster);
                if (await NobodyKnowsAsync(cluster) is { } closing)
                {
                    await ExecuteAsync(cluster, new CancelByHand("c", "test", closing)); // Durable, but never sent: the alarm asks for a person.
                }

                return Verified(cluster) > verified;
            });

            Assert.Equal(step, Closing(cluster).Count(static order => order.Filled > 0));
            Assert.Equal(100m * step, Closing(cluster).Sum(static order => order.Filled));
            Assert.All((await cluster.Engine.GetState()).Positions, static position => Assert.True(position.Quantity.IsFlat));
            await ExecuteAsync(cluster, new Rearm($"r{step}", "test"));
        }
    }

    [Fact]
    public async Task A_kill_without_a_connection_is_remembered_and_executed_first_when_it_is_back()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await HoldAsync(cluster);
        var ready = cluster.Broker.Condition;
        cluster.Broker.Condition = ready with { State = SessionState.Disconnected };
        await cluster.Engine.OnBrokerEventsAsync([new SessionReport(SessionState.Disconnected, 1, "lost")]);
        var placed = cluster.Broker.Placed.Count;

        await ExecuteAsync(cluster, new Kill("k1", "test", "drill"));
        Assert.Empty(cluster.Broker.Cancelled);

        cluster.Broker.Gateway.Session = 2;
        cluster.Broker.Condition = ready with { Session = 2, OpenedAt = DateTimeOffset.UtcNow };
        await cluster.Broker.SynchronizeAsync(default, CancellationToken.None);
        await UntilAsync(cluster, () => Verified(cluster) == 1);

        Assert.NotEmpty(cluster.Broker.Cancelled);
        Assert.Equal(placed + 1, cluster.Broker.Placed.Count);
    }

    [Fact]
    public async Task A_cancel_that_got_lost_is_sent_again_before_anything_is_closed()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await HoldAsync(cluster);
        var working = cluster.Broker.Gateway.Live.Single();
        _deafTo.Add(working.OrderId);

        await ExecuteAsync(cluster, new Kill("k1", "test", "drill"));
        await UntilAsync(cluster, () => cluster.Broker.Cancelled.Count(id => id == working.OrderId) >= 2);
        _deafTo.Clear();
        await UntilAsync(cluster, () => Verified(cluster) == 1);

        Assert.Equal(100, Assert.Single(Closing(cluster)).Filled);
    }

    /// <summary>Pressed in panic, it would end its own closing orders, of which there are only so many attempts.</summary>
    [Fact]
    public async Task A_kill_that_is_given_again_leaves_its_closing_order_working()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await HoldAsync(cluster);
        _closes = false;
        await ExecuteAsync(cluster, new Kill("k1", "test", "drill"));
        await UntilAsync(cluster, () => Closing(cluster).Any(order => _acknowledged.Contains(order.OrderId)) && cluster.Broker.Gateway.Outbox.Count == 0 && _undelivered.IsEmpty);

        await ExecuteAsync(cluster, new Kill("k2", "test", "again"));
        _closes = true;
        await UntilAsync(cluster, () => Verified(cluster) == 1);

        Assert.DoesNotContain(Assert.Single(Closing(cluster)).OrderId, cluster.Broker.Cancelled);
    }

    [Fact]
    public async Task An_order_that_nobody_knows_and_could_cross_zero_is_an_alarm_that_names_the_position_and_closes_nothing()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await HoldAsync(cluster);
        await TargetAsync(cluster, 100); // What works for more is cancelled.
        await UntilAsync(cluster, () => !cluster.Broker.Gateway.Live.Any());
        cluster.Broker.Outcome = static _ => new SendResult(SendOutcome.Unclear, 999, "broken pipe");
        await cluster.Engine.SubmitAsync(new StrategySubmission(OrderEngineCluster.Alpha, ++_sequence, [new SetTargetAction(
            DomainEngine.Aapl, PositionQuantity.Of(70), ExecutionPolicy.Market)]));
        await UntilAsync(cluster, () => cluster.Journal.Entries.Any(static entry => entry.Event is OrderStatusChanged { Status: OrderStatus.Unknown, Reason: "broken pipe" }));
        cluster.Broker.Outcome = static _ => null;

        await ExecuteAsync(cluster, new Kill("k1", "test", "drill"));
        await UntilAsync(cluster, () => cluster.Journal.Entries.Any(static entry =>
            entry.Event is Notified { Topic: "kill", Level: NotificationLevel.Alarm, Text: var text } && text.Contains("could cross zero", StringComparison.Ordinal)));

        Assert.Empty(Closing(cluster));
        Assert.Equal(0, Verified(cluster));
    }

    [Fact]
    public async Task A_position_that_appears_after_the_end_was_verified_is_an_alarm_and_is_closed_too()
    {
        await using var cluster = await OrderEngineCluster.TradingAsync();
        await ExecuteAsync(cluster, new Kill("k1", "test", "drill"));
        await UntilAsync(cluster, () => Verified(cluster) == 1);

        lock (cluster.Broker.Gateway)
        {
            cluster.Broker.Gateway.Positions[DomainEngine.Aapl] = 100;
        }

        await cluster.Engine.OnBrokerEventsAsync([new PositionReport(cluster.Broker.Gateway.Account, DomainEngine.Aapl, "SYM", PositionQuantity.Of(100), 10, null)]);

        await UntilAsync(cluster, () => Closing(cluster).Any(static order => order.Filled == 100));
        Assert.Contains(cluster.Journal.Entries, static entry => entry.Event is Notified { Topic: "kill", Level: NotificationLevel.Alarm, Text: var text } && text.Contains("no longer flat", StringComparison.Ordinal));
        Assert.Single(Closing(cluster));
    }

    private static int Verified(OrderEngineCluster cluster) =>
        cluster.Journal.Entries.Count(static entry => entry.Event is Notified { Topic: "kill", Text: var text } && text.Contains("flat and verified", StringComparison.Ordinal));

    /// <summary>A closing order that is Unknown and named by an alarm.</summary>
    private static async Task<ClientOrderId?> NobodyKnowsAsync(OrderEngineCluster cluster)
    {
        try
        {
            var unknown = (await cluster.Engine.GetState()).WorkingOrders.FirstOrDefault(static order => order is { Intent.Purpose: OrderPurpose.Flatten, Status: OrderStatus.Unknown });
            return unknown is not null && cluster.Journal.Entries.Any(entry =>
                entry.Event is Notified { Topic: "kill", Level: NotificationLevel.Alarm, Text: var text } && text.Contains(unknown.Id.Value, StringComparison.Ordinal)) ? unknown.Id : null;
        }
        catch (Exception e) when (e is JournalException or OrleansMessageRejectionException)
        {
            return null; // Between two activations.
        }
    }

    private static IEnumerable<ModelOrder> Closing(OrderEngineCluster cluster) =>
        cluster.Broker.Gateway.Orders.ToArray().Where(static order => order.Intent.Purpose == OrderPurpose.Flatten);

    /// <summary>100 held, and a buy of 50 more working.</summary>
    private async Task HoldAsync(OrderEngineCluster cluster)
    {
        await TargetAsync(cluster, 100);
        await UntilAsync(cluster, () => cluster.Broker.Gateway.Live.Any(order => _acknowledged.Contains(order.OrderId)));
        lock (cluster.Broker.Gateway)
        {
            cluster.Broker.Gateway.Fill(cluster.Broker.Gateway.Live.Single(), 100, 10);
        }

        await UntilAsync(cluster, () => cluster.Broker.Gateway.Outbox.Count == 0 && _undelivered.IsEmpty);
        await TargetAsync(cluster, 150);
        await UntilAsync(cluster, () => cluster.Broker.Gateway.Live.Any(order => _acknowledged.Contains(order.OrderId)));
    }

    private async Task TargetAsync(OrderEngineCluster cluster, decimal quantity) => await RepeatAsync(
        cluster,
        () => cluster.Engine.SubmitAsync(new StrategySubmission(OrderEngineCluster.Alpha, _sequence + 1, [new SetTargetAction(
            DomainEngine.Aapl, PositionQuantity.Of(quantity), ExecutionPolicy.Market)])),
        () => _sequence++);

    /// <summary>A command whose answer was lost is given again under its key.</summary>
    private Task ExecuteAsync(OrderEngineCluster cluster, OperatorCommand command) => RepeatAsync(cluster, () => cluster.Engine.ExecuteAsync(command), static () => { });

    private async Task RepeatAsync(OrderEngineCluster cluster, Func<Task> call, Action done)
    {
        var answered = false;
        await Deadline.UntilAsync(async () =>
        {
            try
            {
                await call();
                answered = true;
            }
            catch (Exception e) when (e is JournalException or OrleansMessageRejectionException)
            {
                await PumpAsync(cluster);
            }

            return answered;
        });
        done();
    }

    private Task UntilAsync(OrderEngineCluster cluster, Func<bool> condition) => Deadline.UntilAsync(async () =>
    {
        await PumpAsync(cluster);
        return condition();
    });

    /// <summary>One step of the gateway: acknowledges, fills what closes, confirms cancels, and offers its events until they are taken.</summary>
    private async Task PumpAsync(OrderEngineCluster cluster)
    {
        var gateway = cluster.Broker.Gateway;
        lock (gateway)
        {
            foreach (var order in gateway.Live.ToArray())
            {
                if (_acknowledged.Add(order.OrderId))
                {
                    gateway.Acknowledge(order);
                }

                if (order.Intent.Purpose == OrderPurpose.Flatten && _closes)
                {
                    gateway.Fill(order, order.Leaves, 11);
                }
                else if (cluster.Broker.Cancelled.Contains(order.OrderId) && !_deafTo.Contains(order.OrderId))
                {
                    gateway.ConfirmCancel(order);
                }
            }

            _undelivered = [.. _undelivered, .. gateway.Drain()];
        }

        try
        {
            await cluster.Engine.OnBrokerEventsAsync(_undelivered);
            _undelivered = [];
        }
        catch (Exception e) when (e is JournalException or OrleansMessageRejectionException)
        {
            // Kept and offered again, as the bridge does.
        }
    }
}
