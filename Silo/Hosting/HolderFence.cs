using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Storage.Lease;

namespace OrleansTrader.Silo.Hosting;

/// <summary>Ends earlier holders of the lease that may still hold our client id at the gateway (design R1): on this machine by process id and start, elsewhere by a configured command.</summary>
/// <remarks>One at a time, the newest first: between two of them the login is tried again.</remarks>
internal sealed class HolderFence(PostgresLease lease, EndedHolders ended, IOptions<LeaseSettings> settings) : IHolderFence
{
    /// <summary>What is known of a holder after its turn.</summary>
    private enum Fate
    {
        EndedBefore = 1,
        Ended = 2,

        /// <summary>Or may live.</summary>
        Lives = 3,
    }

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Epochs that had their turn since the newest was last tried.</summary>
    private readonly HashSet<long> _tried = [];

    public async Task<string> FenceAsync(int refusals, CancellationToken cancellationToken)
    {
        if (lease.Predecessors is [])
        {
            return "no earlier holder of the lease is left, so another program uses the client id: end it, or give it another id; nothing is traded until then";
        }

        if (lease.Predecessors.All(holder => _tried.Contains(holder.Epoch)))
        {
            _tried.Clear(); // All of them had their turn and the client id is still refused: again from the newest on.
        }

        var done = new List<string>();
        foreach (var holder in lease.Predecessors.Where(holder => !_tried.Contains(holder.Epoch)))
        {
            if (lease.Epoch is null)
            {
                done.Add("the lease is no longer held here, so nobody is ended"); // A predecessor may be the holder by now.
                break;
            }

            _tried.Add(holder.Epoch);
            var (fate, what) = await EndAsync(holder, cancellationToken);
            done.Add(what);
            if (fate != Fate.Lives)
            {
                await ended.BuryAsync(holder, cancellationToken);
            }

            if (fate != Fate.EndedBefore)
            {
                break; // The client id may be free now: the login is tried before anybody older is touched.
            }
        }

        return string.Join("; ", done);
    }

    private async Task<(Fate Fate, string What)> EndAsync(LeaseHolder holder, CancellationToken cancellationToken)
    {
        var name = $"the holder of epoch {holder.Epoch} (process {holder.Pid} on {holder.Host})";
        if (!holder.IsOnThisMachine)
        {
            return await RunCommandAsync(holder, name, cancellationToken);
        }

        if (!holder.Lives)
        {
            return (Fate.EndedBefore, $"{name} has ended already");
        }

        return await KillAsync(holder, cancellationToken)
            ? (Fate.Ended, $"{name} was killed")
            : await RunCommandAsync(holder, $"{name}, which cannot be killed from here,", cancellationToken);
    }

    /// <summary>Only ever called for a process whose number and start are those that were recorded.</summary>
    private static async Task<bool> KillAsync(LeaseHolder holder, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.GetProcessById(holder.Pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return !holder.Lives; // It ended by itself meanwhile, or it belongs to somebody else.
        }

        for (var waited = TimeSpan.Zero; holder.Lives && waited < EndPatience; waited += EndPoll)
        {
            await Task.Delay(EndPoll, cancellationToken);
        }

        return !holder.Lives;
    }

    private async Task<(Fate Fate, string What)> RunCommandAsync(LeaseHolder holder, string name, CancellationToken cancellationToken)
    {
        if (settings.Value.FenceCommand is not { } text)
        {
            return (Fate.Lives, $"{name} may still hold the client id and Lease:FenceCommand is not set: end it by hand; nothing is traded until then");
        }

        var start = new ProcessStartInfo("/bin/sh", ["-c", text])
        {
            UseShellExecute = false,
            Environment =
            {
                ["TRADER_FENCE_HOST"] = holder.Host,
                ["TRADER_FENCE_PID"] = holder.Pid.ToString(CultureInfo.InvariantCulture),
                ["TRADER_FENCE_SILO"] = holder.Silo ?? "",
                ["TRADER_FENCE_EPOCH"] = holder.Epoch.ToString(CultureInfo.InvariantCulture),
            },
        };
        using var command = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Value.FenceTimeout);
        try
        {
            await command.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            command.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return (Fate.Lives, $"the fence command for {name} did not end within {settings.Value.FenceTimeout}");
        }

        return command.ExitCode == 0
            ? (Fate.Ended, $"the fence command ended {name}")
            : (Fate.Lives, $"the fence command for {name} failed with exit code {command.ExitCode}");
    }
}
