using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Storage.Lease;

/// <summary>The lease as a session advisory lock on a connection of its own (design R1).</summary>
/// <remarks>
/// A heartbeat each second on that connection; anything but its timely success puts the hold in doubt. The server ends the session after five
/// idle seconds, so that a frozen process loses the lock; our own belief ends earlier, by the age of the last heartbeat. A hold in doubt is
/// resumed under its epoch when the lock is free and the epoch unchanged: then nobody had it meanwhile. It ends as soon as another epoch is
/// seen, or after ten seconds without the database unless this is the only silo (design R10).
/// </remarks>
public sealed partial class PostgresLease : ILease, IAsyncDisposable
{
    private const long LockKey = 0x4F54_0002; // "OT", second of our advisory locks.
    private const int HeartbeatSeconds = 2;

    private static readonly TimeSpan StandbyPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DoubtBesideOthers = TimeSpan.FromSeconds(10);

    private readonly string _connectionString;
    private readonly LeaseHolder _self;
    private readonly TimeProvider _clock;
    private readonly ILogger<PostgresLease> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource<long> _acquired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Hold? _hold;
    private Task? _running;
    private string? _trouble;
    private bool _disposed;

    /// <param name="clock">Real time: leases never follow a simulated clock (design R17).</param>
    public PostgresLease(string connectionString, LeaseHolder self, TimeProvider clock, ILogger<PostgresLease> logger)
    {
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "lease",
            Pooling = false,
            KeepAlive = 5,
            Timeout = 3,
            CommandTimeout = HeartbeatSeconds,
            CancellationTimeout = 500,
        }.ConnectionString;
        _self = self;
        _clock = clock;
        _logger = logger;
    }

    public long? Epoch => Volatile.Read(ref _hold) is { InDoubt: false } hold && _clock.GetElapsedTime(hold.ConfirmedAt) < Belief ? hold.Epoch : null;

    public long? KeptEpoch => Volatile.Read(ref _hold) is { } hold && !IsTooDoubtful(hold) ? hold.Epoch : null;

    /// <summary>Whether this is the only silo: then a hold in doubt is kept for as long as the database is away. Asked whenever it matters.</summary>
    public Func<bool> IsAlone { get; set; } = static () => true;

    /// <summary>Who held the lease before us and is not known to have ended, newest first: to be fenced when the gateway still knows it. Never this process.</summary>
    public IReadOnlyList<LeaseHolder> Predecessors { get; private set; } = [];

    /// <summary>Records that a predecessor has ended; a repeat changes nothing.</summary>
    /// <exception cref="NpgsqlException">The database did not answer: the next successor finds it again.</exception>
    public async Task MarkEndedAsync(LeaseHolder predecessor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(predecessor);
        await using var session = new NpgsqlConnection(_connectionString);
        await session.OpenAsync(cancellationToken);
        await RecordEndAsync(session, predecessor.Epoch, cancellationToken);
        Predecessors = [.. Predecessors.Where(each => each.Epoch != predecessor.Epoch)];
    }

    public async Task LostAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _hold) is { } hold)
        {
            await hold.Lost.Task.WaitAsync(cancellationToken);
        }
    }

    public Task<long> AcquiredAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _acquired.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Begins to try for the lease, as often as it takes. The database must be migrated.</summary>
    public Task StartAsync()
    {
        _running ??= RunAsync(_stop.Token);
        return Task.CompletedTask;
    }

    /// <summary>Gives the lease back and ends; a repeat does nothing.</summary>
    public async Task StopAsync()
    {
        if (_disposed)
        {
            return;
        }

        await _stop.CancelAsync();
        await (_running ?? Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _disposed = true;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var session = new NpgsqlConnection(_connectionString);
                await session.OpenAsync(stop);
                await ExecuteAsync(session, "set idle_session_timeout = '5s'", stop);
                await UntilLockedAsync(session, stop);
                await HoldAsync(session, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                End("asked to stop");
                return;
            }
            catch (Exception e) when (IsSessionFailure(e))
            {
                NoteTrouble(e.Message);
                EndIfTooDoubtful();
                await Task.Delay(StandbyPoll, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The same trouble ten times a second is one line.</summary>
    private void NoteTrouble(string cause)
    {
        if (_trouble != cause)
        {
            _trouble = cause;
            LogTrouble(cause);
        }
    }

    private async Task UntilLockedAsync(NpgsqlConnection session, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({LockKey})", session);
        while (await command.ExecuteScalarAsync(stop) is not true)
        {
            if (_hold is { } hold && await ReadEpochAsync(session, stop) != hold.Epoch)
            {
                End("another holder took it");
            }

            EndIfTooDoubtful();
            await Task.Delay(StandbyPoll, _clock, stop);
        }
    }

    private async Task HoldAsync(NpgsqlConnection session, CancellationToken stop)
    {
        var hold = await ResumeAsync(session, stop) ?? await TakeAsync(session, stop);
        _trouble = null;
        var cause = "the heartbeat was late";
        try
        {
            do
            {
                await Task.Delay(Heartbeat, _clock, stop);
            }
            while (await ConfirmAsync(session, hold));
        }
        catch (OperationCanceledException)
        {
            End("asked to stop");
            await RecordEndAsync(session, hold.Epoch, CancellationToken.None);
            return;
        }
        catch (Exception e) when (IsSessionFailure(e))
        {
            cause = e.Message;
        }

        hold.InDoubt = true;
        LogDoubt(hold.Epoch, cause);
    }

    /// <summary>The hold in doubt, if nobody had the lease since: the lock is ours again and the epoch is still this one's.</summary>
    private async Task<Hold?> ResumeAsync(NpgsqlConnection session, CancellationToken stop)
    {
        if (_hold is not { } hold)
        {
            return null;
        }

        var sentAt = _clock.GetTimestamp();
        if (await ReadEpochAsync(session, stop) != hold.Epoch)
        {
            End("another holder had it meanwhile");
            return null;
        }

        (hold.ConfirmedAt, hold.InDoubt) = (sentAt, false);
        LogResumed(hold.Epoch);
        return hold;
    }

    private static async Task<long> ReadEpochAsync(NpgsqlConnection session, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand("select epoch from trading.lease", session);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    private bool IsTooDoubtful(Hold hold) => hold.InDoubt && !IsAlone() && _clock.GetElapsedTime(hold.ConfirmedAt) > DoubtBesideOthers;

    private void EndIfTooDoubtful()
    {
        if (_hold is { } hold && IsTooDoubtful(hold))
        {
            End("the database is away for too long");
        }
    }

    /// <summary>One heartbeat; false when it came back, but too late to be believed.</summary>
    private async Task<bool> ConfirmAsync(NpgsqlConnection session, Hold hold)
    {
        var sentAt = _clock.GetTimestamp();
        await ExecuteAsync(session, "select 1", CancellationToken.None); // Limited by the command's time-out.
        if (_clock.GetElapsedTime(hold.ConfirmedAt) >= Belief)
        {
            return false;
        }

        hold.ConfirmedAt = sentAt;
        return true;
    }

    /// <summary>Raises the epoch: whatever an earlier holder still does is older from here on.</summary>
    private async Task<Hold> TakeAsync(NpgsqlConnection session, CancellationToken stop)
    {
        var sentAt = _clock.GetTimestamp();
        Predecessors = await ReadPredecessorsAsync(session, stop);
        await using var command = new NpgsqlCommand(
            """
            with taken as (update trading.lease set epoch = epoch + 1 returning epoch)
            insert into trading.lease_holder (epoch, host, pid, machine, start_ticks, silo_address) select epoch, $1, $2, $3, $4, $5 from taken
            returning epoch
            """,
            session)
        {
            Parameters =
            {
                new() { Value = _self.Host },
                new() { Value = _self.Pid },
                new NpgsqlParameter<string?> { TypedValue = _self.Mark?.Machine },
                new NpgsqlParameter<long?> { TypedValue = _self.Mark?.StartTicks },
                new NpgsqlParameter<string?> { TypedValue = _self.Silo },
            },
        };
        var hold = new Hold((long)(await command.ExecuteScalarAsync(stop))!, sentAt);
        Begin(hold);
        return hold;
    }

    private async Task<IReadOnlyList<LeaseHolder>> ReadPredecessorsAsync(NpgsqlConnection session, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            "select epoch, host, pid, machine, start_ticks, silo_address from trading.lease_holder where ended_at is null order by epoch desc", session);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var holders = new List<LeaseHolder>();
        while (await reader.ReadAsync(stop))
        {
            var mark = reader.IsDBNull(3) || reader.IsDBNull(4) ? null : new ProcessMark(reader.GetString(3), reader.GetInt64(4));
            holders.Add(new LeaseHolder(reader.GetString(1), reader.GetInt32(2), mark, reader.IsDBNull(5) ? null : reader.GetString(5)) { Epoch = reader.GetInt64(0) });
        }

        return [.. holders.Where(holder => holder.Mark is null || (holder.Pid, holder.Mark) != (_self.Pid, _self.Mark))];
    }

    private static Task RecordEndAsync(NpgsqlConnection session, long epoch, CancellationToken cancellationToken) =>
        ExecuteAsync(session, $"update trading.lease_holder set ended_at = now() where epoch = {epoch} and ended_at is null", cancellationToken);

    private void Begin(Hold hold)
    {
        lock (_gate)
        {
            Volatile.Write(ref _hold, hold);
            _acquired.SetResult(hold.Epoch);
        }

        LogAcquired(hold.Epoch);
    }

    /// <summary>Ends the hold, if there is one.</summary>
    private void End(string cause)
    {
        if (_hold is not { } hold)
        {
            return;
        }

        lock (_gate)
        {
            Volatile.Write(ref _hold, null);
            _acquired = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        hold.Lost.SetResult();
        LogLost(hold.Epoch, cause);
    }

    /// <summary>A session that the server ended while it was idle is noticed as closed, which is an invalid operation to the driver.</summary>
    private static bool IsSessionFailure(Exception e) => e is NpgsqlException or TimeoutException or IOException or InvalidOperationException;

    private static async Task ExecuteAsync(NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 5201, Level = LogLevel.Information, Message = "Lease acquired, epoch {Epoch}")]
    private partial void LogAcquired(long epoch);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Warning, Message = "Lease of epoch {Epoch} ended: {Cause}")]
    private partial void LogLost(long epoch, string cause);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Warning, Message = "The lease's session failed: {Cause}")]
    private partial void LogTrouble(string cause);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Warning, Message = "Lease of epoch {Epoch} is in doubt, only cancels pass: {Cause}")]
    private partial void LogDoubt(long epoch, string cause);

    [LoggerMessage(EventId = 5205, Level = LogLevel.Information, Message = "Lease of epoch {Epoch} resumed: nobody had it meanwhile")]
    private partial void LogResumed(long epoch);

    private sealed class Hold(long epoch, long confirmedAt)
    {
        private long _confirmedAt = confirmedAt;
        private volatile bool _inDoubt;

        public long Epoch { get; } = epoch;

        /// <summary>When the last heartbeat that succeeded was sent.</summary>
        public long ConfirmedAt
        {
            get => Volatile.Read(ref _confirmedAt);
            set => Volatile.Write(ref _confirmedAt, value);
        }

        /// <summary>The session with the lock is gone; whether somebody else has it is not known yet.</summary>
        public bool InDoubt
        {
            get => _inDoubt;
            set => _inDoubt = value;
        }

        public TaskCompletionSource Lost { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
