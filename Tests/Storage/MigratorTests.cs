using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Storage.MarketData;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Storage;

public sealed class MigratorTests(PostgresFixture postgres)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();

        var first = await Migrator().MigrateAsync(database, None);
        var second = await Migrator().MigrateAsync(database, None);

        Assert.Equal(Migration.Embedded().Count, first);
        Assert.True(first >= 6);
        Assert.Equal(0, second);
    }

    [Fact]
    public async Task Starting_together_each_migration_is_applied_once()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrator().MigrateAsync(database, None)));

        Assert.Equal(Migration.Embedded().Count, applied.Sum());
    }

    [Fact]
    public async Task An_edited_migration_is_refused_by_name()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrator(new Migration(1, "0001_a.sql", "create table a (id int)")).MigrateAsync(database, None);

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(
            () => Migrator(new Migration(1, "0001_a.sql", "create table a (id bigint)")).MigrateAsync(database, None));

        Assert.Contains("0001_a.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_newer_than_the_build_is_refused()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        var first = new Migration(1, "0001_a.sql", "create table a (id int)");
        await Migrator(first, new Migration(2, "0002_b.sql", "create table b (id int)")).MigrateAsync(database, None);

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(() => Migrator(first).MigrateAsync(database, None));

        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        Assert.Contains("0002_b.sql", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bars_stored_before_series_had_numbers_are_there_afterwards()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrator([.. Migration.Embedded().Where(static migration => migration.Number < 14)]).MigrateAsync(database, None);
        await using (var source = NpgsqlDataSource.Create(database))
        await using (var command = source.CreateCommand("""
            select market_data.ensure_partitions('2026-01-31', '2026-02-01');
            insert into market_data.historical_data (con_id, bar_size, what, time, open, high, low, close, volume, wap, count)
            values (1, '1m', 'TRADES', '2026-01-31 23:59Z', 1.5, 2, 1, 1.25, 100, 1.3, 7), (1, '1m', 'TRADES', '2026-02-01 00:00Z', 1.5, 2, 1, 1.25, null, null, 8),
                   (2, '1m', 'MIDPOINT', '2026-02-01 00:00Z', 3, 3, 3, 3, null, null, 9);
            insert into market_data.series (con_id, bar_size, what, adjustment, covered) values (1, '1m', 'TRADES', 'Raw', '{[2026-01-31 00:00Z,2026-02-01 00:00Z)}')
            """))
        {
            await command.ExecuteNonQueryAsync(None);
        }

        await Migrator().MigrateAsync(database, None);

        await using var store = new PostgresBarStore(database);
        var all = new TimeRange(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        var stocks = await store.ReadAsync(new BarSeries(ConId.Of(1), BarSize.OneMinute, BarSeries.Trades), all, None);
        var midpoint = Assert.Single(await store.ReadAsync(new BarSeries(ConId.Of(2), BarSize.OneMinute, "MIDPOINT"), all, None));
        Assert.Equal([(7, (decimal?)100m), (8, null)], stocks.Select(static bar => (bar.Count, bar.Volume?.Value)));
        Assert.Equal(1.25m, stocks[0].Close.Value);
        Assert.Equal((9, 3m), (midpoint.Count, midpoint.Low.Value));
        Assert.Equal(2, (await store.LastAsync(new BarSeries(ConId.Of(1), BarSize.OneMinute, BarSeries.Trades), PriceAdjustment.Raw, 5, DateTimeOffset.MaxValue, None)).Length);
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_of_itself()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        var first = new Migration(1, "0001_a.sql", "create table a (id int)");

        await Assert.ThrowsAsync<PostgresException>(
            () => Migrator(first, new Migration(2, "0002_b.sql", "create table b (id int); select 1 / 0")).MigrateAsync(database, None));

        Assert.Equal(1, await Migrator(first, new Migration(2, "0002_b.sql", "create table b (id int)")).MigrateAsync(database, None));
    }

    [Theory]
    [InlineData("synchronous_commit")]
    public async Task A_server_that_may_lose_commits_is_refused(string setting)
    {
        var database = await postgres.CreateEmptyDatabaseAsync();

        var refused = await Assert.ThrowsAsync<DatabaseRefusedException>(
            () => Migrator().MigrateAsync(database + $";Options=-c {setting}=off", None));

        Assert.Contains($"{setting}=off", refused.Message, StringComparison.Ordinal);
    }

    private static Migrator Migrator(params Migration[] migrations) =>
        new(migrations is [] ? Migration.Embedded() : migrations, NullLogger<Migrator>.Instance);
}
