using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Session;

namespace OrleansTrader.IbBridge;

/// <summary>Keeps the one session alive while the lease is held: connects, runs, connects again.</summary>
internal sealed partial class IbBridgeService : BackgroundService
{
    /// <summary>After so many refusals in a row our own dead session is no explanation any more.</summary>
    private const int RefusalsBeforeFence = 3;

    /// <summary>After so many attempts without a login it is a person that is missing, not a moment.</summary>
    private const int ShutOutsBeforeAlarm = 3;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly SessionParts _parts;
    private readonly IbBroker _broker;
    private readonly IbMarketData _data;
    private readonly ILease _lease;
    private readonly IHolderFence _fence;
    private readonly ContractWaker _waker;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _ended = new();
    private TaskCompletionSource<AccountId> _account = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _dispatching = Task.CompletedTask;
    private Task _opening = Task.CompletedTask;
    private TwsSession? _session;
    private int _refusals;
    private int _shutOut;

    public IbBridgeService(SessionParts parts, IbBroker broker, IbMarketData data, ILease lease, IHolderFence fence, ContractWaker waker, ILoggerFactory loggers)
    {
        _parts = parts;
        _broker = broker;
        _data = data;
        _lease = lease;
        _fence = fence;
        _waker = waker;
        _loggers = loggers;
        _logger = loggers.CreateLogger<IbBridgeService>();
        _backoff = new Backoff(parts.Options.ReconnectDelay, parts.Options.ReconnectDelayMax, new Random());
        parts.Link.Changed += OnChanged;
        parts.Lines.Stopped += OpenLines;
        broker.RefreshWanted += () => Volatile.Read(ref _session)?.Refresh();
    }

    /// <summary>Stops orders at once, hands over what was received, then closes the socket.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_parts.Link.Apply(SessionEvent.StopRequested, "the process ends") == SessionState.Draining)
        {
            await DrainAsync(cancellationToken);
            _parts.Link.Apply(SessionEvent.Drained, "everything received was handed over");
        }

        await base.StopAsync(cancellationToken);
        await _ended.CancelAsync();
        await Task.WhenAll(_dispatching, _opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _parts.Link.Changed -= OnChanged;
        _parts.Lines.Stopped -= OpenLines;
        _ended.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        _dispatching = DispatchAsync();
        while (!stoppingToken.IsCancellationRequested)
        {
            var epoch = await _lease.AcquiredAsync(stoppingToken);
            LogLease(epoch);
            using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var lost = WatchLeaseAsync(held);
            await HoldAsync(held.Token);
            await held.CancelAsync();
            await lost.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Sessions one after the other while the lease is held.</summary>
    private async Task HoldAsync(CancellationToken held)
    {
        while (!held.IsCancellationRequested)
        {
            var end = await RunSessionAsync(held);
            if (end.WasReady)
            {
                _backoff.Reset();
                _shutOut = 0;
            }
            else if (++_shutOut == ShutOutsBeforeAlarm)
            {
                LogShutOut(_shutOut, end.Cause);
            }

            await PauseAsync(end, held).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<SessionEnd> RunSessionAsync(CancellationToken held)
    {
        using var session = new TwsSession(_parts, _loggers.CreateLogger<TwsSession>());
        _parts.Link.Apply(SessionEvent.ConnectDue, "connecting");
        Volatile.Write(ref _session, session);
        try
        {
            return await session.RunAsync(OnLoginAsync, held);
        }
        finally
        {
            Volatile.Write(ref _session, null);
        }
    }

    private async Task OnLoginAsync(Login login, CancellationToken cancellationToken)
    {
        await _parts.OrderIds.StartAsync(login.NextValidId, cancellationToken);
        _refusals = 0;
        _broker.Serve(login.Account);
        _account.TrySetResult(login.Account);
    }

    private async Task PauseAsync(SessionEnd end, CancellationToken held)
    {
        if (!end.ClientIdInUse)
        {
            await Task.Delay(_backoff.Next(), _parts.Clock, held);
            return;
        }

        if (++_refusals >= RefusalsBeforeFence)
        {
            await FenceAsync(held);
        }

        await Task.Delay(_parts.Options.ClientIdRetryDelay, _parts.Clock, held);
    }

    private async Task FenceAsync(CancellationToken held)
    {
        try
        {
            var done = await _fence.FenceAsync(_refusals, held);
            LogFence(_refusals, done);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFenceFailed(_refusals, e); // The client id stays refused; it is asked for again after the pause.
        }
    }

    private async Task WatchLeaseAsync(CancellationTokenSource held)
    {
        await _lease.LostAsync(held.Token);
        _parts.Link.Apply(SessionEvent.LeaseLost, "the lease was lost");
        await held.CancelAsync();
    }

    /// <summary>One dispatcher for all sessions; it starts with the first account.</summary>
    private async Task DispatchAsync()
    {
        var account = await _account.Task.WaitAsync(_ended.Token);
        await _parts.OrderLane.RunAsync(account, _ended.Token);
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DrainTime);
        try
        {
            await _parts.OrderLane.DrainAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogUndrained(_parts.OrderLane.Waiting);
        }
    }

    private void OnChanged(SessionChange change)
    {
        if (change.Effects.HasFlag(SessionEffects.EmptyOrderLane))
        {
            _parts.Pacing.Empty(PacingLane.Order);
        }

        if (change.Effects.HasFlag(SessionEffects.ForgetSubscriptions))
        {
            _parts.Lines.LoseAll(change.Cause);
        }

        if (change.Effects.HasFlag(SessionEffects.CloseSocket))
        {
            _parts.Farms.Clear();
            _parts.Pacing.Empty(PacingLane.Cancel);
        }

        if (change.Effects.HasFlag(SessionEffects.OpenForBusiness))
        {
            OpenLines();
        }
    }

    /// <summary>Opens the lines, then wakes the contracts that want some. Off the caller's thread: it may be the reader.</summary>
    private void OpenLines() => _opening = Task.Run(
        async () =>
        {
            await _data.RenewAsync(_ended.Token);
            await _waker.WakeAsync(_ended.Token);
        },
        _ended.Token);

    [LoggerMessage(EventId = 3031, Level = LogLevel.Information, Message = "The lease is held (epoch {Epoch}): connecting")]
    private partial void LogLease(long epoch);

    [LoggerMessage(EventId = 3032, Level = LogLevel.Critical, Message = "Client id refused {Refusals} times in a row: {Fence}")]
    private partial void LogFence(int refusals, string fence);

    [LoggerMessage(EventId = 3034, Level = LogLevel.Critical, Message = "Client id refused {Refusals} times in a row, and the fence failed")]
    private partial void LogFenceFailed(int refusals, Exception exception);

    [LoggerMessage(EventId = 3035, Level = LogLevel.Critical, Message = "No login in {Attempts} attempts: the gateway may wait for a person (second factor, a dialog), or not trust this host. It is tried further. Last cause: {Cause}")]
    private partial void LogShutOut(int attempts, string cause);

    [LoggerMessage(EventId = 3033, Level = LogLevel.Error, Message = "{Waiting} order events could not be handed over before the end; the next synchronization reads them again")]
    private partial void LogUndrained(long waiting);
}
