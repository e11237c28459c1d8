using System.Diagnostics;
using OrleansTrader.Domain.Views;
using OrleansTrader.Storage.Logs;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Storage;

public sealed class PostgresLogTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Two_lines_of_one_instant_are_both_kept()
    {
        var rows = await WriteAndReadAsync([Line("first"), Line("second")]);

        Assert.Equal(["second", "first"], rows.Select(static row => row.Message));
    }

    [Fact]
    public async Task Lines_written_before_the_start_wait_for_it()
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using (var writer = new PostgresLogWriter(TimeProvider.System))
        {
            writer.Write(Line("early"));
            writer.Start(connection);
        }

        await using var reader = new PostgresLogReader(connection);
        Assert.Equal("early", Assert.Single(await reader.ReadAsync(null, null, null, 10, TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public async Task Lines_are_found_by_order_strategy_and_level()
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using (var writer = new PostgresLogWriter(TimeProvider.System))
        {
            writer.Start(connection);
            writer.Write(Line("mine") with { Strategy = "one", ClientOrderId = "aaaabbbbccccdddd", Level = "Warning" });
            writer.Write(Line("other") with { Strategy = "two" });
        }

        await using var reader = new PostgresLogReader(connection);
        Assert.Equal("mine", Assert.Single(await reader.ReadAsync("one", null, null, 10, TestContext.Current.CancellationToken)).Message);
        Assert.Equal("mine", Assert.Single(await reader.ReadAsync(null, "aaaabbbbccccdddd", null, 10, TestContext.Current.CancellationToken)).Message);
        Assert.Equal("mine", Assert.Single(await reader.ReadAsync(null, null, ["Warning", "Error"], 10, TestContext.Current.CancellationToken)).Message);
        Assert.Empty(await reader.ReadAsync("one'; drop table logs.log; --", null, null, 10, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_line_the_table_cannot_hold_as_it_is_loses_only_its_zero_characters() =>
        Assert.Equal("bad line", Assert.Single(await WriteAndReadAsync([Line("bad\0 line") with { Properties = "{\"A\":\"\\u0000\"}" }])).Message);

    [Fact]
    public async Task A_database_that_is_away_holds_nobody_up()
    {
        var watch = Stopwatch.StartNew();
        await using (var writer = new PostgresLogWriter(TimeProvider.System))
        {
            writer.Start("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
            for (var i = 0; i < 20_000; i++)
            {
                writer.Write(Line("lost"));
            }

            Assert.True(writer.Dropped > 0, "A bounded queue that took everything is not bounded.");
        }

        Assert.True(watch.Elapsed < Patience, $"Writing to nobody took {watch.Elapsed}.");
    }

    private static LogLine Line(string message) => new(At, "Information", "Tests", message, null, null, null, null, null);

    private async Task<IReadOnlyList<LogRow>> WriteAndReadAsync(IEnumerable<LogLine> lines)
    {
        var connection = await postgres.CreateDatabaseAsync();
        await using (var writer = new PostgresLogWriter(TimeProvider.System))
        {
            writer.Start(connection);
            foreach (var line in lines)
            {
                writer.Write(line);
            }
        }

        await using var reader = new PostgresLogReader(connection);
        return await reader.ReadAsync(null, null, null, 100, TestContext.Current.CancellationToken);
    }
}
