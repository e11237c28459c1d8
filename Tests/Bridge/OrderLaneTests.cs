using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Lanes;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>The way of the broker's events to the engine: what becomes of one that the database never takes.</summary>
public sealed class OrderLaneTests
{
    private static readonly AccountId Account = AccountId.Of("DUSIM1");
    private readonly FakeEngine _engine = new();

    [Fact]
    public async Task An_event_that_the_database_refuses_every_time_goes_to_quarantine_and_the_others_are_taken_in_order()
    {
        var poison = Value("poison");
        var offered = new ConcurrentQueue<int>();
        _engine.OnBatch = events =>
        {
            offered.Enqueue(events.Length);
            return events.Contains(poison) ? throw new JournalRefusedException("refused", new InvalidOperationException("23514: a check")) : Task.CompletedTask;
        };

        await DeliverAsync(Value("a"), Value("b"), poison, Value("c"));

        Assert.Equal(["a", "b", "c"], _engine.Events.Cast<AccountValueReport>().Select(static e => e.Key));
        Assert.Equal((poison, "23514: a check"), Assert.Single(_engine.Quarantined));
        Assert.Equal(3, offered.Count(static length => length == 4));
    }

    [Fact]
    public async Task An_event_that_is_not_taken_for_any_other_reason_is_offered_until_it_is()
    {
        var attempts = 0;
        _engine.OnBatch = _ => ++attempts <= 5 ? throw new JournalException("the database is away", null) : Task.CompletedTask;

        await DeliverAsync(Value("a"));

        Assert.Single(_engine.Events);
        Assert.Empty(_engine.Quarantined);
    }

    private static AccountValueReport Value(string key) => new(Account, key, "1", null);

    private async Task DeliverAsync(params ImmutableArray<BrokerEvent> events)
    {
        using var metrics = new BridgeMetrics();
        var lane = new OrderLane(_engine, metrics, TimeProvider.System, NullLogger<OrderLane>.Instance);
        foreach (var happened in events)
        {
            lane.Add(happened);
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = lane.RunAsync(Account, end.Token);
        await lane.DrainAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
