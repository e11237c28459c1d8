using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Journal;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Runs one part of the engine's work so that a defect in it stops nothing that follows: it is logged with its cause and raises one alarm until the part works again.</summary>
/// <remarks>A poisoned activation is no defect: its exceptions pass, for nothing that follows could be recorded.</remarks>
internal sealed partial class PartGuard(Engine engine, ILogger logger)
{
    private readonly Dictionary<string, string> _failing = [];

    /// <summary>False when the part failed.</summary>
    public bool Run(string part, Action work)
    {
        try
        {
            work();
            _failing.Remove(part);
            return true;
        }
        catch (Exception e) when (engine.Commit.Poison is null)
        {
            Report(part, e);
            return false;
        }
    }

    /// <summary>As <see cref="Run"/>, for work that waits.</summary>
    public async Task RunAsync(string part, Func<Task> work)
    {
        try
        {
            await work();
            _failing.Remove(part);
        }
        catch (Exception e) when (engine.Commit.Poison is null)
        {
            Report(part, e);
        }
    }

    private void Report(string part, Exception e)
    {
        if (_failing.TryGetValue(part, out var known) && known == e.Message)
        {
            return; // The same as at the last look.
        }

        _failing[part] = e.Message;
        LogFailed(engine.Account, part, e);
        engine.Notify(NotificationLevel.Alarm, "engine", $"A part of the engine failed and is tried again: {part}: {e.Message}");
    }

    [LoggerMessage(EventId = 2171, Level = LogLevel.Critical, Message = "Account {Account}: {Part} failed; the rest goes on")]
    private partial void LogFailed(Domain.Values.AccountId account, string part, Exception exception);
}
