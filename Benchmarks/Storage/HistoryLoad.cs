using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.MarketData;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;
using OrleansTrader.Strategies;

namespace OrleansTrader.Benchmarks.Storage;

/// <summary>Bars into PostgreSQL by COPY and upsert and back into a strategy's window, on a private server with fsync on; and the memory that a strategy takes.</summary>
internal static class HistoryLoad
{
    private const int Bars = 300_000;
    private const int ReadBack = 100_000;
    private const int Rounds = 5;
    private const int Hosts = 200;
    private static readonly DateTimeOffset Start = new(2025, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly BarSeries Minutes = new(ConId.Of(265598), BarSize.OneMinute, BarSeries.Trades);

    public static async Task<int> RunAsync(string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-history-" + Path.GetRandomFileName())).FullName; // Open to the user who runs the database.
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
        try
        {
            await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(server.ConnectionString, CancellationToken.None);
            await using var store = new PostgresBarStore(server.ConnectionString);
            var figures = new Dictionary<string, double>();
            await LoadAsync(store, figures);
            await ReadAsync(store, figures);
            await FloorsAsync(server.ConnectionString, figures);
            Memory(figures);
            Report.Of("history", [], figures).Publish(results);
            return 0;
        }
        finally
        {
            await server.StopAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LoadAsync(PostgresBarStore store, Dictionary<string, double> figures)
    {
        await RateAsync(store, 1, [.. Made(ConId.Of(1), Bars)]); // Code and caches are warm.
        var fresh = new List<double>();
        for (var id = 2; id < 2 + Rounds; id++)
        {
            fresh.Add(await RateAsync(store, id, [.. Made(ConId.Of(id), Bars)]));
        }

        figures["load, new bars, median: bars/s"] = fresh.Order().ElementAt(Rounds / 2);
        var bars = Made(Minutes.ConId, Bars).ToArray();
        foreach (var (name, load) in ((string, Bar[])[])[("one more series", bars), ("the same bars again", bars), ("every bar replaced", [.. bars.Select(static bar => bar with { Count = bar.Count + 1 })])])
        {
            figures[$"load, {name}: bars/s"] = await RateAsync(store, Minutes.ConId.Value, load);
        }
    }

    private static async Task<double> RateAsync(PostgresBarStore store, int conId, Bar[] bars)
    {
        var began = Stopwatch.GetTimestamp();
        await store.SaveAsync(Load(Minutes with { ConId = ConId.Of(conId) }), bars, CancellationToken.None);
        return bars.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>What the server alone takes for the same rows: copied into a table without key, and put into the words of a binary COPY for nobody.</summary>
    private static async Task FloorsAsync(string connectionString, Dictionary<string, double> figures)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync();
        var times = new List<(double Write, double Send)>();
        for (var round = 0; round < Rounds; round++)
        {
            times.Add((
                await MillisecondsAsync(connection, "create temp table floor as select * from market_data.historical_data where series_id = (select min(id) from market_data.series); drop table floor"),
                await MillisecondsAsync(connection, $"copy (select count, time, open, high, low, close, volume, wap, until from market_data.historical_data where series_id = (select min(id) from market_data.series) limit {ReadBack}) to program 'cat >/dev/null' (format binary)")));
        }

        figures["floor: the rows into a table without key, inside the server: bars/s"] = Bars / (times.Select(static time => time.Write).Order().ElementAt(Rounds / 2) / 1000);
        figures["floor: 100,000 rows put into words by the server, median: ms"] = times.Select(static time => time.Send).Order().ElementAt(Rounds / 2);
    }

    private static async Task<double> MillisecondsAsync(NpgsqlConnection connection, string sql)
    {
        var began = Stopwatch.GetTimestamp();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task ReadAsync(PostgresBarStore store, Dictionary<string, double> figures)
    {
        var times = new List<double>();
        for (var round = 0; round < 4 * Rounds; round++) // The first ones compile the code.
        {
            var began = Stopwatch.GetTimestamp();
            var window = new BarWindow(ReadBack);
            foreach (var bar in await store.LastAsync(Minutes with { ConId = ConId.Of(2) }, null, ReadBack, DateTimeOffset.MaxValue, CancellationToken.None))
            {
                window.Put(bar);
            }

            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (window.Count != ReadBack)
            {
                throw new InvalidOperationException($"{window.Count} bars came back, not {ReadBack}.");
            }
        }

        figures["100,000 bars into a window, first: ms"] = times[0];
        figures["100,000 bars into a window, median of the last ten: ms"] = times.TakeLast(2 * Rounds).Order().ElementAt(Rounds);
    }

    /// <summary>The sample cross with its averages, on ten instruments with 500 bars each in the window.</summary>
    private static void Memory(Dictionary<string, double> figures)
    {
        var names = Enumerable.Range(1, 10).Select(static i => $"S{i}").ToArray();
        var parameters = ImmutableDictionary<string, string>.Empty.Add("instruments", string.Join(',', names)).Add("bar", "1m");
        var instruments = names.Select(static (name, i) => (name, Stock: Stock(name, i + 1))).ToImmutableDictionary(static one => one.name, static one => one.Stock);
        var bars = instruments.Values.SelectMany(static one => Made(one.ConId, 500)).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var runners = Enumerable.Range(0, Hosts).Select(i =>
        {
            var strategy = new MovingAverageCross();
            var plan = StrategySetup.Configure(strategy, new StrategyParameters(parameters));
            var runner = new StrategyRunner(strategy, new StrategySetup(StrategyName.Of($"s{i}"), new Money(1, Currency.Usd), plan, instruments));
            foreach (var bar in bars)
            {
                runner.WarmUp(bar);
            }

            return runner;
        }).ToArray();
        figures["memory per strategy, 10 instruments x 500 bars: KiB"] = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Hosts;
        GC.KeepAlive(runners);
    }

    private static BarLoad Load(BarSeries series) => new(series, PriceAdjustment.Splits, null);

    private static IEnumerable<Bar> Made(ConId conId, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var close = 180 + (((i * 7_919) % 1_000) / 100m);
            yield return new Bar(conId, BarSize.OneMinute, Start.AddMinutes(i), Price.Of(close), Price.Of(close + 0.05m), Price.Of(close - 0.05m), Price.Of(close + 0.01m), Quantity.Of(1_000 + i), Price.Of(close + 0.0034m), 42);
        }
    }

    private static Instrument Stock(string name, int conId) => new(
        ConId.Of(conId), name, SecurityType.Stock, "SMART", null, Currency.Usd, 1, name, null, name, [new TickRule(0, 0.01m)], Quantity.Of(1), Quantity.Of(1), [], [], "America/New_York");
}
