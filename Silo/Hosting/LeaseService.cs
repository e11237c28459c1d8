using OrleansTrader.Storage.Lease;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Tries for the lease once everything has started, and gives it back once everything has stopped: the engine's last commits still need it.</summary>
internal sealed class LeaseService(PostgresLease lease) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => lease.StartAsync();

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => lease.StopAsync();
}
