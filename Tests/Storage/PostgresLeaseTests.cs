using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTrader.Storage.Lease;
using OrleansTrader.Tests.Support;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

/// <summary>Real time and a real server: a lease is worth what the two do together.</summary>
public sealed class PostgresLeaseTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_holds_and_the_other_stands_by_until_the_lease_is_given_back()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database, "a");
        Assert.Equal(1, await AcquiredAsync(first));
        await using var second = await StartAsync(database, "b");
        var waiting = AcquiredAsync(second);
        Assert.Null(second.Epoch);
        Assert.Equal(1, first.Epoch);
        Assert.False(waiting.IsCompleted);

        await first.StopAsync();

        Assert.Null(first.Epoch);
        Assert.Equal(2, await waiting);
        Assert.Equal(2, second.Epoch);
        Assert.Empty(second.Predecessors); // It ended in order: nobody to fence.
    }

    [Fact]
    public async Task A_holder_whose_connection_dies_notices_and_a_stand_by_takes_over_with_a_higher_epoch()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database, "a");
        await AcquiredAsync(first);
        await using var second = await StartAsync(database, "b");
        var lost = first.LostAsync(CancellationToken.None);
        Assert.False(lost.IsCompleted);

        await ScalarAsync<bool>(
            database, "select bool_and(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())");

        await lost.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(2, await AcquiredAsync(second));
        Assert.Null(first.Epoch);
        Assert.Equal(["1|a", "2|b"], await RowsAsync(database, "select epoch, silo_address from trading.lease_holder where ended_at is null order by epoch"));
    }

    [Fact]
    public async Task Every_holder_that_did_not_end_in_order_is_left_to_be_fenced_but_never_this_process()
    {
        var database = await postgres.CreateDatabaseAsync();
        foreach (var (silo, ticks) in ((string, long)[])[("frozen", 1), ("crashed", 2)])
        {
            await EndLeaseOf(database, await StartAsync(database, silo, mark: new ProcessMark("elsewhere", ticks)));
        }

        await EndLeaseOf(database, await StartAsync(database, "ourselves"));
        await using var lease = await StartAsync(database, "ourselves");
        await AcquiredAsync(lease);

        Assert.Equal(["crashed", "frozen"], lease.Predecessors.Select(static holder => holder.Silo));
        await lease.MarkEndedAsync(lease.Predecessors[0], TestContext.Current.CancellationToken);
        Assert.Equal(["frozen"], lease.Predecessors.Select(static holder => holder.Silo));
        Assert.Equal(["1|frozen"], await RowsAsync(database, "select epoch, silo_address from trading.lease_holder where ended_at is null and silo_address <> 'ourselves'"));
    }

    [Fact]
    public void A_process_is_known_by_its_number_and_its_start_and_by_nothing_once_it_ended()
    {
        using var other = System.Diagnostics.Process.Start("sleep", "60");
        var mark = ProcessMark.Of(other.Id);

        Assert.NotNull(mark);
        Assert.Equal(mark, ProcessMark.Of(other.Id));
        Assert.True(new LeaseHolder("here", other.Id, mark, null).Lives);
        Assert.False(new LeaseHolder("here", other.Id, mark with { StartTicks = mark.StartTicks + 1 }, null).Lives);
        Assert.False(new LeaseHolder("here", other.Id, mark with { Machine = "another boot" }, null).Lives);
        other.Kill();
        other.WaitForExit();
        Assert.Null(ProcessMark.Of(other.Id));
    }

    [Fact]
    public async Task A_hold_whose_session_broke_is_in_doubt_and_resumed_under_its_epoch_when_nobody_had_the_lease_meanwhile()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var lease = await StartAsync(database, "a");
        await AcquiredAsync(lease);
        var lost = lease.LostAsync(CancellationToken.None);
        await AllowAsync(database, "false");
        await OnServerAsync(database, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{0}'");

        await UntilAsync(() => lease.Epoch is null);
        Assert.Equal(1, lease.KeptEpoch);
        Assert.False(lost.IsCompleted);
        await AllowAsync(database, "true");

        await UntilAsync(() => lease.Epoch is 1);
        Assert.False(lost.IsCompleted);
    }

    [Fact]
    public async Task Beside_other_silos_a_doubt_of_ten_seconds_ends_the_hold()
    {
        var database = await postgres.CreateDatabaseAsync();
        var clock = new SteppedClock();
        await using var lease = await StartAsync(database, "a", clock);
        lease.IsAlone = static () => false;
        await AcquiredAsync(lease);

        Assert.Equal(1, lease.KeptEpoch);
        clock.Step(TimeSpan.FromSeconds(9));
        Assert.Equal((null, 1L), (lease.Epoch, lease.KeptEpoch));
    }

    [Fact]
    public async Task Belief_ends_when_no_heartbeat_was_confirmed_for_three_seconds()
    {
        var database = await postgres.CreateDatabaseAsync();
        var clock = new SteppedClock();
        await using var lease = await StartAsync(database, "a", clock);
        await AcquiredAsync(lease);
        Assert.Equal(1, lease.Epoch);

        clock.Step(TimeSpan.FromSeconds(2.9));
        Assert.Equal(1, lease.Epoch);
        clock.Step(TimeSpan.FromSeconds(0.2));
        Assert.Null(lease.Epoch);
    }

    [Fact]
    public async Task The_server_ends_the_session_of_a_holder_that_fell_silent()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var frozen = await StartAsync(database, "frozen", new SteppedClock());
        Assert.Equal(1, await AcquiredAsync(frozen));

        await using var successor = await StartAsync(database, "successor");

        Assert.Equal(2, await AcquiredAsync(successor));
    }

    [Fact]
    public async Task Without_the_lease_loss_completes_at_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var lease = new PostgresLease(database, LeaseHolder.Self("a"), TimeProvider.System, NullLogger<PostgresLease>.Instance);

        Assert.True(lease.LostAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Order_id_marks_only_rise()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresOrderIdStore(database);

        Assert.Equal(0, await store.ReadHighWaterAsync("user", 1, CancellationToken.None));
        await store.ReserveAsync("user", 1, 200, CancellationToken.None);
        await store.ReserveAsync("user", 1, 100, CancellationToken.None);
        await store.ReserveAsync("user", 2, 7, CancellationToken.None);

        Assert.Equal(200, await store.ReadHighWaterAsync("user", 1, CancellationToken.None));
        Assert.Equal(7, await store.ReadHighWaterAsync("user", 2, CancellationToken.None));
    }

    private static Task AllowAsync(string database, string allowed) => OnServerAsync(database, $"alter database {{0}} allow_connections {allowed}");

    /// <param name="sql">With {0} for the database's name.</param>
    private static Task OnServerAsync(string database, string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        return ScalarAsync<bool>(
            new NpgsqlConnectionStringBuilder(database) { Database = "postgres" }.ConnectionString, string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, settings.Database));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>As after a crash: the lock is free, the holder is recorded.</summary>
    private static async Task EndLeaseOf(string database, PostgresLease lease)
    {
        await using (lease)
        {
            var epoch = await AcquiredAsync(lease);
            await lease.StopAsync();
            await ScalarAsync<long>(database, $"update trading.lease_holder set ended_at = null where epoch = {epoch} returning epoch");
        }
    }

    private static async Task<PostgresLease> StartAsync(string database, string silo, TimeProvider? clock = null, ProcessMark? mark = null)
    {
        var self = LeaseHolder.Self(silo);
        var lease = new PostgresLease(database, mark is null ? self : self with { Mark = mark }, clock ?? TimeProvider.System, NullLogger<PostgresLease>.Instance);
        await lease.StartAsync();
        return lease;
    }

    private static Task<long> AcquiredAsync(PostgresLease lease) => lease.AcquiredAsync(CancellationToken.None).WaitAsync(Deadline);

    /// <summary>Timers never fire and time stands still unless stepped: a process that is frozen while its connection stays open.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new SilentTimer();

        public void Step(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

        private sealed class SilentTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
