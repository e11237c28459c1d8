using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Storage.MarketData;

/// <summary>Bars of the past in <c>market_data.historical_data</c>; a bar that comes again replaces the earlier one.</summary>
public sealed class PostgresBarStore(string connectionString) : IBarStore, IAsyncDisposable
{
    /// <summary>From so many on, a read is worth two connections.</summary>
    private const int WorthTwo = 20_000;

    private const string Series = "select id, adjustment from market_data.series where con_id = $1 and bar_size = $2 and what = $3";

    private const string Middle = "select time from market_data.historical_data where series_id = $1 and time < $2 order by time desc offset $3 limit 1";

    private const string Partitions = "select market_data.ensure_partitions($1, $2)";

    private readonly NpgsqlDataSource _partitions = Databases.Source(connectionString, "partitions", static settings => settings.MaxPoolSize = 2);
    /// <summary>The key has the bars in their order. Of what was loaded a moment ago there are no statistics, and without them the planner would read and sort all of it.</summary>
    private readonly NpgsqlDataSource _reading = Databases.Source(connectionString, "bars", static settings =>
    {
        settings.Options += " -c enable_bitmapscan=off -c enable_sort=off -c enable_seqscan=off";
        settings.ReadBufferSize = 1 << 16;
    });

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "bars", static settings => settings.CommandTimeout = 600);

    /// <summary>Loads by COPY and upsert, all or nothing, with its note in <c>market_data.series</c>; makes the partitions that are missing. Loads of one series go one after the other.</summary>
    /// <returns>How many bars were taken.</returns>
    /// <exception cref="BarLoadException">The stored history has another adjustment: mixing would falsify both.</exception>
    public async Task<long> SaveAsync(BarLoad load, IAsyncEnumerable<Bar> bars, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(load);
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writer = await BarWriter.BeginAsync(connection, MakePartitionsAsync, load, cancellationToken);
        await foreach (var bar in bars.WithCancellation(cancellationToken))
        {
            await writer.AddAsync(bar, cancellationToken);
        }

        await writer.FlushAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return writer.Count;
    }

    public Task<long> SaveAsync(BarLoad load, IEnumerable<Bar> bars, CancellationToken cancellationToken) => SaveAsync(load, bars.ToAsyncEnumerable(), cancellationToken);

    public async Task<ImmutableArray<Bar>> ReadAsync(BarSeries series, TimeRange range, CancellationToken cancellationToken) =>
        await FindAsync(series, cancellationToken) is { } found ? [.. await ReadAsync(series, Select(found.Id, range), 0, cancellationToken)] : [];

    /// <remarks>Many bars are read in two halves at once.</remarks>
    public async Task<ImmutableArray<Bar>> LastAsync(BarSeries series, PriceAdjustment? adjustment, int count, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (count <= 0 || await FindAsync(series, cancellationToken) is not { } found || (adjustment is { } wanted && wanted.ToString() != found.Adjustment))
        {
            return [];
        }

        if (count < WorthTwo || await MiddleAsync(found.Id, before, count / 2, cancellationToken) is not { } middle)
        {
            return Ascending(await ReadAsync(series, SelectLast(found.Id, before, count), 0, cancellationToken));
        }

        var newer = ReadAsync(series, Select(found.Id, new TimeRange(middle, before)), count / 2, cancellationToken);
        var older = await ReadAsync(series, SelectLast(found.Id, middle, count - (count / 2)), count, cancellationToken);
        older.Reverse();
        older.AddRange(await newer);
        return ImmutableArray.Create(CollectionsMarshal.AsSpan(older)[Math.Max(0, older.Count - count)..]);
    }

    /// <summary>As <see cref="ReadAsync(BarSeries, TimeRange, CancellationToken)"/>, a buffer at a time: for histories of any length.</summary>
    public async IAsyncEnumerable<Bar> StreamAsync(BarSeries series, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await FindAsync(series, cancellationToken) is not { } found)
        {
            yield break;
        }

        await using var connection = await _reading.OpenConnectionAsync(cancellationToken);
        await using var copy = await BarCopy.BeginAsync(connection, Select(found.Id, range), series, cancellationToken);
        for (var bars = new List<Bar>(); copy.Read(bars, cancellationToken); bars.Clear())
        {
            foreach (var bar in bars)
            {
                yield return bar;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _reading.DisposeAsync();
        await _partitions.DisposeAsync();
    }

    /// <summary>COPY takes no parameters: what is written into its text is numbers and times alone.</summary>
    private static string Select(int id, TimeRange range) =>
        $"select {BarRows.Columns} from market_data.historical_data where series_id = {id} and time >= {Word(range.From)} and time < {Word(range.To)} order by time";

    private static string SelectLast(int id, DateTimeOffset before, int count) =>
        $"select {BarRows.Columns} from market_data.historical_data where series_id = {id} and time < {Word(before)} order by time desc limit {count}";

    private static string Word(DateTimeOffset at) => FormattableString.Invariant($"timestamptz '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");

    private static ImmutableArray<Bar> Ascending(List<Bar> newestFirst)
    {
        newestFirst.Reverse();
        return [.. newestFirst];
    }

    /// <param name="capacity">How many may come; a guess does no harm.</param>
    private Task<List<Bar>> ReadAsync(BarSeries series, string select, int capacity, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await using var connection = await _reading.OpenConnectionAsync(cancellationToken);
            await using var copy = await BarCopy.BeginAsync(connection, select, series, cancellationToken);
            var bars = new List<Bar>(capacity);
            while (copy.Read(bars, cancellationToken))
            {
            }

            return bars;
        },
        cancellationToken);

    private async Task MakePartitionsAsync(TimeRange range, CancellationToken cancellationToken)
    {
        await using var command = _partitions.CreateCommand(Partitions);
        command.Parameters.Add(new() { Value = range.From.UtcDateTime });
        command.Parameters.Add(new() { Value = range.To.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(int Id, string Adjustment)?> FindAsync(BarSeries series, CancellationToken cancellationToken)
    {
        await using var command = _reading.CreateCommand(Series);
        BarWriter.AddKey(command, series);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetString(1)) : null;
    }

    private async Task<DateTimeOffset?> MiddleAsync(int id, DateTimeOffset before, int newer, CancellationToken cancellationToken)
    {
        await using var command = _reading.CreateCommand(Middle);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = before.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = newer - 1 });
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime middle ? new DateTimeOffset(middle) : null;
    }
}
