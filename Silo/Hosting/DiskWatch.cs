using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Silo.Api;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Looks every minute how much of the disk is left, and raises an alarm while the journal can still take one.</summary>
/// <remarks>A disk that fills up nevertheless is an outage of the journal: nothing new is sent until there is room again, nothing is lost.</remarks>
internal sealed partial class DiskWatch(IOptions<DataSettings> settings, Accounts accounts, TimeProvider clock, ILogger<DiskWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly DiskAlarm _alarm = new(settings.Value.MinFreeMiB);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Period, clock);
        while (await beat.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (_alarm.Of(settings.Value.FreeMiB) is { } text)
                {
                    await TellAsync(text);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotTold(e.Message);
            }
        }
    }

    private async Task TellAsync(string text)
    {
        LogLow(text);
        var key = $"disk/{clock.GetUtcNow():O}";
        foreach (var account in accounts.All)
        {
            await accounts.Engine(account).ExecuteAsync(new NotifyOperator(key, "disk", NotificationLevel.Alarm, "disk", text));
        }
    }

    [LoggerMessage(EventId = 1041, Level = LogLevel.Error, Message = "{Text}")]
    private partial void LogLow(string text);

    [LoggerMessage(EventId = 1042, Level = LogLevel.Error, Message = "The disk could not be watched or its alarm not be told: {Problem}")]
    private partial void LogNotTold(string problem);
}

/// <summary>When the space left has to be told: once each time it falls below the minimum.</summary>
internal sealed class DiskAlarm(int minimumMiB)
{
    private bool _low;

    public string? Of(long freeMiB)
    {
        var before = _low;
        _low = freeMiB < minimumMiB;
        return _low && !before
            ? $"Only {freeMiB} MiB are free in Data:Directory, less than Data:MinFreeMiB ({minimumMiB}): make room, a full disk stops all trading."
            : null;
    }
}
