using System.Buffers;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.MarketData;
using OrleansTrader.IbBridge.Orders;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

/// <summary>From the frame to the hand-over on the reader's thread: what a tick costs in memory.</summary>
public sealed class TickPathTests : IDisposable
{
    private const int Rounds = 20_000;

#if DEBUG
    /// <summary>In a debug build the two async methods of a hand-over are objects even when they end at once.</summary>
    private const int StateMachines = 200;
#else
    private const int StateMachines = 0;
#endif

    private readonly BridgeMetrics _metrics = new();
    private readonly Consumer _consumer = new();
    private readonly LineTable _lines;
    private readonly MessageRouter _router;
    private readonly byte[][] _frames;

    public TickPathTests()
    {
        _lines = new LineTable(_consumer, new LineBudget(new IbBridgeOptions()), _metrics, TimeProvider.System, NullLogger<LineTable>.Instance);
        Assert.True(_lines.Want(BridgeSamples.Apple, LineKind.Quote, 0, out _));
        Assert.True(_lines.TryOpen(Assert.Single(_lines.Closed()), RequestTable.FirstId));
        var lane = new OrderLane(new FakeEngine(), _metrics, TimeProvider.System, NullLogger<OrderLane>.Instance);
        var orders = new OrderEvents(lane, new SnapshotLists(1, lane), new SentOrders(), new WhatIfs(), TimeProvider.System, NullLogger.Instance);
        _router = new MessageRouter(orders, _lines, new RequestTable(), new MarketRules(), new NoSession(), _metrics, NullLogger.Instance);
        _frames =
        [
            Payload(new TickPriceMessage { ReqId = RequestTable.FirstId, TickType = 1, Price = 187.25m, Size = 300 }),
            Payload(new TickPriceMessage { ReqId = RequestTable.FirstId, TickType = 1, Price = 187.26m, Size = 200 }),
            Payload(new TickSizeMessage { ReqId = RequestTable.FirstId, TickType = 3, Size = 400 }),
            Payload(new TickSizeMessage { ReqId = RequestTable.FirstId, TickType = 3, Size = 500 }),
        ];
    }

    [Fact]
    public void A_tick_allocates_nothing_while_a_quote_is_in_flight()
    {
        _consumer.Answer = new TaskCompletionSource().Task;
        Route(100);

        // What the runtime does once, on whichever thread comes along, is not the tick's: it does not come every time.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(() => Route(Rounds))));
        Assert.Equal(1, _consumer.Quotes);
    }

    [Fact]
    public void A_hand_over_allocates_the_quote_and_in_a_release_build_nothing_else()
    {
        _consumer.Answer = Task.CompletedTask;
        Route(100);
        var before = _consumer.Quotes;

        var allocated = Allocated(() => Route(Rounds));

        var perQuote = (double)allocated / (_consumer.Quotes - before);
        TestContext.Current.TestOutputHelper?.WriteLine($"{perQuote:F0} bytes per quote handed over");
        Assert.Equal(Rounds * _frames.Length, _consumer.Quotes - before);
        Assert.InRange(perQuote, 1, QuoteSize() + StateMachines);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _metrics.Dispose();
    }

    private static long Allocated(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static double QuoteSize()
    {
        var fields = default(QuoteFields);
        var kept = new object[1000];
        return (Allocated(() =>
        {
            for (var i = 0; i < kept.Length; i++)
            {
                kept[i] = fields.ToQuote(BridgeSamples.Apple.ConId);
            }
        }) / (double)kept.Length) + 1;
    }

    private static byte[] Payload<T>(T message)
        where T : IServerMessage
    {
        var output = new ArrayBufferWriter<byte>();
        ServerMessageEncoder.Encode(in message, Versions.Max, output);
        return output.WrittenSpan[Frames.PrefixLength..].ToArray();
    }

    private void Route(int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            foreach (var frame in _frames)
            {
                _router.Route(frame, Versions.Max);
                _lines.Flush();
            }
        }
    }

    private sealed class Consumer : IContractGateway, IContractConsumer
    {
        public bool TryPost(INearWork<IContractGrain> work) => false;

        public Task Answer { get; set; } = Task.CompletedTask;

        public int Quotes { get; private set; }

        public IContractConsumer Find(ConId conId) => this;

        public Task WakeAsync() => Task.CompletedTask;

        public Task OnQuoteAsync(Quote quote)
        {
            Quotes++;
            return Answer;
        }

        public Task OnBarsAsync(ImmutableArray<Bar> bars) => Task.CompletedTask;

        public Task OnTradesAsync(ImmutableArray<Print> trades) => Task.CompletedTask;

        public Task OnDepthAsync(MarketDepth depth) => Task.CompletedTask;

        public Task OnGreeksAsync(OptionGreeks greeks) => Task.CompletedTask;

        public Task OnLineAsync(LineReport report) => Task.CompletedTask;
    }

    private sealed class NoSession : ISessionSignals
    {
        public void OnManagedAccounts(ManagedAccountsMessage message) => Assert.Fail("not in this test");

        public void OnNextValidId(NextValidIdMessage message) => Assert.Fail("not in this test");

        public void OnCurrentTime() => Assert.Fail("not in this test");

        public void OnNotice(ErrMsgMessage notice) => Assert.Fail("not in this test");

        public void OnDuplicateOrderId() => Assert.Fail("not in this test");

        public void OnRateExceeded(ErrMsgMessage error) => Assert.Fail("not in this test");
    }
}
