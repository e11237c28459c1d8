using OrleansTrader.Storage.Lease;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Tries for the lease from the moment the silo is up, and gives it back after the bridge has stopped.</summary>
internal sealed class LeaseService(PostgresLease lease) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => lease.StartAsync();

    public Task StopAsync(CancellationToken cancellationToken) => lease.StopAsync();
}
