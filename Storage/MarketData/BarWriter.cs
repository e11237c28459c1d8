using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Storage.MarketData;

/// <summary>One load in its transaction: bars gather, and go to the table some ten thousand at a time: by COPY alone where it has none of their span, else by upsert of those that differ.</summary>
internal sealed class BarWriter
{
    private const int Batch = 50_000;

    /// <summary>Gives back the number of the series and the adjustment that it had before, or has now. Its row stays locked to the end of the transaction: no other load of the series comes between.</summary>
    private const string Note = """
        insert into market_data.series as s (con_id, bar_size, what, adjustment, covered)
        values ($1, $2, $3, $4, case when $5::tstzrange is null then '{}' else tstzmultirange($5::tstzrange) end)
        on conflict (con_id, bar_size, what) do update set covered = s.covered + excluded.covered
        returning id, adjustment
        """;

    private const string IsThere = "select exists (select from market_data.historical_data where series_id = $1 and time between $2 and $3)";

    private const string Stage = """
        create temp table if not exists loaded (count integer, time timestamptz, open numeric, high numeric, low numeric, close numeric, volume numeric, wap numeric, until timestamptz) on commit drop;
        truncate loaded
        """;

    private const string Upsert = $"""
        insert into market_data.historical_data as h (series_id, {BarRows.Columns})
        select $1, l.* from loaded l
         where not exists (select from market_data.historical_data k
                            where k.series_id = $1 and k.time between $2 and $3 and k.time = l.time
                              and (k.count, k.open, k.high, k.low, k.close, k.volume, k.wap, k.until) is not distinct from (l.count, l.open, l.high, l.low, l.close, l.volume, l.wap, l.until))
        on conflict (series_id, time) do update
           set open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
               volume = excluded.volume, wap = excluded.wap, count = excluded.count, until = excluded.until
        """;

    private readonly NpgsqlConnection _connection;
    private readonly Func<TimeRange, CancellationToken, Task> _makePartitions;
    private readonly BarSeries _series;
    private readonly int _id;
    private readonly List<Bar> _bars = [];
    private bool _ascends = true;

    private BarWriter(NpgsqlConnection connection, Func<TimeRange, CancellationToken, Task> makePartitions, BarSeries series, int id) =>
        (_connection, _makePartitions, _series, _id) = (connection, makePartitions, series, id);

    /// <summary>Bars taken.</summary>
    public long Count { get; private set; }

    /// <param name="makePartitions">Makes those that a span needs, outside this transaction: they stay if it breaks off.</param>
    /// <exception cref="BarLoadException">The stored history has another adjustment.</exception>
    public static async Task<BarWriter> BeginAsync(NpgsqlConnection connection, Func<TimeRange, CancellationToken, Task> makePartitions, BarLoad load, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Note, connection);
        AddKey(command, load.Series);
        command.Parameters.Add(new() { Value = load.Adjustment.ToString() });
        command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.TimestampTzRange, Value = load.Covered is { } range ? Ranges.Of(range) : DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (id, stored) = (reader.GetInt32(0), reader.GetString(1));
        return stored == load.Adjustment.ToString()
            ? new BarWriter(connection, makePartitions, load.Series, id)
            : throw new BarLoadException($"The stored history of {load.Series} is adjusted as {stored}; bars adjusted as {load.Adjustment} would falsify it. Load them under another kind, or delete it first.");
    }

    public static void AddKey(NpgsqlCommand command, BarSeries series)
    {
        command.Parameters.Add(new() { Value = series.ConId.Value });
        command.Parameters.Add(new() { Value = series.Size.ToString() });
        command.Parameters.Add(new() { Value = series.What });
    }

    public ValueTask AddAsync(Bar bar, CancellationToken cancellationToken)
    {
        if (bar.ConId != _series.ConId || bar.Size != _series.Size)
        {
            throw new ArgumentException($"A bar of #{bar.ConId} {bar.Size} does not belong to {_series}.", nameof(bar));
        }

        _ascends = _ascends && (_bars.Count == 0 || bar.Start > _bars[^1].Start);
        _bars.Add(bar);
        Count++;
        return _bars.Count < Batch ? ValueTask.CompletedTask : new ValueTask(FlushAsync(cancellationToken));
    }

    /// <summary>Writes what has gathered.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_bars.Count == 0)
        {
            return;
        }

        var batch = _ascends ? _bars : Newest(_bars);
        await _makePartitions(new TimeRange(batch[0].Start, batch[^1].Start), cancellationToken);
        if (!await IsThereAsync(batch, cancellationToken))
        {
            await CopyAsync($"market_data.historical_data (series_id, {BarRows.Columns})", batch, _id, cancellationToken);
        }
        else
        {
            await ExecuteAsync(new NpgsqlCommand(Stage, _connection), cancellationToken);
            await CopyAsync($"loaded ({BarRows.Columns})", batch, seriesId: null, cancellationToken);
            await ExecuteAsync(Spanning(Upsert, batch), cancellationToken);
        }

        _bars.Clear();
        _ascends = true;
    }

    /// <summary>Of two bars of one time the last wins.</summary>
    private static List<Bar> Newest(List<Bar> bars) => [.. bars.GroupBy(static bar => bar.Start).OrderBy(static same => same.Key).Select(static same => same.Last())];

    /// <summary>True when the table has bars in the batch's span.</summary>
    private async Task<bool> IsThereAsync(List<Bar> batch, CancellationToken cancellationToken)
    {
        await using var command = Spanning(IsThere, batch);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private NpgsqlCommand Spanning(string sql, List<Bar> batch)
    {
        var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.Add(new() { Value = _id });
        command.Parameters.Add(new() { Value = batch[0].Start.UtcDateTime });
        command.Parameters.Add(new() { Value = batch[^1].Start.UtcDateTime });
        return command;
    }

    private async Task CopyAsync(string target, List<Bar> batch, int? seriesId, CancellationToken cancellationToken)
    {
        await using var copy = await _connection.BeginBinaryImportAsync($"copy {target} from stdin (format binary)", cancellationToken);
        foreach (var bar in batch)
        {
            BarRows.Write(copy, bar, seriesId);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
