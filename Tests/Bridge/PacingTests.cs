using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.IbBridge.Pacing;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class PacingTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public void In_no_span_of_time_are_more_tokens_granted_than_burst_and_rate_allow() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 50], Gen.Int[0, 200].List[1, 300]).Sample((rate, burst, pauses) =>
        {
            var clock = new FakeTimeProvider();
            var bucket = new TokenBucket(rate, burst, clock);
            var grants = new List<double>();
            var now = 0.0;
            foreach (var pause in pauses)
            {
                clock.Advance(TimeSpan.FromMilliseconds(pause));
                now += pause / 1000.0;
                if (bucket.TryTake())
                {
                    grants.Add(now);
                }
            }

            for (var first = 0; first < grants.Count; first++)
            {
                for (var last = first; last < grants.Count; last++)
                {
                    var allowed = burst + (rate * (grants[last] - grants[first]));
                    if (last - first + 1 > allowed + 1e-6)
                    {
                        return false;
                    }
                }
            }

            return true;
        });

    [Fact]
    public void A_token_is_there_when_the_bucket_said_it_would_be() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 20], Gen.Int[1, 60]).Sample((rate, burst, borrowed) =>
        {
            var clock = new FakeTimeProvider();
            var bucket = new TokenBucket(rate, burst, clock);
            for (var i = 0; i < burst + borrowed; i++)
            {
                bucket.Borrow();
            }

            var wait = bucket.UntilNext();
            clock.Advance(wait - TimeSpan.FromMilliseconds(1));
            var early = bucket.TryTake();
            clock.Advance(TimeSpan.FromMilliseconds(2));
            return !early && bucket.TryTake();
        });

    [Fact]
    public void A_long_quiet_time_saves_no_more_than_the_burst()
    {
        var clock = new FakeTimeProvider();
        var bucket = new TokenBucket(40, 10, clock);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => bucket.TryTake()));
    }

    [Fact]
    public async Task A_free_slot_is_granted_at_once_without_allocating()
    {
        using var gate = new PacingGate(1e9, 1e9, TimeProvider.System);
        await gate.AcquireAsync(PacingLane.Order, None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            await gate.AcquireAsync(PacingLane.Order, None);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Orders_go_before_synchronization_before_data_before_history()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(10, 1, clock);
        Assert.True(await gate.AcquireAsync(PacingLane.Data, None));
        var granted = new List<PacingLane>();
        var waiters = new[] { PacingLane.History, PacingLane.Data, PacingLane.Synchronization, PacingLane.Order, PacingLane.Order }
            .Select(async lane =>
            {
                await gate.AcquireAsync(lane, None);
                lock (granted)
                {
                    granted.Add(lane);
                }
            })
            .ToList();

        for (var i = 1; i <= waiters.Count; i++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(101));
            await Until.TrueAsync(
                () =>
                {
                    lock (granted)
                    {
                        return granted.Count == i;
                    }
                },
                $"{i} were granted");
        }

        Assert.Equal([PacingLane.Order, PacingLane.Order, PacingLane.Synchronization, PacingLane.Data, PacingLane.History], granted);
        await Task.WhenAll(waiters);
    }

    [Fact]
    public async Task An_emptied_lane_sends_its_waiters_away_and_leaves_the_others()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(10, 1, clock);
        await gate.AcquireAsync(PacingLane.Order, None);
        var order = gate.AcquireAsync(PacingLane.Order, None).AsTask();
        var data = gate.AcquireAsync(PacingLane.Data, None).AsTask();

        gate.Empty(PacingLane.Order);

        Assert.False(await order);
        Assert.False(data.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(101));
        Assert.True(await data);
    }

    [Fact]
    public async Task A_waiter_who_gives_up_leaves_the_queue()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(10, 1, clock);
        await gate.AcquireAsync(PacingLane.Order, None);
        using var patience = new CancellationTokenSource();
        var waiting = gate.AcquireAsync(PacingLane.Order, patience.Token).AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, gate.Waiting);
    }

    [Fact]
    public async Task Cancels_never_wait_and_what_they_borrow_is_paid_back_by_the_others()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(10, 1, clock);
        for (var i = 0; i < 5; i++)
        {
            gate.Borrow();
        }

        var order = gate.AcquireAsync(PacingLane.Order, None).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(450));
        Assert.False(order.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(60));
        Assert.True(await order);
    }
}
