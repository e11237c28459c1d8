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
    public async Task Slots_for_several_messages_come_all_at_once_so_that_nobody_waits_for_what_another_waiter_holds()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(rate: 40, burst: 10, clock);
        var brackets = Enumerable.Range(0, 20).Select(_ => gate.AcquireAsync(PacingLane.Order, None, messages: 3).AsTask()).ToArray();

        Assert.Equal(2, brackets.Count(static bracket => bracket.IsCompleted)); // Two of ten are kept for cancels.
        for (var done = 0; done < brackets.Length; done++)
        {
            await brackets[done];
            gate.Spend();
            gate.Spend();
            gate.Spend();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(8, gate.LargestBatch(PacingLane.Order));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await gate.AcquireAsync(PacingLane.Order, None, messages: 9));
    }

    /// <summary>Orders are decided when their slot is there and written after their commit, which may take any time; some are never written.</summary>
    [Fact]
    public void However_late_orders_are_written_no_more_messages_leave_than_burst_and_rate_allow() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[5, 50], Gen.Select(Gen.Int[0, 6], Gen.Int[1, 60]).List[1, 60]).Sample((rate, burst, steps) =>
        {
            var clock = new FakeTimeProvider();
            using var gate = new PacingGate(rate, burst, clock);
            var (written, now, decided) = (new List<double>(), 0.0, 0);
            foreach (var (kind, amount) in steps)
            {
                switch (kind)
                {
                    case 0 or 1:
                        clock.Advance(TimeSpan.FromMilliseconds(amount * 50)); // A stalled commit among them.
                        now += amount * 0.05;
                        break;
                    case 2 or 3:
                        decided += Enumerable.Range(0, amount).Count(_ => Takes(PacingLane.Order));
                        break;
                    case 4:
                        for (; decided > 0; decided--)
                        {
                            gate.Spend();
                            written.Add(now);
                        }

                        break;
                    case 5:
                        var unsent = Math.Min(decided, amount);
                        gate.Return(unsent);
                        decided -= unsent;
                        break;
                    default:
                        written.AddRange(Enumerable.Range(0, amount).Where(_ => Takes(PacingLane.Cancel)).Select(_ => now));
                        break;
                }
            }

            gate.Return(decided);
            clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(burst - Math.Max(1, burst / 5), Enumerable.Range(0, burst * 2).Count(_ => Takes(PacingLane.Order))); // Nothing leaked.
            var (saved, before) = ((double)burst, 0.0);
            return written.TrueForAll(at => // IB's own bucket: it never runs dry exactly when no span of time holds more than burst + rate × its length.
            {
                (saved, before) = (Math.Min(burst, saved + (rate * (at - before))) - 1, at);
                return saved > -1e-6;
            });

            bool Takes(PacingLane lane)
            {
                using var impatient = new CancellationTokenSource();
                var slot = gate.AcquireAsync(lane, impatient.Token);
                if (slot.IsCompletedSuccessfully)
                {
                    return slot.Result;
                }

                impatient.Cancel();
                return false;
            }
        }, iter: 300);

    [Fact]
    public void A_slot_that_was_forgotten_and_one_of_an_older_engine_come_back()
    {
        var clock = new FakeTimeProvider();
        var bucket = new TokenBucket(10, 2, clock);
        Assert.True(bucket.TryHold() && bucket.TryHold());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(bucket.TryTake());
        bucket.ReturnAll();
        Assert.True(bucket.TryHold() && bucket.TryHold());

        clock.Advance(TokenBucket.LongestHold + TimeSpan.FromSeconds(1));

        Assert.True(bucket.TryTake() && bucket.TryTake());
    }

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
            gate.Spend();
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
                if (lane == PacingLane.Order)
                {
                    gate.Spend();
                }

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
        await gate.AcquireAsync(PacingLane.Data, None);
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
