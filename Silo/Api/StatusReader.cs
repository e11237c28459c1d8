using System.Reflection;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Silo.Api;

/// <summary>The state of everything in one row; an engine that gives no answer is a line of it, not an error.</summary>
internal sealed class StatusReader(Accounts accounts, ILease lease, IBroker broker, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly DateTimeOffset StartedAt = ProcessStart();

    public static string Version { get; } =
        typeof(StatusReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public async Task<StatusRow> ReadAsync()
    {
        var condition = broker.Condition;
        var rows = await Task.WhenAll(accounts.All.Select(ReadAsync));
        return new StatusRow(Version, StartedAt, condition.State, lease.Epoch, condition.AllowOrders, [.. rows]);
    }

    /// <summary>Why an engine call failed, in one line; null when <paramref name="e"/> is a defect of ours.</summary>
    internal static string? Cause(Exception e) => e switch
    {
        TimeoutException => "no answer in time",
        System.Data.Common.DbException => $"the database does not answer: {e.Message}",
        OrleansException or NotLeaseHolderException or StaleTokenException or JournalException or GatewayRequestException or OperationCanceledException => e.Message,
        InvalidOperationException => e.Message,
        _ => null,
    };

    private static DateTimeOffset ProcessStart()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime).ToUniversalTime();
    }

    private async Task<AccountRow> ReadAsync(AccountId account)
    {
        try
        {
            return (await accounts.Engine(account).GetState().WaitAsync(Patience, clock)).ToRow();
        }
        catch (Exception e)
        {
            return new AccountRow(account, null, false, null, false, 0, 0, 0, null, Cause(e) ?? e.Message);
        }
    }
}
