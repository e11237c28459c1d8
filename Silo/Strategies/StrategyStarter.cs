using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Silo.Settings;

namespace OrleansTrader.Silo.Strategies;

/// <summary>Hands every configured strategy to its grain as soon as the session is ready; tries again, ever slower, when one does not start.</summary>
/// <remarks>One strategy that cannot start holds up no other. Repeating a configuration changes nothing.</remarks>
internal sealed partial class StrategyStarter(
    IGrainFactory grains,
    IBroker broker,
    IOptions<StrategyRoster> roster,
    StrategyAssemblies found,
    TimeProvider clock,
    ILogger<StrategyStarter> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var file in found.Files)
        {
            Report(file);
        }

        return Task.WhenAll(roster.Value.Entries.Select(entry => StartAsync(entry.ToSettings(), stoppingToken)));
    }

    private void Report(StrategyFile file)
    {
        if (file.Problem is { } problem)
        {
            LogSkipped(file.Path, problem);
        }
        else if (!file.Types.IsEmpty)
        {
            LogFound(file.Path, file.Types);
        }
    }

    private async Task StartAsync(StrategySettings settings, CancellationToken stop)
    {
        var delay = FirstDelay;
        while (!await TryStartAsync(settings, stop))
        {
            await Task.Delay(delay, clock, stop);
            delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
        }
    }

    private async Task<bool> TryStartAsync(StrategySettings settings, CancellationToken stop)
    {
        while (broker.Condition.State != SessionState.Ready)
        {
            await Task.Delay(Poll, clock, stop);
        }

        try
        {
            await grains.GetGrain<IStrategyGrain>(settings.Name.Value).ConfigureAsync(settings);
            LogStarted(settings.Name.Value, settings.Type, settings.Account.Value);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            LogFailed(settings.Name.Value, e.Message, e);
            return false;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "Strategy {Strategy} ({Type}) trades account {Account}")]
    private partial void LogStarted(string strategy, string type, string account);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "Strategies found in {File}: {Names}")]
    private partial void LogFound(string file, ImmutableArray<Type> names);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Error, Message = "Strategy assembly {File} is skipped: {Problem}")]
    private partial void LogSkipped(string file, string problem);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "Strategy {Strategy} did not start: {Problem}")]
    private partial void LogFailed(string strategy, string problem, Exception exception);
}
