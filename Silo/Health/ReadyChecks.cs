using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Silo.Api;

namespace OrleansTrader.Silo.Health;

/// <summary>This process holds the lease of the gateway session.</summary>
internal sealed class LeaseCheck(ILease lease) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lease.Epoch is { } epoch ? HealthCheckResult.Healthy($"epoch {epoch}") : HealthCheckResult.Unhealthy("not held"));
}

/// <summary>The database answers.</summary>
internal sealed class JournalCheck(IBookStore books, Accounts accounts) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            foreach (var account in accounts.All)
            {
                await books.ReadBooksAsync(account, cancellationToken).WaitAsync(Patience, cancellationToken);
            }

            return HealthCheckResult.Healthy("answers");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}

/// <summary>The session to the gateway is up and synchronized.</summary>
internal sealed class SessionCheck(IBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var condition = broker.Condition;
        var text = $"{condition.State}{(condition.AllowOrders ? "" : ", orders not allowed")}";
        return Task.FromResult(condition.State == SessionState.Ready ? HealthCheckResult.Healthy(text) : HealthCheckResult.Unhealthy(text));
    }
}

/// <summary>Every account's engine has compared its books with the broker's lists.</summary>
internal sealed class EngineCheck(StatusReader reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var accounts = (await reader.ReadAsync()).Accounts;
        var text = string.Join("; ", accounts.Select(static row => $"{row.Account} {row.Problem ?? (row.Synchronized ? "synchronized" : "synchronizing")}{(row.State == TradingState.Active ? "" : " " + row.State)}"));
        return accounts is not [] && accounts.All(static row => row is { Synchronized: true, Problem: null }) ? HealthCheckResult.Healthy(text) : HealthCheckResult.Unhealthy(text);
    }
}
