using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansTrader.Storage.Migrations;

/// <summary>Brings the database to this build's version: each missing migration in a transaction of its own, under an advisory lock.</summary>
/// <remarks>Any number of processes may start together: one migrates, the others wait and find nothing to do.</remarks>
public sealed partial class Migrator
{
    private const long LockKey = 0x4F54_0001; // "OT", first of our advisory locks.

    private readonly IReadOnlyList<Migration> _migrations;
    private readonly ILogger<Migrator> _logger;

    public Migrator(ILogger<Migrator> logger)
        : this(Migration.Embedded(), logger)
    {
    }

    internal Migrator(IReadOnlyList<Migration> migrations, ILogger<Migrator> logger)
    {
        _migrations = migrations;
        _logger = logger;
    }

    /// <returns>How many migrations were applied now.</returns>
    /// <exception cref="DatabaseRefusedException">Durability is off, a migration was edited, or the database is newer than this build.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached, or a migration failed and was rolled back.</exception>
    public async Task<int> MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 3_600 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await RefuseLossAsync(connection, "fsync", cancellationToken);
        await RefuseLossAsync(connection, "synchronous_commit", cancellationToken);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken); // Freed with the connection.
        await ExecuteAsync(connection, HistoryTable, cancellationToken);
        var missing = Missing(await ReadAppliedAsync(connection, cancellationToken));
        foreach (var migration in missing)
        {
            await ApplyAsync(connection, migration, cancellationToken);
        }

        return missing.Count;
    }

    private const string HistoryTable = """
        create schema if not exists trading;
        create table if not exists trading.schema_migration (
          number     integer primary key,
          name       text not null,
          checksum   text not null,
          applied_at timestamptz not null default now()
        )
        """;

    private static async Task RefuseLossAsync(NpgsqlConnection connection, string setting, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"show {setting}", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is "off")
        {
            throw new DatabaseRefusedException(
                $"PostgreSQL runs with {setting}=off: a crash could lose committed orders. Set {setting}=on and start again.");
        }
    }

    private static async Task<Dictionary<int, (string Name, string Checksum)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, (string, string)>();
        await using var command = new NpgsqlCommand("select number, name, checksum from trading.schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        }

        return applied;
    }

    private List<Migration> Missing(Dictionary<int, (string Name, string Checksum)> applied)
    {
        var known = _migrations.ToDictionary(static migration => migration.Number);
        foreach (var (number, (name, checksum)) in applied.OrderBy(static entry => entry.Key))
        {
            if (!known.TryGetValue(number, out var migration))
            {
                throw new DatabaseRefusedException($"The database is newer than this build: it has migration {name}, which this build does not know.");
            }

            if (migration.Checksum != checksum)
            {
                throw new DatabaseRefusedException($"Migration {migration.Name} was edited after it had been applied; changes need a migration of their own.");
            }
        }

        var missing = _migrations.Where(migration => !applied.ContainsKey(migration.Number)).ToList();
        return missing is [var first, ..] && applied.Count > 0 && first.Number < applied.Keys.Max()
            ? throw new DatabaseRefusedException($"Migration {first.Name} is missing below newer ones that are applied.")
            : missing;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var record = new NpgsqlCommand("insert into trading.schema_migration (number, name, checksum) values ($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(migration.Name);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "Migration {Name} applied")]
    private partial void LogApplied(string name);
}
