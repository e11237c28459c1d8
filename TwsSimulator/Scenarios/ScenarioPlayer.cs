using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.TwsSimulator.Scenarios;

/// <summary>Plays one scenario at a time; a new one replaces the one before.</summary>
internal sealed partial class ScenarioPlayer(SimulatedGateway gateway, TimeProvider clock, ILogger<ScenarioPlayer> logger) : IAsyncDisposable
{
    private CancellationTokenSource? _stop;
    private Task _playing = Task.CompletedTask;

    /// <summary>Starts it and returns.</summary>
    /// <exception cref="FaultException">It makes no sense: nothing was started or stopped.</exception>
    public async Task StartAsync(Scenario scenario)
    {
        scenario.Check(clock.GetUtcNow());
        await StopAsync();
        _stop = new CancellationTokenSource();
        _playing = PlayAsync(scenario, _stop.Token);
    }

    public async Task StopAsync()
    {
        if (_stop is { } stop)
        {
            await stop.CancelAsync();
            await _playing;
            stop.Dispose();
            _stop = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task PlayAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        try
        {
            for (var round = 0; round < scenario.Repeat; round++)
            {
                var startedAt = clock.GetTimestamp();
                foreach (var step in scenario.Steps.OrderBy(static s => s.At))
                {
                    var wait = TimeSpan.FromSeconds(step.At) - clock.GetElapsedTime(startedAt);
                    await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock, cancellationToken);
                    await DoAsync(scenario, step);
                }
            }

            LogPlayed(scenario.Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            LogStopped(scenario.Name);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            LogFailed(scenario.Name, e.Message);
        }
    }

    private async Task DoAsync(Scenario scenario, ScenarioStep step)
    {
        LogStep(scenario.Name, step.At);
        if (step.Clear)
        {
            await gateway.ClearFaultsAsync();
        }

        await gateway.AddFaultsAsync(step.Faults ?? []);
        foreach (var price in step.Prices ?? [])
        {
            await gateway.ChangePriceAsync(price);
        }

        foreach (var order in step.Orders ?? [])
        {
            await gateway.PlaceManualOrderAsync(order);
        }
    }

    [LoggerMessage(EventId = 131, Level = LogLevel.Information, Message = "Scenario {Name}: step at {At} s")]
    private partial void LogStep(string name, double at);

    [LoggerMessage(EventId = 132, Level = LogLevel.Information, Message = "Scenario {Name} was played")]
    private partial void LogPlayed(string name);

    [LoggerMessage(EventId = 133, Level = LogLevel.Information, Message = "Scenario {Name} was stopped")]
    private partial void LogStopped(string name);

    [LoggerMessage(EventId = 134, Level = LogLevel.Warning, Message = "Scenario {Name} ended early: {Why}")]
    private partial void LogFailed(string name, string why);
}
