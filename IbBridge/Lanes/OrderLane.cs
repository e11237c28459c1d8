using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Session;

namespace OrleansTrader.IbBridge.Lanes;

/// <summary>The way of order events to the engine: in order, unbounded, each batch kept and repeated until the engine's call returns (design §4).</summary>
/// <remarks>It outlives sockets: what a session received is delivered although the session is gone.</remarks>
internal sealed partial class OrderLane
{
    /// <summary>So many waiting events mean that the engine does not keep up.</summary>
    public const int AlarmDepth = 10_000;

    private const int MaxBatch = 1_000;

    private readonly Channel<BrokerEvent> _channel = Channel.CreateUnbounded<BrokerEvent>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IEngineGateway _engine;
    private readonly BridgeMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly Backoff _backoff;
    private readonly ILogger<OrderLane> _logger;
    private long _waiting;
    private int _alarmed;

    public OrderLane(IEngineGateway engine, BridgeMetrics metrics, TimeProvider clock, ILogger<OrderLane> logger)
    {
        _engine = engine;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), new Random());
        _metrics.ObserveOrderLane(() => Waiting);
    }

    /// <summary>Raised after the engine took a <see cref="SynchronizationEnded"/>.</summary>
    public event Action<long>? SynchronizationTaken;

    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>Never blocks, never drops.</summary>
    public void Add(BrokerEvent happened)
    {
        var waiting = Interlocked.Increment(ref _waiting);
        _channel.Writer.TryWrite(happened);
        if (waiting >= AlarmDepth && Interlocked.Exchange(ref _alarmed, 1) == 0)
        {
            LogAlarm(waiting);
        }
    }

    /// <summary>The one dispatcher; runs until cancelled.</summary>
    public async Task RunAsync(AccountId account, CancellationToken cancellationToken)
    {
        var batch = ImmutableArray.CreateBuilder<BrokerEvent>();
        while (await _channel.Reader.WaitToReadAsync(cancellationToken))
        {
            while (batch.Count < MaxBatch && _channel.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            await DeliverAsync(account, batch.DrainToImmutable(), cancellationToken);
        }
    }

    /// <summary>Completes when everything added so far was taken.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10), _clock);
        while (Waiting > 0)
        {
            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task DeliverAsync(AccountId account, ImmutableArray<BrokerEvent> batch, CancellationToken cancellationToken)
    {
        while (!await TryDeliverAsync(account, batch))
        {
            await Task.Delay(_backoff.Next(), _clock, cancellationToken);
        }

        _backoff.Reset();
        if (Interlocked.Add(ref _waiting, -batch.Length) < AlarmDepth / 2)
        {
            Volatile.Write(ref _alarmed, 0);
        }

        foreach (var happened in batch)
        {
            if (happened is SynchronizationEnded ended)
            {
                SynchronizationTaken?.Invoke(ended.Synchronization);
            }
        }
    }

    private async Task<bool> TryDeliverAsync(AccountId account, ImmutableArray<BrokerEvent> batch)
    {
        try
        {
            await _engine.OnBrokerEventsAsync(account, batch);
            return true;
        }
        catch (Exception e)
        {
            // Whatever the reason, these events are the only copy: they are kept and offered again.
            _metrics.CountDeliveryFailure("orders");
            LogNotTaken(account, batch.Length, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "The engine of {Account} did not take {Count} broker events; they are kept and offered again")]
    private partial void LogNotTaken(AccountId account, int count, Exception exception);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Critical, Message = "{Waiting} order events wait for the engine")]
    private partial void LogAlarm(long waiting);
}
