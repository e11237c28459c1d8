using System.Collections.Immutable;
using Npgsql;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Storage.Logs;

/// <summary>Reads the newest lines of <c>logs.log</c> and the accounts' notifications.</summary>
public sealed class PostgresLogReader(string connectionString) : IAsyncDisposable
{
    private const string LogQuery = """
        select at, level, coalesce(source, ''), message, strategy, client_order_id, exception from logs.log
         where ($1 is null or strategy = $1) and ($2 is null or client_order_id = $2) and ($3 is null or level = any ($3))
         order by id desc limit $4
        """;

    private const string NotificationQuery = """
        select at, account, level, topic, text from trading.notification where account = any ($1) order by at desc, seq desc limit $2
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "log-reader");

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Newest first.</summary>
    /// <param name="levels">Null means all.</param>
    public async Task<ImmutableArray<LogRow>> ReadAsync(string? strategy, string? order, string[]? levels, int limit, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(LogQuery);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = strategy });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = order });
        command.Parameters.Add(new NpgsqlParameter<string[]?> { TypedValue = levels });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = ImmutableArray.CreateBuilder<LogRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(new LogRow(
                reader.GetFieldValue<DateTimeOffset>(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                Text(reader, 4),
                Text(reader, 5),
                Text(reader, 6)));
        }

        return rows.ToImmutable();
    }

    /// <summary>Newest first.</summary>
    public async Task<ImmutableArray<NotificationRow>> ReadNotificationsAsync(IEnumerable<AccountId> accounts, int limit, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(NotificationQuery);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. accounts.Select(static account => account.Value)] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var rows = ImmutableArray.CreateBuilder<NotificationRow>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(new NotificationRow(
                reader.GetFieldValue<DateTimeOffset>(0), AccountId.Of(reader.GetString(1)), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        }

        return rows.ToImmutable();
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
