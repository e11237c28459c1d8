using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Silo.Api;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Compares memory and tables every minute and raises an alarm when they part (design P3): a difference from the broker is noticed by the engine itself.</summary>
internal sealed partial class ProofWatch(ProofReader proof, Accounts accounts, TimeProvider clock, ILogger<ProofWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ProofAlarms _alarms = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Period, clock);
        while (await beat.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var (account, alarm) in _alarms.Of(await proof.ReadAsync(null)))
                {
                    await accounts.Engine(account).ExecuteAsync(alarm);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotCompared(e.Message); // No database or no engine now: the next minute.
            }
        }
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Warning, Message = "Memory and tables could not be compared: {Problem}")]
    private partial void LogNotCompared(string problem);
}

/// <summary>Which broken proofs have to be told: each once until it holds again.</summary>
internal sealed class ProofAlarms
{
    private HashSet<(AccountId, ConId)> _told = [];

    public IEnumerable<(AccountId Account, NotifyOperator Alarm)> Of(IReadOnlyList<ProofRow> rows)
    {
        var broken = rows.Where(static row => row is { State: ProofState.Mismatch, Repair: ProofReader.Rebuild or Proof.Restart }).ToArray();
        var news = broken.Where(row => !_told.Contains((row.Account, row.ConId))).ToArray();
        _told = [.. broken.Select(static row => (row.Account, row.ConId))];
        return news.Select(static row => (row.Account, new NotifyOperator(
            $"proof/{row.ConId}/{row.Cause}", "proof", NotificationLevel.Alarm, "proof", $"The proof of {row.Symbol} ({row.ConId}) broke: {row.Cause}. Repair: {row.Repair}.")));
    }
}
