using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.MarketData;
using OrleansTrader.Tests.Support;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

public sealed class PostgresBarStoreTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly BarSeries Minutes = new(Apple, BarSize.OneMinute, BarSeries.Trades);
    private static readonly BarSeries Midpoints = Minutes with { What = "MIDPOINT" };

    [Fact]
    public async Task Bars_across_months_are_read_back_exactly_and_a_second_load_replaces()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);
        var newYear = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Bar[] bars = [At(newYear.AddMinutes(-1), 10), At(newYear, 11), At(newYear.AddMonths(2), 12)];

        Assert.Equal(3, await store.SaveAsync(Load(Minutes), bars, None));
        await store.SaveAsync(Load(Minutes), [At(newYear, 98), At(newYear, 99)], None);
        await store.SaveAsync(Load(Midpoints), [At(newYear, 10) with { Volume = null, Wap = null }], None);

        Assert.Equal([bars[0], At(newYear, 99)], await store.ReadAsync(Minutes, new TimeRange(newYear.AddDays(-1), newYear.AddDays(1)), None));
        Assert.Equal([At(newYear, 10) with { Volume = null, Wap = null }], await store.ReadAsync(Midpoints, new TimeRange(newYear, newYear.AddMinutes(1)), None));
        Assert.Equal([At(newYear, 99), bars[2]], await store.LastAsync(Minutes, null, 2, newYear.AddYears(1), None));
        Assert.Equal([bars[0], At(newYear, 99)], await store.LastAsync(Minutes, null, 5, newYear.AddMonths(2), None));
        Assert.Equal(4, await ScalarAsync<long>(database, "select count(*) from pg_inherits where inhparent = 'market_data.historical_data'::regclass"));
    }

    [Fact]
    public async Task Prices_and_volumes_keep_every_digit()
    {
        await using var store = new PostgresBarStore(await postgres.CreateDatabaseAsync());
        var fine = At(Noon, 10) with { Low = Price.Of(0.0000000000001m), High = Price.Of(123456789012345.678901m), Volume = Quantity.Of(0.00000001m), Wap = Price.Of(9.8765432109876543m) };

        await store.SaveAsync(Load(Minutes), [fine], None);

        Assert.Equal([fine], await store.LastAsync(Minutes, null, 1, Noon.AddHours(1), None));
    }

    [Fact]
    public async Task Numbers_of_every_length_and_scale_come_back_as_they_went()
    {
        await using var store = new PostgresBarStore(await postgres.CreateDatabaseAsync());
        decimal[] numbers = [0, 0.01m, 0.10m, 1, 10, 9_999, 10_000, 10_001, 99_990_000, 100_000_000, 1.0001m, 1.00010m, 123.456789m, 9_999_999_999_999_999m, 10_000_000_000_000_000m, 0.0000000000000000000000000001m, decimal.MaxValue, 12_345_678_901_234.5678m];
        Bar[] bars = [.. numbers.SelectMany(static number => new[] { number, -number }).Select(static (number, i) => At(Noon.AddMinutes(i), number) with { Wap = Price.Of(-number), Volume = Quantity.Of(Math.Abs(number)) })];

        await store.SaveAsync(Load(Minutes), bars, None);

        Assert.Equal(bars, await store.ReadAsync(Minutes, new TimeRange(Noon, Noon.AddDays(1)), None));
        Assert.Equal(bars, await store.StreamAsync(Minutes, new TimeRange(Noon, Noon.AddDays(1)), None).ToArrayAsync(None));
    }

    [Fact]
    public async Task Of_a_load_that_meets_a_stored_history_only_what_differs_is_written()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);
        Bar[] bars = [.. Enumerable.Range(0, 1_000).Select(static i => At(Noon.AddMinutes(i), 10) with { Volume = i % 2 == 0 ? null : Quantity.Of(i) })];
        await store.SaveAsync(Load(Minutes), bars.Take(900), None);
        var before = await ScalarAsync<long>(database, "select count(*) from market_data.historical_data where xmin::text = (select max(xmin::text::bigint)::text from market_data.historical_data)");

        bars[7] = bars[7] with { Close = Price.Of(11) };
        await store.SaveAsync(Load(Minutes), bars.Reverse(), None);

        Assert.Equal(900, before);
        Assert.Equal(101, await ScalarAsync<long>(database, "select count(*) from market_data.historical_data where xmin::text = (select max(xmin::text::bigint)::text from market_data.historical_data)"));
        Assert.Equal(bars, await store.LastAsync(Minutes, null, 5_000, Noon.AddDays(2), None));
    }

    [Fact]
    public async Task A_long_history_is_loaded_and_read_in_parts_without_a_seam()
    {
        await using var store = new PostgresBarStore(await postgres.CreateDatabaseAsync());
        Bar[] bars = [.. Enumerable.Range(0, 120_000).Select(static i => At(Noon.AddMinutes(i), i % 100))];

        Assert.Equal(bars.Length, await store.SaveAsync(Load(Minutes), bars, None));

        Assert.Equal(bars[^90_001..], await store.LastAsync(Minutes, null, 90_001, Noon.AddYears(1), None));
        Assert.Equal(bars, await store.LastAsync(Minutes, PriceAdjustment.Splits, 500_000, Noon.AddYears(1), None));
        Assert.Equal(bars[10_000..60_000], await store.LastAsync(Minutes, null, 50_000, Noon.AddMinutes(60_000), None));
        Assert.Empty(await store.LastAsync(Minutes, PriceAdjustment.Raw, 10, Noon.AddYears(1), None));
    }

    [Fact]
    public async Task A_load_that_breaks_off_leaves_nothing_behind_not_even_its_coverage()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);
        await using var fills = new PostgresHistoryFills(database);

        static IEnumerable<Bar> Broken()
        {
            yield return At(Noon, 10);
            throw new IOException("the source is gone");
        }

        await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(Load(Minutes) with { Covered = new TimeRange(Noon, Noon.AddDays(1)) }, Broken(), None));

        Assert.Empty(await store.LastAsync(Minutes, null, 10, Noon.AddDays(1), None));
        Assert.Empty(await fills.CoveredAsync(Minutes, None));
    }

    [Fact]
    public async Task Prices_adjusted_in_another_way_are_refused()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);
        await using var fills = new PostgresHistoryFills(database);
        await store.SaveAsync(Load(Minutes), [At(Noon, 10)], None);

        var refused = await Assert.ThrowsAsync<BarLoadException>(() => store.SaveAsync(Load(Minutes) with { Adjustment = PriceAdjustment.Raw }, [At(Noon, 11)], None));

        Assert.Contains("adjusted as Splits", refused.Message, StringComparison.Ordinal);
        Assert.Equal([At(Noon, 10)], await store.LastAsync(Minutes, null, 10, Noon.AddDays(1), None));
        var row = Assert.Single(await fills.ReadSeriesAsync(None));
        Assert.Equal((Apple, BarSize.OneMinute, PriceAdjustment.Splits, (DateTimeOffset?)Noon, 0), (row.ConId, row.Bar, row.Adjustment, row.From, row.Spans));
    }

    [Fact]
    public async Task Coverage_grows_together()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);
        await using var fills = new PostgresHistoryFills(database);
        foreach (var (from, to) in ((int, int)[])[(0, 1), (4, 5), (1, 3)])
        {
            await store.SaveAsync(Load(Minutes) with { Covered = new TimeRange(Noon.AddDays(from), Noon.AddDays(to)) }, [], None);
        }

        Assert.Equal([new TimeRange(Noon, Noon.AddDays(3)), new TimeRange(Noon.AddDays(4), Noon.AddDays(5))], await fills.CoveredAsync(Minutes, None));
    }

    [Fact]
    public async Task Loaders_that_need_the_same_new_partition_do_not_collide()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => store.SaveAsync(Load(Minutes with { ConId = ConId.Of(i + 1) }), [At(Noon.AddMinutes(i), 10) with { ConId = ConId.Of(i + 1) }], None)));

        Assert.Equal(6L, await ScalarAsync<long>(database, "select count(*) from market_data.historical_data"));
    }

    [Fact]
    public async Task Long_loads_that_need_new_partitions_as_they_go_do_not_wait_for_each_other()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);

        await Task.WhenAll(Enumerable.Range(1, 4).Select(id => store.SaveAsync(
            Load(Minutes with { ConId = ConId.Of(id) }),
            Enumerable.Range(0, 110_000).Select(i => At(Noon.AddMinutes(id % 2 == 0 ? i : i + 30_000), 10) with { ConId = ConId.Of(id) }),
            None)));

        Assert.Equal(440_000L, await ScalarAsync<long>(database, "select count(*) from market_data.historical_data"));
    }

    private static BarLoad Load(BarSeries series) => new(series, PriceAdjustment.Splits, null);

    private static Bar At(DateTimeOffset start, decimal close) => new(
        Apple, BarSize.OneMinute, start, Price.Of(9.5m), Price.Of(100), Price.Of(9), Price.Of(close), Quantity.Of(1200), Price.Of(9.87m), 17);
}
