using System.Collections.Immutable;
using System.Data;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.Journal;

namespace OrleansTrader.Storage.Books;

/// <summary>The tables that follow the journal: read for the proof, rebuilt on request.</summary>
public sealed class PostgresBookStore(string connectionString) : IBookStore, IAsyncDisposable
{
    private const int ChunkSize = 1_000;

    private const string Positions = """
        select coalesce(p.strategy, t.strategy), coalesce(p.con_id, t.con_id), coalesce(p.quantity, 0), coalesce(p.open_cost, 0),
               coalesce(p.realized_pnl, 0), coalesce(p.commission, 0), coalesce(p.cash, 0), coalesce(t.quantity, 0)
          from (select * from trading.current_position where account = $1) p
          full join (select strategy, con_id, sum(quantity) as quantity
                       from trading.transaction where account = $1 and current group by strategy, con_id) t using (strategy, con_id)
         order by 1, 2
        """;

    private const string Clear = """
        delete from trading.orders where account = $1;
        delete from trading.transaction where account = $1;
        delete from trading.staged_commission where account = $1;
        delete from trading.current_position where account = $1;
        delete from trading.target_position where account = $1;
        delete from trading.position_mismatch where account = $1;
        delete from trading.notification where account = $1;
        delete from trading.strategy where account = $1;
        delete from trading.account where account = $1;
        insert into trading.account (account) values ($1)
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "books", static settings => settings.CommandTimeout = 600);

    public async Task<TableBooks> ReadBooksAsync(AccountId account, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var last = Command(connection, "select coalesce(max(seq), 0) from trading.order_event where account = $1", account);
        var asOfSeq = (long)(await last.ExecuteScalarAsync(cancellationToken))!;
        await using var command = Command(connection, Positions, account);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var positions = ImmutableArray.CreateBuilder<TablePosition>();
        while (await reader.ReadAsync(cancellationToken))
        {
            positions.Add(new TablePosition(
                StrategyName.Of(reader.GetString(0)),
                ConId.Of(reader.GetInt32(1)),
                PositionQuantity.Of(reader.GetDecimal(2)),
                reader.GetDecimal(3),
                reader.GetDecimal(4),
                reader.GetDecimal(5),
                reader.GetDecimal(6),
                PositionQuantity.Of(reader.GetDecimal(7))));
        }

        return new TableBooks(asOfSeq, positions.ToImmutable());
    }

    /// <remarks>One transaction: readers see the old tables until the new ones are whole, appends wait.</remarks>
    public async Task RebuildAsync(AccountId account, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var stop = Command(connection, "select 1 from trading.engine_epoch where account = $1 for update", account);
        await stop.ExecuteNonQueryAsync(cancellationToken);
        foreach (var statement in Clear.Split(';'))
        {
            await using var clear = Command(connection, statement, account);
            await clear.ExecuteNonQueryAsync(cancellationToken);
        }

        await ReplayAsync(connection, account, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task ReplayAsync(NpgsqlConnection connection, AccountId account, CancellationToken cancellationToken)
    {
        var book = Book.Empty(account);
        var touchedBy = new Dictionary<ClientOrderId, long>();
        List<JournalEntry> chunk;
        for (var afterSeq = 0L; (chunk = await ReadChunkAsync(connection, account, afterSeq, cancellationToken)).Count > 0; afterSeq = chunk[^1].Seq)
        {
            foreach (var entry in chunk)
            {
                book = book.Apply(entry);
                if (EventKeys.OrderOf(entry.Event) is { } id)
                {
                    touchedBy[id] = entry.Seq;
                }
            }

            await ProjectAsync(connection, account, JournalProjection.Of(account, chunk, []), cancellationToken);
        }

        foreach (var part in book.Orders.Values.Chunk(ChunkSize))
        {
            await ProjectAsync(connection, account, JournalProjection.OfOrders(account, part, touchedBy), cancellationToken);
        }
    }

    private static async Task<List<JournalEntry>> ReadChunkAsync(
        NpgsqlConnection connection, AccountId account, long afterSeq, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection, $"select seq, at, payload from trading.order_event where account = $1 and seq > {afterSeq} order by seq limit {ChunkSize}", account);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await JournalRows.ReadAsync(reader, cancellationToken);
    }

    private static async Task ProjectAsync(NpgsqlConnection connection, AccountId account, JournalProjection rows, CancellationToken cancellationToken)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        await using var command = Command(connection, "select trading.project($1, $2, $3, $4, $5, $6, $7)", account);
        foreach (var group in (string?[])[rows.Orders, rows.Transactions, rows.Changes, rows.Commissions, rows.Targets, rows.Notifications])
        {
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = (object?)group ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, AccountId account) =>
        new(sql, connection) { Parameters = { new() { Value = account.Value } } };
}
