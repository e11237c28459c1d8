using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Storage.MarketData;

/// <summary>Bars of the past in <c>market_data.historical_data</c>; a bar that comes again replaces the earlier one.</summary>
/// <remarks>"What" is IB's whatToShow word: TRADES, MIDPOINT, BID, ASK and so on.</remarks>
public sealed class PostgresBarStore(string connectionString) : IAsyncDisposable
{
    private const string Stage = "create temp table loaded (like market_data.historical_data) on commit drop";

    private const string Copy = "copy loaded (con_id, bar_size, what, time, open, high, low, close, volume, wap, count) from stdin (format binary)";

    /// <summary>The last of two bars of one time in a load wins.</summary>
    private const string Upsert = """
        insert into market_data.historical_data as h
        select distinct on (con_id, bar_size, what, time) l.* from loaded l order by con_id, bar_size, what, time, l.ctid desc
        on conflict (con_id, bar_size, what, time) do update
           set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
               volume = excluded.volume, wap = excluded.wap, count = excluded.count
        """;

    private const string Query = """
        select time, open, high, low, close, volume, wap, count from market_data.historical_data
         where con_id = $1 and bar_size = $2 and what = $3 and time >= $4 and time < $5 order by time
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "bars", static settings => settings.CommandTimeout = 600);

    /// <summary>Loads by COPY, all or nothing; makes the partitions that are missing.</summary>
    public async Task SaveAsync(string what, IReadOnlyCollection<Bar> bars, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bars);
        if (bars.Count == 0)
        {
            return;
        }

        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var partitions = new NpgsqlCommand("select market_data.ensure_partitions($1, $2)", connection))
        {
            partitions.Parameters.Add(new() { Value = bars.Min(static bar => bar.Start).ToUniversalTime() });
            partitions.Parameters.Add(new() { Value = bars.Max(static bar => bar.Start).ToUniversalTime() });
            await partitions.ExecuteNonQueryAsync(cancellationToken);
        }

        await ExecuteAsync(connection, Stage, cancellationToken);
        await CopyAsync(connection, what, bars, cancellationToken);
        await ExecuteAsync(connection, Upsert, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The bars that start in [from, to), ascending.</summary>
    public async Task<ImmutableArray<Bar>> ReadAsync(
        ConId conId, BarSize size, string what, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Query);
        foreach (var value in (object[])[conId.Value, size.ToString(), what, from.ToUniversalTime(), to.ToUniversalTime()])
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var bars = ImmutableArray.CreateBuilder<Bar>();
        while (await reader.ReadAsync(cancellationToken))
        {
            bars.Add(new Bar(
                conId,
                size,
                reader.GetFieldValue<DateTimeOffset>(0),
                Price.Of(reader.GetDecimal(1)),
                Price.Of(reader.GetDecimal(2)),
                Price.Of(reader.GetDecimal(3)),
                Price.Of(reader.GetDecimal(4)),
                reader.IsDBNull(5) ? null : Quantity.Of(reader.GetDecimal(5)),
                reader.IsDBNull(6) ? null : Price.Of(reader.GetDecimal(6)),
                reader.GetInt32(7)));
        }

        return bars.ToImmutable();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task CopyAsync(NpgsqlConnection connection, string what, IEnumerable<Bar> bars, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
        foreach (var bar in bars)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(bar.ConId.Value, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(bar.Size.ToString(), NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(what, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(bar.Start.ToUniversalTime(), NpgsqlDbType.TimestampTz, cancellationToken);
            foreach (var number in (decimal?[])[bar.Open.Value, bar.High.Value, bar.Low.Value, bar.Close.Value, bar.Volume?.Value, bar.Wap?.Value])
            {
                await (number is { } value ? copy.WriteAsync(value, NpgsqlDbType.Numeric, cancellationToken) : copy.WriteNullAsync(cancellationToken));
            }

            await copy.WriteAsync(bar.Count, NpgsqlDbType.Integer, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
