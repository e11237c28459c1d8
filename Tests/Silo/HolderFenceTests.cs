using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansTrader.Silo.Hosting;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Storage.Lease;
using OrleansTrader.Tests.Storage;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Silo;

/// <summary>Who is ended when the gateway still holds our client id for somebody else (R1): that very process, or by command; never another.</summary>
public sealed class HolderFenceTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_recorded_holder_on_this_machine_is_killed_and_remembered_as_ended()
    {
        using var frozen = Process.Start("sleep", "600");
        var (fence, lease) = await FenceAsync(new LeaseHolder("here", frozen.Id, ProcessMark.Of(frozen.Id), "127.0.0.1:1@1"));
        await using var held = lease;

        Assert.Contains($"process {frozen.Id} on here) was killed", await fence.FenceAsync(3, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await frozen.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Empty(lease.Predecessors);
        Assert.Contains("another program uses the client id", await fence.FenceAsync(4, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_holders_the_newest_is_ended_first_and_an_older_one_only_when_the_client_id_is_refused_again()
    {
        using var older = Process.Start("sleep", "600");
        using var newer = Process.Start("sleep", "600");
        var (fence, lease) = await FenceAsync(Here(older), Here(newer));
        await using var held = lease;

        var first = await fence.FenceAsync(3, TestContext.Current.CancellationToken);

        await newer.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"process {newer.Id} on here) was killed", first, StringComparison.Ordinal);
        Assert.False(older.HasExited);
        Assert.Contains($"process {older.Id} on here) was killed", await fence.FenceAsync(4, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await older.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_newest_holder_that_cannot_be_ended_leaves_the_older_ones_their_turn()
    {
        using var older = Process.Start("sleep", "600");
        var (fence, lease) = await FenceAsync(Here(older), new LeaseHolder("far", 4711, new ProcessMark("another machine", 1), "127.0.0.1:3@3"));
        await using var held = lease;

        Assert.Contains("end it by hand", await fence.FenceAsync(3, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(older.HasExited);
        Assert.Contains("was killed", await fence.FenceAsync(4, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("end it by hand", await fence.FenceAsync(5, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_no_longer_holds_the_lease_ends_nobody()
    {
        using var successor = Process.Start("sleep", "600");
        var (fence, lease) = await FenceAsync(Here(successor));
        await lease.StopAsync();

        Assert.Contains("no longer held", await fence.FenceAsync(3, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.False(successor.HasExited);
        successor.Kill();
        await lease.DisposeAsync();
    }

    private static LeaseHolder Here(Process process) => new("here", process.Id, ProcessMark.Of(process.Id), "127.0.0.1:1@1");

    [Fact]
    public async Task A_process_that_got_the_number_of_an_ended_holder_is_left_alone()
    {
        using var innocent = Process.Start("sleep", "600");
        var mark = ProcessMark.Of(innocent.Id)!;
        var (fence, lease) = await FenceAsync(new LeaseHolder("here", innocent.Id, mark with { StartTicks = mark.StartTicks - 1 }, "127.0.0.1:1@1"));
        await using var held = lease;

        Assert.Contains("has ended already", await fence.FenceAsync(3, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.False(innocent.HasExited);
        innocent.Kill();
    }

    [Fact]
    public async Task A_holder_elsewhere_is_an_alarm_and_stays_recorded_when_no_command_is_set()
    {
        using var innocent = Process.Start("sleep", "600");
        var (fence, lease) = await FenceAsync(new LeaseHolder("far", innocent.Id, new ProcessMark("another machine", 1), "127.0.0.1:1@1"));
        await using var held = lease;

        Assert.Contains("Lease:FenceCommand is not set", await fence.FenceAsync(3, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Single(lease.Predecessors);
        Assert.False(innocent.HasExited);
        innocent.Kill();
    }

    [Theory]
    [InlineData("test $TRADER_FENCE_HOST = far && test $TRADER_FENCE_PID = 4711 && test $TRADER_FENCE_SILO = 127.0.0.1:1@1 && test $TRADER_FENCE_EPOCH = 1", "the fence command ended the holder of epoch 1", 0)]
    [InlineData("exit 3", "failed with exit code 3", 1)]
    [InlineData("sleep 60", "did not end within", 1)]
    public async Task A_holder_elsewhere_is_ended_only_by_a_command_that_succeeds(string command, string said, int left)
    {
        var (fence, lease) = await FenceAsync(command, new LeaseHolder("far", 4711, new ProcessMark("another machine", 1), "127.0.0.1:1@1"));
        await using var held = lease;

        Assert.Contains(said, await fence.FenceAsync(3, TestContext.Current.CancellationToken), StringComparison.Ordinal);

        Assert.Equal(left, lease.Predecessors.Count);
    }

    /// <summary>The fence of a successor that took the lease from the last of <paramref name="holders"/>; none of them ended in order.</summary>
    private Task<(HolderFence Fence, PostgresLease Lease)> FenceAsync(params LeaseHolder[] holders) => FenceAsync(null, holders);

    private async Task<(HolderFence Fence, PostgresLease Lease)> FenceAsync(string? command, params LeaseHolder[] holders)
    {
        var database = await postgres.CreateDatabaseAsync();
        foreach (var holder in holders)
        {
            await using var earlier = await HeldAsync(database, holder);
            await earlier.StopAsync();
        }

        await Samples.ScalarAsync<long>(database, "update trading.lease_holder set ended_at = null returning epoch");
        var lease = await HeldAsync(database, LeaseHolder.Self("127.0.0.1:2@2"));
        return (new HolderFence(lease, new EndedHolders(lease, new Members(), NullLogger<EndedHolders>.Instance), Options.Create(new LeaseSettings { FenceCommand = command, FenceTimeout = TimeSpan.FromSeconds(1) })), lease);
    }

    /// <summary>A cluster that does not know the holder.</summary>
    private sealed class Members : IClusterMembershipService
    {
        public ClusterMembershipSnapshot CurrentSnapshot { get; } = new(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, MembershipVersion.MinValue);

        public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

        public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();
    }

    private static async Task<PostgresLease> HeldAsync(string database, LeaseHolder holder)
    {
        var lease = new PostgresLease(database, holder, TimeProvider.System, NullLogger<PostgresLease>.Instance);
        await lease.StartAsync();
        await lease.AcquiredAsync(CancellationToken.None);
        return lease;
    }
}
