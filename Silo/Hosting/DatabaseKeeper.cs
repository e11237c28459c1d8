using OrleansTrader.Storage.Server;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Brings a private PostgreSQL back that died under us: nobody is there at night to do it. A configured server is its owner's business.</summary>
internal sealed partial class DatabaseKeeper(Database database, TimeProvider clock, ILogger<DatabaseKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(await KeepAsync(stoppingToken), clock, stoppingToken);
        }
    }

    private async Task<TimeSpan> KeepAsync(CancellationToken stop)
    {
        try
        {
            if (await database.ReviveAsync(stop))
            {
                LogRevived();
            }

            return Period;
        }
        catch (PrivatePostgresException e)
        {
            LogStillDead(e.Message);
            return AfterFailure;
        }
    }

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "The private PostgreSQL had died and was started again")]
    private partial void LogRevived();

    [LoggerMessage(EventId = 1012, Level = LogLevel.Error, Message = "The private PostgreSQL does not come back: {Reason}")]
    private partial void LogStillDead(string reason);
}
