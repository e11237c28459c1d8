using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
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

    /// <summary>By the database, not by its absence.</summary>
    private const int MostRefusals = 3;

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

    /// <summary>What the database refuses again and again is offered event by event; one that is refused on its own goes to quarantine, and the others are taken.</summary>
    private async Task DeliverAsync(AccountId account, ImmutableArray<BrokerEvent> batch, CancellationToken cancellationToken)
    {
        if (await OfferAsync(account, batch, cancellationToken) is not null)
        {
            foreach (var happened in batch)
            {
                await DeliverAloneAsync(account, happened, cancellationToken);
            }
        }

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

    private async Task DeliverAloneAsync(AccountId account, BrokerEvent happened, CancellationToken cancellationToken)
    {
        if (await OfferAsync(account, [happened], cancellationToken) is { } problem)
        {
            LogRefused(account, happened, problem);
            await RepeatAsync(() => _engine.QuarantineAsync(account, happened, problem), account, 1, int.MaxValue, cancellationToken);
        }
    }

    /// <returns>Null once the events are taken; what the database says when it refused them too often.</returns>
    private Task<string?> OfferAsync(AccountId account, ImmutableArray<BrokerEvent> events, CancellationToken cancellationToken) =>
        RepeatAsync(() => _engine.OnBrokerEventsAsync(account, events), account, events.Length, MostRefusals, cancellationToken);

    /// <summary>Whatever the reason of a failure, these events are the only copy: they are kept and offered again.</summary>
    private async Task<string?> RepeatAsync(Func<Task> call, AccountId account, int count, int mostRefusals, CancellationToken cancellationToken)
    {
        for (var refusals = 0; ;)
        {
            try
            {
                await call();
                _backoff.Reset();
                return null;
            }
            catch (Exception e)
            {
                _metrics.CountDeliveryFailure("orders");
                LogNotTaken(account, count, e);
                if (e is JournalRefusedException && ++refusals == mostRefusals)
                {
                    return e.InnerException?.Message ?? e.Message;
                }
            }

            await Task.Delay(_backoff.Next(), _clock, cancellationToken);
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "The engine of {Account} did not take {Count} broker events; they are kept and offered again")]
    private partial void LogNotTaken(AccountId account, int count, Exception exception);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Critical, Message = "The database refuses what follows from {Event} of {Account}: it goes to quarantine. {Problem}")]
    private partial void LogRefused(AccountId account, BrokerEvent @event, string problem);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Critical, Message = "{Waiting} order events wait for the engine")]
    private partial void LogAlarm(long waiting);
}
