using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Exchange;

namespace OrleansTrader.TwsSimulator.Scenarios;

/// <summary>Plays one scenario at a time; a new one replaces the one before. Exchange thread only: steps are due like everything else that is sent later.</summary>
internal sealed partial class ScenarioPlayer(ExchangeFloor floor, ExchangeCommands commands, ILogger<ScenarioPlayer> logger)
{
    private Play? _play;

    /// <summary>The name of what plays; null when nothing does.</summary>
    public string? Playing => _play?.Scenario.Name;

    /// <exception cref="Faults.FaultException">It makes no sense: nothing was started or stopped.</exception>
    public void Start(Scenario scenario)
    {
        scenario.Check(floor.Clock.GetUtcNow());
        Stop();
        _play = new Play(scenario, floor.Outbox.Now);
        Next(_play);
    }

    /// <summary>What it set stays.</summary>
    public void Stop()
    {
        if (_play is { } play)
        {
            LogStopped(play.Scenario.Name);
            _play = null;
        }
    }

    private void Next(Play play)
    {
        if (play.Step == play.Steps.Length)
        {
            if (++play.Round == play.Scenario.Repeat)
            {
                _play = null;
                LogPlayed(play.Scenario.Name);
                return;
            }

            (play.Step, play.StartedAt) = (0, floor.Outbox.Now);
        }

        var step = play.Steps[play.Step];
        floor.Outbox.At(play.StartedAt + TimeSpan.FromSeconds(step.At), () => WaitForTime(play, step));
    }

    private void WaitForTime(Play play, ScenarioStep step)
    {
        if (step.Time is not { } time)
        {
            Do(play, step);
            return;
        }

        var wait = floor.MarketClock.Until(floor.MarketClock.Next(ClockChange.TimeOfDay(time)!.Value));
        floor.Outbox.At(floor.Outbox.Now + wait, () => Do(play, step));
    }

    private void Do(Play play, ScenarioStep step)
    {
        if (_play != play)
        {
            return;
        }

        LogStep(play.Scenario.Name, step.At);
        try
        {
            commands.Do(step);
        }
        catch (Exception e) when (e is Faults.FaultException or ArgumentException)
        {
            LogFailed(play.Scenario.Name, e.Message);
            _play = null;
            return;
        }

        play.Step++;
        Next(play);
    }

    [LoggerMessage(EventId = 131, Level = LogLevel.Information, Message = "Scenario {Name}: step at {At} s")]
    private partial void LogStep(string name, double at);

    [LoggerMessage(EventId = 132, Level = LogLevel.Information, Message = "Scenario {Name} was played")]
    private partial void LogPlayed(string name);

    [LoggerMessage(EventId = 133, Level = LogLevel.Information, Message = "Scenario {Name} was stopped")]
    private partial void LogStopped(string name);

    [LoggerMessage(EventId = 134, Level = LogLevel.Warning, Message = "Scenario {Name} ended early: {Why}")]
    private partial void LogFailed(string name, string why);

    private sealed class Play(Scenario scenario, TimeSpan startedAt)
    {
        public Scenario Scenario { get; } = scenario;

        /// <summary>In the order of their moments; those of one moment as written.</summary>
        public ScenarioStep[] Steps { get; } = [.. scenario.Steps.OrderBy(static s => s.At)];

        public TimeSpan StartedAt { get; set; } = startedAt;

        public int Step { get; set; }

        public int Round { get; set; }
    }
}
