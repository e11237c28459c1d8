using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Journal;

/// <summary>The journal in PostgreSQL: a batch is one prepared call of <c>trading.append</c>, one round trip, one commit.</summary>
/// <remarks>Each account keeps one connection of its own; any error replaces it. An append waits for the account's append in flight.</remarks>
public sealed class PostgresOrderJournal : IOrderJournal, IAsyncDisposable
{
    /// <summary>The token is not the newest.</summary>
    internal const string StaleToken = "OT001";

    private const int PageSize = 5_000;

    private readonly NpgsqlDataSource _source;
    private readonly BookSnapshots _snapshots;
    private readonly JournalFaults? _faults;
    private readonly ConcurrentDictionary<AccountId, Writer> _writers = new();

    public PostgresOrderJournal(string connectionString)
        : this(connectionString, faults: null)
    {
    }

    internal PostgresOrderJournal(string connectionString, JournalFaults? faults)
    {
        _source = Databases.Source(connectionString, "journal", static settings => settings.CommandTimeout = 10);
        _snapshots = new BookSnapshots(_source);
        _faults = faults;
    }

    public async Task<EngineToken> OpenAsync(AccountId account, long leaseEpoch, CancellationToken cancellationToken)
    {
        object? raised;
        try
        {
            await using var command = _source.CreateCommand("select trading.open_journal($1, $2)");
            command.Parameters.Add(new() { Value = account.Value });
            command.Parameters.Add(new() { Value = leaseEpoch });
            raised = await command.ExecuteScalarAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new JournalException($"The journal of {account} cannot be opened: {e.Message}", e);
        }

        return raised is long engineEpoch
            ? new EngineToken(leaseEpoch, engineEpoch)
            : throw new StaleTokenException($"Lease epoch {leaseEpoch} is behind the journal of {account}: another holder took over.");
    }

    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        AccountId account, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<JournalEntry> page;
        do
        {
            page = await ReadPageAsync(account, afterSeq, cancellationToken);
            foreach (var entry in page)
            {
                yield return entry;
                afterSeq = entry.Seq;
            }
        }
        while (page.Count == PageSize);
    }

    public async Task AppendAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireDense(batch);
        var writer = _writers.GetOrAdd(batch.Account, static _ => new Writer());
        await writer.Turn.WaitAsync(cancellationToken);
        try
        {
            writer.Connection ??= await AppendConnection.OpenAsync(_source, cancellationToken);
            await CommitAsync(writer.Connection, batch);
        }
        catch (Exception e)
        {
            await writer.DropAsync();
            throw e switch
            {
                PostgresException { SqlState: StaleToken } stale => new StaleTokenException($"The journal of {batch.Account}: {stale.MessageText}."),
                PostgresException refused when IsRefusal(refused) =>
                    new JournalRefusedException($"The database refuses a batch for the journal of {batch.Account} ({refused.SqlState}): {refused.MessageText}", e),
                _ => new JournalException($"The outcome of an append to the journal of {batch.Account} is unknown: {e.Message}", e),
            };
        }
        finally
        {
            writer.Turn.Release();
        }
    }

    public async Task<Book?> ReadSnapshotAsync(AccountId account, CancellationToken cancellationToken)
    {
        try
        {
            return await _snapshots.ReadAsync(account, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or JsonException or InvalidDataException)
        {
            throw new JournalException($"The snapshot of {account} cannot be read: {e.Message}", e);
        }
    }

    public async Task WriteSnapshotAsync(EngineToken token, Book book, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(book);
        try
        {
            await _snapshots.WriteAsync(token, book, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new JournalException($"The snapshot of {book.Account} cannot be written: {e.Message}", e);
        }
    }

    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _source.CreateCommand("select 1");
            command.CommandTimeout = 2;
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers.Values)
        {
            await writer.Turn.WaitAsync();
            await writer.DropAsync();
            writer.Turn.Dispose();
        }

        await _source.DisposeAsync();
    }

    /// <summary>Data exceptions, broken constraints and exceeded limits of the batch itself; a sequence that is taken already says nothing about it.</summary>
    private static bool IsRefusal(PostgresException e) =>
        !e.IsTransient && e.SqlState.AsSpan(0, 2) is "22" or "23" or "54" && e is not { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "order_event" };

    private async Task CommitAsync(AppendConnection connection, JournalBatch batch)
    {
        if (_faults?.BeforeCommit is { } before)
        {
            await before(batch);
        }

        await connection.AppendAsync(batch);
        if (_faults?.AfterCommit is { } after)
        {
            await after(batch);
        }
    }

    private async Task<List<JournalEntry>> ReadPageAsync(AccountId account, long afterSeq, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _source.CreateCommand(
                $"select seq, at, payload from trading.order_event where account = $1 and seq > $2 order by seq limit {PageSize}");
            command.Parameters.Add(new() { Value = account.Value });
            command.Parameters.Add(new() { Value = afterSeq });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await JournalRows.ReadAsync(reader, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or JsonException)
        {
            throw new JournalException($"The journal of {account} cannot be read after {afterSeq}: {e.Message}", e);
        }
    }

    private static void RequireDense(JournalBatch batch)
    {
        if (batch.Entries.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A batch has at least one entry.", nameof(batch));
        }

        for (var i = 1; i < batch.Entries.Length; i++)
        {
            if (batch.Entries[i].Seq != batch.Entries[0].Seq + i)
            {
                throw new ArgumentException($"Sequence {batch.Entries[i].Seq} does not follow {batch.Entries[i - 1].Seq}.", nameof(batch));
            }
        }
    }

    private sealed class Writer
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public AppendConnection? Connection { get; set; }

        public async Task DropAsync()
        {
            if (Connection is { } connection)
            {
                Connection = null;
                await connection.DisposeAsync();
            }
        }
    }
}
