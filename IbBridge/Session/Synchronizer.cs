using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Session;

/// <summary>Reads all lists of R8 of one session to their end markers, whenever a synchronization is wanted; live events go on throughout.</summary>
internal sealed partial class Synchronizer(
    GatewayLink link,
    GatewayRequests requests,
    RequestTable ids,
    SnapshotLists lists,
    OrderLane lane,
    IEngineGateway engine,
    IbBridgeOptions options,
    TimeProvider clock,
    ILogger logger)
{
    /// <summary>So many failures in a row and the socket itself is in doubt.</summary>
    private const int MaxFailures = 3;

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private CancellationTokenSource? _run;
    private long _done;

    /// <summary>A synchronization is wanted; <paramref name="restart"/> gives up the one that is running.</summary>
    public void Wake(bool restart)
    {
        if (restart && Volatile.Read(ref _run) is { } run)
        {
            _ = run.CancelAsync(); // Not on the caller's thread, which may hold the link's lock.
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>Runs until the session ends.</summary>
    /// <exception cref="TimeoutException">The gateway repeatedly left a list without its end marker.</exception>
    public async Task RunAsync(AccountId account, CancellationToken cancellationToken)
    {
        await WakeEngineAsync(account, cancellationToken);
        var failures = 0;
        while (true)
        {
            while (_done >= link.SynchronizationWanted)
            {
                await _wake.Reader.ReadAsync(cancellationToken);
            }

            var number = link.SynchronizationWanted;
            using var run = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Volatile.Write(ref _run, run);
            try
            {
                if (number == link.SynchronizationWanted)
                {
                    await ReadListsAsync(account, run.Token);
                    lane.Add(new SynchronizationEnded(number));
                    _done = number;
                    failures = 0;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                LogRestarted(number);
            }
            catch (TimeoutException e)
            {
                LogFailed(number, e.Message);
                if (++failures >= MaxFailures)
                {
                    throw;
                }
            }
            finally
            {
                Volatile.Write(ref _run, null);
                lists.GiveUp();
            }
        }
    }

    /// <summary>The engine must be there before lists are read to it. Without it (no database) the socket is kept and nothing is sent (design R10).</summary>
    private async Task WakeEngineAsync(AccountId account, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), new Random());
        while (true)
        {
            try
            {
                await engine.WakeAsync(account).WaitAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogEngineAsleep(account, e);
            }

            await Task.Delay(backoff.Next(), clock, cancellationToken);
        }
    }

    private async Task ReadListsAsync(AccountId account, CancellationToken cancellationToken)
    {
        lists.Begin(SnapshotKind.OpenOrders, markers: 2, requestId: null);
        await ReadAsync(SnapshotKind.OpenOrders, "reqAllOpenOrders", new AllOpenOrdersRequest(), cancellationToken);
        await ReadAsync(SnapshotKind.OpenOrders, "reqOpenOrders", new OpenOrdersRequest(), cancellationToken);
        await ReadExecutionsAsync(cancellationToken);
        lists.Begin(SnapshotKind.CompletedOrders, markers: 1, requestId: null);
        await ReadAsync(SnapshotKind.CompletedOrders, "reqCompletedOrders", new CompletedOrdersRequest(), cancellationToken);
        lists.Begin(SnapshotKind.Positions, markers: 1, requestId: null);
        await ReadAsync(SnapshotKind.Positions, "reqPositions", new PositionsRequest(), cancellationToken);
        await ReadExecutionsAsync(cancellationToken);
        lists.Begin(SnapshotKind.AccountValues, markers: 1, requestId: null);
        var updates = new AccountUpdatesRequest { Subscribe = true, AccountCode = account.Value };
        await ReadAsync(SnapshotKind.AccountValues, "reqAccountUpdates", updates, cancellationToken);
    }

    private async Task ReadExecutionsAsync(CancellationToken cancellationToken)
    {
        var id = ids.NextId();
        lists.Begin(SnapshotKind.Executions, markers: 1, requestId: id);
        await ReadAsync(SnapshotKind.Executions, "reqExecutions", new ExecutionsRequest { ReqId = id }, cancellationToken);
    }

    private async Task ReadAsync(SnapshotKind kind, string name, ClientMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var marker = lists.Sent(kind);
            await requests.SendAsync(PacingLane.Synchronization, request, cancellationToken);
            await marker.WaitAsync(options.SynchronizationTimeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{name} had no end marker within {options.SynchronizationTimeout}: trading stays closed");
        }
    }

    [LoggerMessage(EventId = 3011, Level = LogLevel.Error, Message = "Synchronization {Number} failed and is repeated: {Reason}")]
    private partial void LogFailed(long number, string reason);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Information, Message = "Synchronization {Number} was given up for a newer one")]
    private partial void LogRestarted(long number);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "The engine of {Account} cannot be woken: the socket is kept, nothing is sent")]
    private partial void LogEngineAsleep(AccountId account, Exception exception);
}
