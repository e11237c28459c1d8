using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Storage.MarketData;

/// <summary>Bars of the past in <c>market_data.historical_data</c>; a bar that comes again replaces the earlier one.</summary>
public sealed class PostgresBarStore(string connectionString) : IBarStore, IAsyncDisposable
{
    private const string Stage = """
        create temp table loaded (time timestamptz, open numeric, high numeric, low numeric, close numeric, volume numeric, wap numeric, count integer, until timestamptz) on commit drop
        """;

    private const string Copy = $"copy loaded ({BarRows.Columns}) from stdin (format binary)";

    private const string Partitions = "select market_data.ensure_partitions(min(time), max(time)) from loaded having count(*) > 0";

    private const string Insert = $"insert into market_data.historical_data (con_id, bar_size, what, {BarRows.Columns}) select $1, $2, $3, {BarRows.Columns} from ";

    private const string Replace = """
         on conflict (con_id, bar_size, what, time) do update
           set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
               volume = excluded.volume, wap = excluded.wap, count = excluded.count, until = excluded.until
        """;

    private const string Upsert = Insert + "loaded" + Replace;

    /// <summary>One statement must not touch a row twice: the last of two bars of one time in a load wins.</summary>
    private const string UpsertNewest = Insert + "(select distinct on (time) l.* from loaded l order by time, l.ctid desc) newest" + Replace;

    /// <summary>Gives back the adjustment that the series had before, or has now.</summary>
    private const string Note = """
        insert into market_data.series as s (con_id, bar_size, what, adjustment, covered)
        values ($1, $2, $3, $4, case when $5::tstzrange is null then '{}' else tstzmultirange($5::tstzrange) end)
        on conflict (con_id, bar_size, what) do update set covered = s.covered + excluded.covered
        returning adjustment
        """;

    private const string Range = $"""
        select {BarRows.Columns} from market_data.historical_data where con_id = $1 and bar_size = $2 and what = $3 and time >= $4 and time < $5 order by time
        """;

    private const string Last = $"""
        select {BarRows.Columns} from market_data.historical_data where con_id = $1 and bar_size = $2 and what = $3 and time < $4
           and ($6 = '' or exists (select from market_data.series s where s.con_id = $1 and s.bar_size = $2 and s.what = $3 and s.adjustment = $6))
         order by time desc limit $5
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "bars", static settings => settings.CommandTimeout = 600);

    /// <summary>Loads by COPY and upsert, all or nothing, with its note in <c>market_data.series</c>; makes the partitions that are missing.</summary>
    /// <returns>How many bars were written.</returns>
    /// <exception cref="BarLoadException">The stored history has another adjustment: mixing would falsify both.</exception>
    public async Task<long> SaveAsync(BarLoad load, IAsyncEnumerable<Bar> bars, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(load);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await NoteAsync(connection, load, cancellationToken);
        await ExecuteAsync(connection, Stage, [], cancellationToken);
        var (count, ascends) = await CopyAsync(connection, load.Series, bars, cancellationToken);
        await ExecuteAsync(connection, Partitions, [], cancellationToken);
        await ExecuteAsync(connection, ascends ? Upsert : UpsertNewest, Key(load.Series), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    public Task<long> SaveAsync(BarLoad load, IEnumerable<Bar> bars, CancellationToken cancellationToken) => SaveAsync(load, bars.ToAsyncEnumerable(), cancellationToken);

    public Task<ImmutableArray<Bar>> ReadAsync(BarSeries series, TimeRange range, CancellationToken cancellationToken) =>
        QueryAsync(Range, series, [range.From.UtcDateTime, range.To.UtcDateTime], cancellationToken);

    public async Task<ImmutableArray<Bar>> LastAsync(BarSeries series, PriceAdjustment? adjustment, int count, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var newestFirst = await QueryAsync(Last, series, [before.UtcDateTime, count, adjustment?.ToString() ?? ""], cancellationToken);
        return ImmutableArray.CreateRange(Enumerable.Reverse(newestFirst));
    }

    /// <summary>As <see cref="ReadAsync"/>, bar by bar: for histories of any length.</summary>
    public async IAsyncEnumerable<Bar> StreamAsync(BarSeries series, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(Range, series, [range.From.UtcDateTime, range.To.UtcDateTime]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return BarRows.Read(reader, series);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task NoteAsync(NpgsqlConnection connection, BarLoad load, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Note, connection);
        AddAll(command, [.. Key(load.Series), load.Adjustment.ToString()]);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTzRange, Value = load.Covered is { } range ? Ranges.Of(range) : DBNull.Value });
        var stored = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (stored != load.Adjustment.ToString())
        {
            throw new BarLoadException($"The stored history of {load.Series} is adjusted as {stored}; bars adjusted as {load.Adjustment} would falsify it. Load them under another kind, or delete it first.");
        }
    }

    private static async Task<(long Count, bool Ascends)> CopyAsync(NpgsqlConnection connection, BarSeries series, IAsyncEnumerable<Bar> bars, CancellationToken cancellationToken)
    {
        var (count, ascends, last) = (0L, true, DateTimeOffset.MinValue);
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
        await foreach (var bar in bars.WithCancellation(cancellationToken))
        {
            if (bar.ConId != series.ConId || bar.Size != series.Size)
            {
                throw new ArgumentException($"A bar of #{bar.ConId} {bar.Size} does not belong to {series}.", nameof(bars));
            }

            await BarRows.WriteAsync(copy, bar, cancellationToken);
            (count, ascends, last) = (count + 1, ascends && bar.Start > last, bar.Start);
        }

        await copy.CompleteAsync(cancellationToken);
        return (count, ascends);
    }

    private async Task<ImmutableArray<Bar>> QueryAsync(string sql, BarSeries series, object[] values, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, series, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var bars = ImmutableArray.CreateBuilder<Bar>();
        while (await reader.ReadAsync(cancellationToken))
        {
            bars.Add(BarRows.Read(reader, series));
        }

        return bars.DrainToImmutable();
    }

    private NpgsqlCommand Command(string sql, BarSeries series, object[] values)
    {
        var command = _source.CreateCommand(sql);
        AddAll(command, [.. Key(series), .. values]);
        return command;
    }

    private static object[] Key(BarSeries series) => [series.ConId.Value, series.Size.ToString(), series.What];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        AddAll(command, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddAll(NpgsqlCommand command, object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }
}
