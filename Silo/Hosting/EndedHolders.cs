using System.Data.Common;
using OrleansTrader.Storage.Lease;

namespace OrleansTrader.Silo.Hosting;

/// <summary>
/// Draws the conclusions from the end of an earlier holder of the lease. The cluster would notice only after several unanswered probes, and until then
/// send every call for its grains to a dead silo: here its end is certain, so it is declared dead at once.
/// </summary>
internal sealed partial class EndedHolders(PostgresLease lease, IClusterMembershipService membership, ILogger<EndedHolders> logger) : BackgroundService
{
    /// <summary>Only for a holder that cannot run any more; a repeat changes nothing.</summary>
    public async Task BuryAsync(LeaseHolder holder, CancellationToken cancellationToken)
    {
        try
        {
            if (holder.Silo is { } silo && SiloAddress.FromParsableString(silo) is var address && membership.CurrentSnapshot.GetSiloStatus(address) is not (SiloStatus.None or SiloStatus.Dead))
            {
                await membership.TryKill(address);
                LogBuried(silo, holder.Epoch);
            }

            await lease.MarkEndedAsync(holder, cancellationToken);
        }
        catch (Exception e) when (e is DbException or OrleansException or TimeoutException)
        {
            LogNotBuried(holder.Epoch, e.Message); // It stays recorded: the cluster's probes and the next holder find out as well.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await lease.AcquiredAsync(stoppingToken);
            foreach (var holder in lease.Predecessors.Where(static holder => holder.IsOnThisMachine && !holder.Lives))
            {
                await BuryAsync(holder, stoppingToken);
            }

            await lease.LostAsync(stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1031, Level = LogLevel.Information, Message = "Silo {Silo}, which held the lease of epoch {Epoch}, has ended: declared dead")]
    private partial void LogBuried(string silo, long epoch);

    [LoggerMessage(EventId = 1032, Level = LogLevel.Warning, Message = "The end of the holder of epoch {Epoch} could not be recorded: {Problem}")]
    private partial void LogNotBuried(long epoch, string problem);
}
