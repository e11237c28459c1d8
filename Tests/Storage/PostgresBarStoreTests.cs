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

    private static BarLoad Load(BarSeries series) => new(series, PriceAdjustment.Splits, null);

    private static Bar At(DateTimeOffset start, decimal close) => new(
        Apple, BarSize.OneMinute, start, Price.Of(9.5m), Price.Of(100), Price.Of(9), Price.Of(close), Quantity.Of(1200), Price.Of(9.87m), 17);
}
