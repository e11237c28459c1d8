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

    [Fact]
    public async Task Bars_across_months_are_read_back_and_a_second_load_replaces()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);
        var newYear = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Bar[] bars = [At(newYear.AddMinutes(-1), 10), At(newYear, 11), At(newYear.AddMonths(2), 12)];

        await store.SaveAsync("TRADES", bars, None);
        await store.SaveAsync("TRADES", [At(newYear, 98), At(newYear, 99)], None);
        await store.SaveAsync("MIDPOINT", [At(newYear, 1) with { Volume = null, Wap = null }], None);

        Assert.Equal([bars[0], At(newYear, 99)], await store.ReadAsync(Apple, BarSize.OneMinute, "TRADES", newYear.AddDays(-1), newYear.AddDays(1), None));
        Assert.Equal([At(newYear, 1) with { Volume = null, Wap = null }], await store.ReadAsync(Apple, BarSize.OneMinute, "MIDPOINT", newYear, newYear.AddMinutes(1), None));
        Assert.Equal(4, await ScalarAsync<long>(database, "select count(*) from pg_inherits where inhparent = 'market_data.historical_data'::regclass"));
    }

    [Fact]
    public async Task Loaders_that_need_the_same_new_partition_do_not_collide()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var store = new PostgresBarStore(database);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => store.SaveAsync("TRADES", [At(Noon.AddMinutes(i), 10)], None)));

        Assert.Equal(6, (await store.ReadAsync(Apple, BarSize.OneMinute, "TRADES", Noon, Noon.AddHours(1), None)).Length);
    }

    private static Bar At(DateTimeOffset start, decimal close) => new(
        Apple, BarSize.OneMinute, start, Price.Of(9.5m), Price.Of(100), Price.Of(9), Price.Of(close), Quantity.Of(1200), Price.Of(9.87m), 17);
}
