using Npgsql;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Storage.Lease;

/// <summary>Order id marks in PostgreSQL (design R5).</summary>
public sealed class PostgresOrderIdStore(string connectionString) : IOrderIdStore, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "order-ids");

    public async Task<int> ReadHighWaterAsync(string login, int clientId, CancellationToken cancellationToken)
    {
        await using var command = Command("select high_water from trading.order_id_mark where login = $1 and client_id = $2", login, clientId);
        return await command.ExecuteScalarAsync(cancellationToken) is int mark ? mark : 0;
    }

    public async Task ReserveAsync(string login, int clientId, int highWater, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            insert into trading.order_id_mark as m (login, client_id, high_water) values ($1, $2, $3)
            on conflict (login, client_id) do update set high_water = greatest(m.high_water, excluded.high_water)
            """,
            login,
            clientId);
        command.Parameters.Add(new() { Value = highWater });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private NpgsqlCommand Command(string sql, string login, int clientId)
    {
        var command = _source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = login });
        command.Parameters.Add(new() { Value = clientId });
        return command;
    }
}
