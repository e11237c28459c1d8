using System.Collections.Immutable;
using Npgsql;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Books;

/// <summary>The past of an account from its tables, newest first: what lies further back than the engine's memory shows.</summary>
public sealed class BookQueries(string connectionString) : IAsyncDisposable
{
    private const string Orders = """
        select client_order_id, order_ref, strategy, con_id, side, quantity, type, status, filled, filled_value, reason, intended_at, updated_at
          from trading.orders where account = $1 and ($2 is null or strategy = $2) order by intended_at desc limit $3
        """;

    private const string Fills = """
        select exec_id, strategy, con_id, symbol, quantity, price, currency, commission, commission_currency, exec_time, client_order_id, source, assigned_from
          from trading.transaction where account = $1 and current and ($2 is null or strategy = $2) order by exec_time desc, exec_root desc limit $3
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "queries");

    /// <param name="strategy">Null means all.</param>
    public Task<ImmutableArray<PastOrder>> OrdersAsync(AccountId account, StrategyName? strategy, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Orders, account, strategy, limit, static row => new PastOrder(
            ClientOrderId.Of(row.GetString(0)),
            row.GetString(1),
            StrategyName.Of(row.GetString(2)),
            ConId.Of(row.GetInt32(3)),
            Enum.Parse<Side>(row.GetString(4)),
            row.GetDecimal(5),
            row.GetString(6),
            Enum.Parse<OrderStatus>(row.GetString(7)),
            row.GetDecimal(8),
            row.GetDecimal(9),
            Text(row, 10),
            row.GetFieldValue<DateTimeOffset>(11),
            row.GetFieldValue<DateTimeOffset>(12)), cancellationToken);

    /// <summary>The newest revision of each execution.</summary>
    /// <param name="strategy">Null means all.</param>
    public Task<ImmutableArray<PastFill>> FillsAsync(AccountId account, StrategyName? strategy, int limit, CancellationToken cancellationToken) =>
        ReadAsync(Fills, account, strategy, limit, static row => new PastFill(
            ExecId.Of(row.GetString(0)),
            StrategyName.Of(row.GetString(1)),
            ConId.Of(row.GetInt32(2)),
            row.GetString(3),
            row.GetDecimal(4),
            row.GetDecimal(5),
            Currency.Of(row.GetString(6)),
            row.IsDBNull(7) ? null : new Money(row.GetDecimal(7), Currency.Of(row.GetString(8))),
            row.GetFieldValue<DateTimeOffset>(9),
            Text(row, 10) is { } order ? ClientOrderId.Of(order) : null,
            row.GetString(11),
            [.. row.GetFieldValue<string[]>(12).Select(StrategyName.Of)]), cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<ImmutableArray<T>> ReadAsync<T>(
        string query, AccountId account, StrategyName? strategy, int limit, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(query);
        command.Parameters.Add(new() { Value = account.Value });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = strategy?.Value });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows.ToImmutable();
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <param name="FilledValue">Σ quantity × price of its executions, without multiplier.</param>
public sealed record PastOrder(
    ClientOrderId Id,
    string Ref,
    StrategyName Strategy,
    ConId ConId,
    Side Side,
    decimal Quantity,
    string Type,
    OrderStatus Status,
    decimal Filled,
    decimal FilledValue,
    string? Reason,
    DateTimeOffset IntendedAt,
    DateTimeOffset UpdatedAt);

/// <param name="Quantity">Signed: a buy is positive.</param>
/// <param name="Commission">Null until known; zero is an amount.</param>
/// <param name="AssignedFrom">The strategies it belonged to before, oldest first.</param>
public sealed record PastFill(
    ExecId ExecId,
    StrategyName Strategy,
    ConId ConId,
    string Symbol,
    decimal Quantity,
    decimal Price,
    Currency Currency,
    Money? Commission,
    DateTimeOffset At,
    ClientOrderId? Order,
    string Source,
    ImmutableArray<StrategyName> AssignedFrom);
