using Microsoft.Extensions.Hosting;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Placement;

/// <summary>Which silo holds the lease, as far as this one knows; null when it does not know.</summary>
public sealed class LeaseOwner
{
    private volatile SiloAddress? _current;

    public SiloAddress? Current
    {
        get => _current;
        set => _current = value;
    }
}

/// <summary>Follows the local lease: while it is held, this silo is the owner.</summary>
internal sealed class LeaseOwnerTracker(ILease lease, LeaseOwner owner, ILocalSiloDetails silo) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await lease.AcquiredAsync(stoppingToken);
            owner.Current = silo.SiloAddress;
            await lease.LostAsync(stoppingToken);
            owner.Current = owner.Current == silo.SiloAddress ? null : owner.Current;
        }
    }
}
