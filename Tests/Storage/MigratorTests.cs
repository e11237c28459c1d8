using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
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
