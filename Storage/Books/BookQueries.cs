using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.Books;

/// <summary>The past of an account from its tables, newest first: what lies further back than the engine's memory shows.</summary>
public sealed class BookQueries(string connectionString) : IAsyncDisposable
{
    private const string Orders = """
        select client_order_id, order_ref, strategy, con_id, side, quantity, terms, time_in_force, outside_rth, purpose, target_version, status, filled, filled_value,
               order_id, client_id, perm_ids, acknowledged, cancel_requested, reason, intended_at, updated_at, attributes
          from trading.orders
         where account = $1 and ($2 is null or strategy = $2) and ($3 is null or intended_at >= $3) and ($4 is null or intended_at < $4)
         order by intended_at desc, client_order_id limit $5
        """;

    private const string Fills = """
        select exec_id, strategy, con_id, symbol, quantity, price, multiplier, currency, exec_time, client_order_id, perm_id, source, cause,
               commission, commission_currency, assigned_from
          from trading.transaction
         where account = $1 and current and quantity <> 0
           and ($2 is null or strategy = $2) and ($3 is null or exec_time >= $3) and ($4 is null or exec_time < $4)
         order by exec_time desc, exec_root desc limit $5
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "queries");

    public Task<ImmutableArray<Order>> OrdersAsync(AccountId account, BookFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(Orders, account, filter, static row => new Order(
            new OrderIntent(
                ClientOrderId.Of(row.GetString(0)),
                StrategyName.Of(row.GetString(2)),
                ConId.Of(row.GetInt32(3)),
                Enum.Parse<Side>(row.GetString(4)),
                Quantity.Of(row.GetDecimal(5)),
                JsonSerializer.Deserialize<OrderTerms>(row.GetString(6), DomainJson.Options)!,
                Enum.Parse<TimeInForce>(row.GetString(7)),
                row.GetBoolean(8),
                Enum.Parse<OrderPurpose>(row.GetString(9)),
                Value<long>(row, 10)).With(row.IsDBNull(22) ? null : JsonSerializer.Deserialize<OrderAttributes>(row.GetString(22), DomainJson.Options)),
            OrderRef.TryParse(row.GetString(1)) ?? throw new InvalidDataException($"'{row.GetString(1)}' in trading.orders is no order reference of ours."),
            Enum.Parse<OrderStatus>(row.GetString(11)),
            Quantity.Of(row.GetDecimal(12)),
            row.GetDecimal(13),
            Value<int>(row, 14),
            Value<int>(row, 15),
            [.. row.GetFieldValue<long[]>(16).Select(PermId.Of)],
            row.GetBoolean(17),
            row.GetBoolean(18),
            Text(row, 19),
            row.GetFieldValue<DateTimeOffset>(20),
            row.GetFieldValue<DateTimeOffset>(21)), cancellationToken);

    /// <summary>The newest revision of each execution; a busted one is none.</summary>
    public Task<ImmutableArray<PastFill>> FillsAsync(AccountId account, BookFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(Fills, account, filter, static row => new PastFill(
            new Fill(
                ExecId.Of(row.GetString(0)),
                StrategyName.Of(row.GetString(1)),
                ConId.Of(row.GetInt32(2)),
                row.GetString(3),
                row.GetDecimal(4) > 0 ? Side.Buy : Side.Sell,
                Quantity.Of(Math.Abs(row.GetDecimal(4))),
                Price.Of(row.GetDecimal(5)),
                row.GetDecimal(6),
                Currency.Of(row.GetString(7)),
                row.GetFieldValue<DateTimeOffset>(8),
                Text(row, 9) is { } order ? ClientOrderId.Of(order) : null,
                Value<long>(row, 10) is { } permId ? PermId.Of(permId) : null,
                Enum.Parse<FillSource>(row.GetString(11)),
                Text(row, 12) is { } cause ? Enum.Parse<AdjustmentCause>(cause) : null),
            row.IsDBNull(13) ? null : new Money(row.GetDecimal(13), Currency.Of(row.GetString(14))),
            [.. row.GetFieldValue<string[]>(15).Select(StrategyName.Of)]), cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<ImmutableArray<T>> ReadAsync<T>(
        string query, AccountId account, BookFilter filter, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(query);
        command.Parameters.Add(new() { Value = account.Value });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Strategy?.Value });
        command.Parameters.Add(Instant(filter.Since));
        command.Parameters.Add(Instant(filter.Until));
        command.Parameters.Add(new() { Value = filter.Limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }

        return rows.ToImmutable();
    }

    private static NpgsqlParameter Instant(DateTimeOffset? at) =>
        new() { Value = (object?)at?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static T? Value<T>(NpgsqlDataReader row, int column)
        where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);
}

/// <param name="Strategy">Null means all.</param>
/// <param name="Since">From this instant on; null means from the first.</param>
/// <param name="Until">Before this instant; null means to the last. The oldest row of one page is the next page's.</param>
/// <param name="Limit">At most so many rows, the newest.</param>
public sealed record BookFilter(StrategyName? Strategy, DateTimeOffset? Since, DateTimeOffset? Until, int Limit);

/// <summary>A fill with what the tables know of it besides.</summary>
/// <param name="Commission">Null until known; zero is an amount.</param>
/// <param name="AssignedFrom">The strategies it belonged to before, oldest first.</param>
public sealed record PastFill(Fill Fill, Money? Commission, ImmutableArray<StrategyName> AssignedFrom);
