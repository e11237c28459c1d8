using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Session;

namespace OrleansTrader.Tests.Bridge;

internal sealed class FakeLease : ILease
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<long> _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeLease() => Grant(1);

    public long? Epoch { get; private set; }

    public long? KeptEpoch { get; private set; }

    /// <summary>The database is away: the lease is in doubt.</summary>
    public void Doubt() => Epoch = null;

    public void Grant(long epoch)
    {
        lock (_gate)
        {
            Epoch = KeptEpoch = epoch;
            _lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _acquired.TrySetResult(epoch);
        }
    }

    public void Lose()
    {
        lock (_gate)
        {
            Epoch = KeptEpoch = null;
            _acquired = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _lost.TrySetResult();
        }
    }

    public Task LostAsync(CancellationToken cancellationToken) => _lost.Task.WaitAsync(cancellationToken);

    public Task<long> AcquiredAsync(CancellationToken cancellationToken) => _acquired.Task.WaitAsync(cancellationToken);
}

internal sealed class FakeOrderIdStore : IOrderIdStore
{
    private int _mark;

    public int Mark => Volatile.Read(ref _mark);

    public Func<Task> BeforeReserve { get; set; } = static () => Task.CompletedTask;

    public Task<int> ReadHighWaterAsync(string login, int clientId, CancellationToken cancellationToken) => Task.FromResult(Mark);

    public async Task ReserveAsync(string login, int clientId, int highWater, CancellationToken cancellationToken)
    {
        await BeforeReserve();
        Volatile.Write(ref _mark, Math.Max(Mark, highWater));
    }
}

internal sealed class FakeFence : IHolderFence
{
    public ConcurrentQueue<int> Refusals { get; } = new();

    public Task<string> FenceAsync(int refusals, CancellationToken cancellationToken)
    {
        Refusals.Enqueue(refusals);
        return refusals == 3 ? throw new InvalidOperationException("the fence command failed") : Task.FromResult("noted");
    }
}

/// <summary>An engine that keeps what it is told and attaches its token when it is woken.</summary>
internal sealed class FakeEngine : IEngineGateway
{
    public ConcurrentQueue<BrokerEvent> Events { get; } = new();

    public Func<AccountId, Task> OnWake { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Asked before a batch is taken; throws to refuse it.</summary>
    public Func<ImmutableArray<BrokerEvent>, Task> OnBatch { get; set; } = static _ => Task.CompletedTask;

    public int Wakes { get; private set; }

    public Task WakeAsync(AccountId account)
    {
        Wakes++;
        return OnWake(account);
    }

    public ConcurrentQueue<(BrokerEvent Report, string Problem)> Quarantined { get; } = new();

    public Task QuarantineAsync(AccountId account, BrokerEvent report, string problem)
    {
        Quarantined.Enqueue((report, problem));
        return Task.CompletedTask;
    }

    public async Task OnBrokerEventsAsync(AccountId account, ImmutableArray<BrokerEvent> events)
    {
        await OnBatch(events);
        foreach (var happened in events)
        {
            Events.Enqueue(happened);
        }
    }
}

internal sealed class FakeContract : IContractConsumer
{
    public bool TryPost(INearWork<IContractGrain> work) => false;

    public ConcurrentQueue<Quote> Quotes { get; } = new();

    public ConcurrentQueue<Bar> Bars { get; } = new();

    public ConcurrentQueue<LineReport> Lines { get; } = new();

    public ConcurrentQueue<Print> Trades { get; } = new();

    public ConcurrentQueue<MarketDepth> Depths { get; } = new();

    public ConcurrentQueue<OptionGreeks> Greeks { get; } = new();

    public Func<Task> BeforeQuote { get; set; } = static () => Task.CompletedTask;

    public int Wakes { get; private set; }

    public Task WakeAsync()
    {
        Wakes++;
        return Task.CompletedTask;
    }

    public async Task OnQuoteAsync(Quote quote)
    {
        await BeforeQuote();
        Quotes.Enqueue(quote);
    }

    public Task OnBarsAsync(ImmutableArray<Bar> bars)
    {
        foreach (var bar in bars)
        {
            Bars.Enqueue(bar);
        }

        return Task.CompletedTask;
    }

    public Task OnTradesAsync(ImmutableArray<Print> trades)
    {
        foreach (var trade in trades)
        {
            Trades.Enqueue(trade);
        }

        return Task.CompletedTask;
    }

    public Task OnDepthAsync(MarketDepth depth)
    {
        Depths.Enqueue(depth);
        return Task.CompletedTask;
    }

    public Task OnGreeksAsync(OptionGreeks greeks)
    {
        Greeks.Enqueue(greeks);
        return Task.CompletedTask;
    }

    public Task OnLineAsync(LineReport report)
    {
        Lines.Enqueue(report);
        return Task.CompletedTask;
    }
}

internal sealed class FakeContracts : IContractGateway, IContractRegistry
{
    private readonly ConcurrentDictionary<ConId, FakeContract> _contracts = new();

    public ImmutableArray<ConId> Subscribed { get; set; } = [];

    public FakeContract this[int conId] => _contracts.GetOrAdd(ConId.Of(conId), static _ => new FakeContract());

    public IContractConsumer Find(ConId conId) => this[conId.Value];

    public Task<ImmutableArray<ConId>> SubscribedAsync(CancellationToken cancellationToken) => Task.FromResult(Subscribed);
}
