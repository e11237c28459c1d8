using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Storage.MarketData;

/// <summary>The fills of <c>market_data.fill</c> and what of each history is covered. Everything a fill needs survives a crash.</summary>
public sealed class PostgresHistoryFills(string connectionString) : IAsyncDisposable
{
    private const string Insert = """
        insert into market_data.fill (instrument, con_id, bar_size, what, wanted, asked_by) values ($1, $2, $3, $4, $5, $6) returning id
        """;

    private const string Unfinished = """
        select id, instrument, con_id, bar_size, what, wanted from market_data.fill where state in ('Waiting', 'Running') order by id
        """;

    private const string Progress = """
        update market_data.fill set state = $2, requests = requests + $3, remaining = $4, bars = bars + $5, problem = $6, changed_at = now() where id = $1
        """;

    private const string Coverage = "select unnest(covered) from market_data.series where con_id = $1 and bar_size = $2 and what = $3";

    private const string Fills = """
        select id, instrument, con_id, bar_size, what, lower(wanted), upper(wanted), state, requests, remaining, bars, problem, asked_by, asked_at, changed_at
          from market_data.fill order by id desc limit $1
        """;

    private const string Series = """
        select s.con_id, i.symbol, s.bar_size, s.what, s.adjustment,
               (select time from market_data.historical_data h where h.series_id = s.id order by time limit 1),
               (select time from market_data.historical_data h where h.series_id = s.id order by time desc limit 1),
               (select count(*)::int from unnest(s.covered))
          from market_data.series s left join trading.instrument i using (con_id) order by i.symbol, s.con_id, s.bar_size, s.what
        """;

    private readonly NpgsqlDataSource _source = Databases.Source(connectionString, "history");

    /// <summary>Keeps the wish; it is met from the moment this returns, over any crash.</summary>
    public async Task<HistoryFill> AddAsync(string instrument, BarSeries series, TimeRange wanted, string by, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Insert);
        Add(command, instrument, series.ConId.Value, series.Size.ToString(), series.What);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTzRange, Value = Ranges.Of(wanted) });
        Add(command, by);
        return new HistoryFill((long)(await command.ExecuteScalarAsync(cancellationToken))!, instrument, series, wanted);
    }

    /// <summary>Oldest first.</summary>
    public Task<ImmutableArray<HistoryFill>> UnfinishedAsync(CancellationToken cancellationToken) => QueryAsync(
        Unfinished,
        static reader => new HistoryFill(
            reader.GetInt64(0),
            reader.GetString(1),
            new BarSeries(ConId.Of(reader.GetInt32(2)), BarSize.Parse(reader.GetString(3)), reader.GetString(4)),
            Ranges.ToTimeRange(reader.GetFieldValue<NpgsqlRange<DateTime>>(5))),
        [],
        cancellationToken);

    /// <param name="remaining">Requests still to be answered; null while not planned.</param>
    public async Task ReportAsync(HistoryFill fill, HistoryFillState state, int requests, int? remaining, long bars, string? problem, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Progress);
        Add(command, fill.Id, state.ToString(), requests);
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = remaining });
        Add(command, bars);
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = problem });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The spans of the history that are complete, ascending.</summary>
    public Task<ImmutableArray<TimeRange>> CoveredAsync(BarSeries series, CancellationToken cancellationToken) => QueryAsync(
        Coverage,
        static reader => Ranges.ToTimeRange(reader.GetFieldValue<NpgsqlRange<DateTime>>(0)),
        [series.ConId.Value, series.Size.ToString(), series.What],
        cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<ImmutableArray<HistoryFillRow>> ReadFillsAsync(int limit, CancellationToken cancellationToken) => QueryAsync(
        Fills,
        static reader => new HistoryFillRow(
            reader.GetInt64(0),
            reader.GetString(1),
            ConId.Of(reader.GetInt32(2)),
            BarSize.Parse(reader.GetString(3)),
            reader.GetString(4),
            reader.GetFieldValue<DateTimeOffset>(5),
            reader.GetFieldValue<DateTimeOffset>(6),
            reader.GetString(7),
            reader.GetInt32(8),
            reader.IsDBNull(9) ? null : reader.GetInt32(9),
            reader.GetInt64(10),
            reader.IsDBNull(11) ? null : reader.GetString(11),
            reader.GetString(12),
            reader.GetFieldValue<DateTimeOffset>(13),
            reader.GetFieldValue<DateTimeOffset>(14)),
        [limit],
        cancellationToken);

    /// <summary>Every stored history, by symbol.</summary>
    public Task<ImmutableArray<HistoryRow>> ReadSeriesAsync(CancellationToken cancellationToken) => QueryAsync(
        Series,
        static reader => new HistoryRow(
            ConId.Of(reader.GetInt32(0)),
            reader.IsDBNull(1) ? null : reader.GetString(1),
            BarSize.Parse(reader.GetString(2)),
            reader.GetString(3),
            Enum.Parse<PriceAdjustment>(reader.GetString(4)),
            reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
            reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
            reader.GetInt32(7)),
        [],
        cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<ImmutableArray<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, object[] values, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        Add(command, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows.DrainToImmutable();
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
    }
}
