using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Storage.Journal;

/// <summary>One connection with the prepared append statement; for one append at a time, thrown away after any error.</summary>
internal sealed class AppendConnection : IAsyncDisposable
{
    private const string Sql =
        "select trading.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

    private static readonly NpgsqlDbType[] Types =
    [
        NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
        NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, NpgsqlDbType.Array | NpgsqlDbType.Text, NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        NpgsqlDbType.Array | NpgsqlDbType.Text, NpgsqlDbType.Array | NpgsqlDbType.Text,
        NpgsqlDbType.Jsonb, NpgsqlDbType.Jsonb, NpgsqlDbType.Jsonb, NpgsqlDbType.Jsonb, NpgsqlDbType.Jsonb, NpgsqlDbType.Jsonb,
    ];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;

    private AppendConnection(NpgsqlConnection connection)
    {
        _connection = connection;
        _command = new NpgsqlCommand(Sql, connection);
        foreach (var type in Types)
        {
            _command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }
    }

    public static async Task<AppendConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var opened = new AppendConnection(await source.OpenConnectionAsync(cancellationToken));
        try
        {
            await opened._command.PrepareAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>One round trip and one commit.</summary>
    public async Task AppendAsync(JournalBatch batch)
    {
        Bind(batch, JournalProjection.Of(batch.Account, batch.Entries, batch.Orders));
        await _command.ExecuteNonQueryAsync(CancellationToken.None); // Cancelling a commit would only make its outcome unknown.
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Bind(JournalBatch batch, JournalProjection rows)
    {
        var entries = batch.Entries;
        var at = new DateTime[entries.Length];
        var events = new string[entries.Length];
        var payloads = new string[entries.Length];
        var strategies = new string?[entries.Length];
        var orders = new string?[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            at[i] = JournalProjection.Micro(entries[i].At).UtcDateTime;
            events[i] = EventNames.Of(entries[i].Event);
            payloads[i] = JsonSerializer.Serialize(entries[i].Event, DomainJson.Options);
            strategies[i] = EventKeys.StrategyOf(entries[i].Event)?.Value;
            orders[i] = EventKeys.OrderOf(entries[i].Event)?.Value;
        }

        object?[] values =
        [
            batch.Account.Value, batch.Token.LeaseEpoch, batch.Token.EngineEpoch, entries[0].Seq, at, events, payloads, strategies, orders,
            rows.Orders, rows.Transactions, rows.Changes, rows.Commissions, rows.Targets, rows.Notifications,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}
