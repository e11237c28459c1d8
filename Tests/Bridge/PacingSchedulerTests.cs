using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>IB's rules under any load, and who goes first.</summary>
public sealed class PacingSchedulerTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly PacingLane[] Lanes = Enum.GetValues<PacingLane>();

    [Fact]
    public void A_window_is_kept_in_every_span_and_says_when_it_is_free() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 40], Gen.Int[0, 15].List[1, 200]).Sample((limit, span, pauses) =>
        {
            var clock = new FakeTimeProvider();
            var window = new RequestWindow(limit, TimeSpan.FromMilliseconds(span), clock);
            var starts = new List<DateTimeOffset>();
            foreach (var pause in pauses)
            {
                clock.Advance(TimeSpan.FromMilliseconds(pause));
                if (window.UntilNext() is { Ticks: > 0 } wait)
                {
                    clock.Advance(wait - TimeSpan.FromTicks(1));
                    Assert.False(window.TryTake(), "it was free before it said");
                    clock.Advance(TimeSpan.FromTicks(1));
                }

                Assert.True(window.TryTake());
                starts.Add(clock.GetUtcNow());
            }

            return starts.Zip(starts.Skip(limit)).All(pair => pair.Second - pair.First >= TimeSpan.FromMilliseconds(span));
        });

    [Fact]
    public void Under_any_load_no_lane_exceeds_the_rate_and_none_is_served_before_an_earlier_one() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[1, 20], Gen.Select(Gen.Int[0, 4], Gen.Int[0, 12], Gen.Int[0, 200]).List[1, 60]).Sample((rate, burst, load) =>
        {
            var clock = new FakeTimeProvider();
            using var gate = new PacingGate(rate, burst, clock);
            var granted = new List<(double At, int Count)> { (0, 0) };
            var now = 0.0;
            foreach (var (lane, count, pause) in load)
            {
                var immediate = 0;
                for (var i = 0; i < count; i++)
                {
                    immediate += gate.AcquireAsync((PacingLane)lane, None).AsTask().IsCompleted ? 1 : 0;
                }

                granted.Add((now, immediate));
                var before = Waiting(gate);
                clock.Advance(TimeSpan.FromMilliseconds(pause));
                now += pause / 1000.0;
                var after = Waiting(gate);
                for (var served = 1; served < Lanes.Length; served++)
                {
                    Assert.False(after[served] < before[served] && after[..served].Any(static waiting => waiting > 0), "a later lane was served before an earlier one");
                }

                granted.Add((now, before.Sum() - after.Sum()));
            }

            // A grant inside an advance came at its end or before: the span that surely holds it begins at the entry before.
            for (var first = 1; first < granted.Count; first++)
            {
                var sum = 0;
                for (var last = first; last < granted.Count; last++)
                {
                    sum += granted[last].Count;
                    Assert.True(sum <= burst + (rate * (granted[last].At - granted[first - 1].At)) + 1e-6, "more was granted than burst and rate allow");
                }
            }
        });

    [Fact]
    public void A_cancel_finds_a_slot_at_once_whatever_the_other_lanes_want() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[5, 20], Gen.Select(Gen.Int[1, 4], Gen.Int[1, 30], Gen.Int[0, 200]).List[1, 40]).Sample((rate, burst, load) =>
        {
            var clock = new FakeTimeProvider();
            using var gate = new PacingGate(rate, burst, clock);
            foreach (var (lane, count, pause) in load)
            {
                for (var i = 0; i < count; i++)
                {
                    _ = gate.AcquireAsync((PacingLane)lane, None).AsTask();
                }

                clock.Advance(TimeSpan.FromMilliseconds(pause));
            }

            return gate.AcquireAsync(PacingLane.Cancel, None).AsTask().IsCompletedSuccessfully;
        });

    [Fact]
    public async Task After_a_complaint_about_the_rate_only_cancels_leave_for_a_while()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(40, 10, clock);

        gate.SlowDown();
        var order = gate.AcquireAsync(PacingLane.Order, None).AsTask();

        Assert.True(gate.AcquireAsync(PacingLane.Cancel, None).AsTask().IsCompletedSuccessfully);
        clock.Advance(TimeSpan.FromMilliseconds(990));
        Assert.False(order.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.True(await order);
    }

    [Fact]
    public void Every_complaint_halves_the_rate_and_every_quiet_minute_doubles_it_again()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(40, 10, clock);

        Assert.Equal(40, InTenSeconds());
        gate.SlowDown();
        gate.SlowDown();
        Assert.Equal(20, InTenSeconds());
        gate.SlowDown();
        Assert.Equal(10, InTenSeconds());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(20, InTenSeconds());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(40, InTenSeconds());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(40, InTenSeconds());

        // Messages a second once the pause and what was saved are over.
        double InTenSeconds()
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            while (gate.AcquireAsync(PacingLane.Cancel, None).AsTask() is { IsCompletedSuccessfully: true })
            {
            }

            gate.Empty(PacingLane.Cancel);
            var sent = 0;
            for (var step = 0; step < 1000; step++)
            {
                clock.Advance(TimeSpan.FromMilliseconds(10));
                while (gate.AcquireAsync(PacingLane.Cancel, None).AsTask() is { IsCompletedSuccessfully: true })
                {
                    sent++;
                }

                gate.Empty(PacingLane.Cancel);
            }

            return Math.Round(sent / 10.0);
        }
    }

    [Fact]
    public void A_complaint_leaves_no_burst_for_anybody_but_cancels()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(40, 10, clock);

        gate.SlowDown();
        clock.Advance(TimeSpan.FromMilliseconds(999));

        Assert.Equal([true, true], Enumerable.Range(0, 2).Select(_ => gate.AcquireAsync(PacingLane.Cancel, None).AsTask().IsCompletedSuccessfully));
        Assert.False(gate.AcquireAsync(PacingLane.Data, None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Histories_of_small_bars_keep_every_rule_and_all_are_served()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(40, 10, clock);
        using var pacing = new HistoryPacing(gate, open: 50, clock);
        var starts = new ConcurrentQueue<(HistoryAsk Ask, DateTimeOffset At)>();
        var random = new Random(20261123);
        var asks = Enumerable.Range(0, 200).Select(_ => new HistoryAsk(ConId.Of(random.Next(1, 12)), "TRADES", "5 secs", $"{random.Next(1, 6) * 60} S", "", HasSmallBars: true)).ToList();
        var open = 0;
        var all = Task.WhenAll(asks.Select(async ask =>
        {
            starts.Enqueue((ask, await pacing.EnterAsync(ask, 0, None)));
            Assert.InRange(Interlocked.Increment(ref open), 1, 50);
            await Task.Yield();
            Interlocked.Decrement(ref open);
            pacing.Leave();
        }));

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!all.IsCompleted && !deadline.IsCancellationRequested)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        await all;
        var sorted = starts.OrderBy(static start => start.At).ToList();
        AssertKept(sorted.Select(static start => start.At), 60, TimeSpan.FromMinutes(10));
        Assert.All(sorted.GroupBy(static start => start.Ask.ConId), static group => AssertKept(group.Select(static start => start.At), 5, TimeSpan.FromSeconds(2)));
        Assert.All(sorted.GroupBy(static start => start.Ask), static group => AssertKept(group.Select(static start => start.At), 1, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task Of_histories_that_wait_bars_of_a_minute_go_first_then_the_higher_priority()
    {
        var clock = new FakeTimeProvider();
        using var gate = new PacingGate(1_000, 1_000, clock);
        using var pacing = new HistoryPacing(gate, open: 1, clock);
        await pacing.EnterAsync(Ask(1, small: false), 0, None);
        var served = new ConcurrentQueue<int>();
        using var leaves = new CancellationTokenSource();
        var gone = pacing.EnterAsync(Ask(9, small: false), 99, leaves.Token);
        var asks = ((int Id, bool Small, int Priority)[])[(2, true, 9), (3, true, 0), (4, false, 0), (5, false, 5), (6, false, 0), (7, true, 9)];
        var all = Task.WhenAll(asks.Select(async ask =>
        {
            await pacing.EnterAsync(Ask(ask.Id, ask.Small), ask.Priority, None);
            served.Enqueue(ask.Id);
            pacing.Leave();
        }));

        await leaves.CancelAsync();
        pacing.Leave();
        await all;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.Equal([5, 4, 6, 2, 7, 3], served);

        static HistoryAsk Ask(int id, bool small) => new(ConId.Of(id), "TRADES", small ? "5 secs" : "1 min", "60 S", "", small);
    }

    [Fact]
    public async Task Two_hundred_histories_are_merged_and_served_within_the_limit_and_an_order_passes_them()
    {
        await using var gateway = new ScriptedGateway();
        var (open, most) = (0, 0);
        var held = new ConcurrentQueue<(ScriptedClient Client, int Id)>();
        gateway.Script = (client, message) =>
        {
            if (message is not HistoricalDataRequest request)
            {
                return false;
            }

            most = Math.Max(most, Interlocked.Increment(ref open));
            held.Enqueue((client, request.ReqId));
            return true;
        };
        await using var bridge = await new BridgeHost(gateway.Port, static options => options.RequestTimeout = TimeSpan.FromSeconds(60)).ReadyAsync();

        var asked = Enumerable.Range(0, 200).Select(i => bridge.Data.HistoricalBarsAsync(Contract(1 + (i % 100)), BarSize.Of(TimeSpan.FromHours(1)), 3, None)).ToList();
        await Until.TrueAsync(() => held.Count == 50, "as many histories are open as the gateway allows");
        Assert.True(await bridge.Broker.AcquireOrderSlotAsync(None));
        var placed = bridge.Broker.PlaceAsync(BridgeHost.Token, BridgeSamples.Buy(10), BridgeSamples.Apple, BridgeSamples.Ref(BridgeSamples.Buy(10)));

        Assert.True(placed.IsCompletedSuccessfully, "a committed order waited in a queue");
        await Until.TrueAsync(() => gateway.Received.OfType<PlaceOrderRequest>().Any(), "the order has passed the histories");
        Assert.Equal(50, gateway.Received.OfType<HistoricalDataRequest>().Count());

        var answering = Task.Run(async () =>
        {
            while (asked.Exists(static one => !one.IsCompleted))
            {
                while (held.TryDequeue(out var next))
                {
                    Interlocked.Decrement(ref open);
                    next.Client.Send(new HistoricalDataMessage { ReqId = next.Id, Bars = [] });
                    next.Client.Send(new HistoricalDataEndMessage { ReqId = next.Id, Start = "", End = "" });
                }

                await Task.Yield();
            }
        }, TestContext.Current.CancellationToken);
        await Task.WhenAll(asked);
        await answering;

        Assert.Equal(100, gateway.Received.OfType<HistoricalDataRequest>().Count());
        Assert.InRange(most, 1, 50);
    }

    private static Instrument Contract(int conId) => BridgeSamples.Apple with { ConId = ConId.Of(conId) };

    private static int[] Waiting(PacingGate gate) => [.. Lanes.Select(gate.WaitingIn)];

    private static void AssertKept(IEnumerable<DateTimeOffset> starts, int limit, TimeSpan span)
    {
        var all = starts.ToList();
        Assert.All(all.Zip(all.Skip(limit)), pair => Assert.True(pair.Second - pair.First >= span, $"{limit + 1} within {pair.Second - pair.First}"));
    }
}
