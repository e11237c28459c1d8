using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Storage.MarketData;

namespace OrleansTrader.Silo.History;

/// <summary>Runs the fills that are not finished, also those of an earlier process, where the lease and the session are. A few at once; the bridge keeps the broker's pacing.</summary>
internal sealed partial class HistoryFiller(HistoryFilling filling, PostgresHistoryFills fills, IBroker broker, ILease lease, TimeProvider clock, ILogger<HistoryFiller> logger)
    : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly Dictionary<long, Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartMoreAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotRead(e); // The database is away: the fills are kept there.
            }

            await Task.Delay(Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task StartMoreAsync(CancellationToken stop)
    {
        foreach (var id in _running.Where(static pair => pair.Value.IsCompleted).Select(static pair => pair.Key).ToArray())
        {
            _running.Remove(id);
        }

        if (lease.Epoch is null || broker.Condition.State != SessionState.Ready || _running.Count >= AtOnce)
        {
            return;
        }

        foreach (var fill in (await fills.UnfinishedAsync(stop)).Where(fill => !_running.ContainsKey(fill.Id)).Take(AtOnce - _running.Count))
        {
            _running[fill.Id] = RunAsync(fill, stop);
        }
    }

    private async Task RunAsync(HistoryFill fill, CancellationToken stop)
    {
        try
        {
            await filling.FillAsync(fill, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Goes on in the next process.
        }
        catch (Exception e)
        {
            LogInterrupted(fill.Instrument, fill.Series.ToString(), e); // Still unfinished: taken up again.
        }
    }

    [LoggerMessage(EventId = 1204, Level = LogLevel.Warning, Message = "The unfinished fills could not be read")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(EventId = 1205, Level = LogLevel.Warning, Message = "The fill of {Instrument} ({Series}) was interrupted")]
    private partial void LogInterrupted(string instrument, string series, Exception exception);
}
