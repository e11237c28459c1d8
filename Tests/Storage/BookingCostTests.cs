using Npgsql;
using Xunit;

namespace OrleansTrader.Tests.Storage;

/// <summary>Booking an execution costs the same however many there are: the rows that the server reads for it are counted, not the time.</summary>
public sealed class BookingCostTests(SharedDatabase shared) : IClassFixture<SharedDatabase>
{
    private const int Batch = 200;

    [Fact]
    public async Task A_batch_reads_as_many_executions_after_thousands_as_at_the_beginning()
    {
        await using var source = NpgsqlDataSource.Create(shared.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken); // Its own reads are counted for themselves, and the account has no statistics.
        var read = new List<long>();
        for (var batch = 0; batch < 12; batch++)
        {
            var before = await ReadAsync(connection);
            await BookAsync(connection, batch * Batch);
            read.Add(await ReadAsync(connection) - before);
        }

        Assert.True(read[^1] < 2 * read[0] && read[^1] < 20 * Batch, $"A batch of {Batch} executions and commissions read so many rows of transactions: {string.Join(", ", read)}");
    }

    private static async Task BookAsync(NpgsqlConnection connection, int from)
    {
        await ExecuteAsync(connection, $$"""
            select trading.book_transactions('DUCOST1', (
              select jsonb_agg(jsonb_build_object(
                       'exec_id', 'cost.' || n || '.01', 'exec_root', 'cost.' || n, 'revision', 1, 'strategy', 'alpha', 'con_id', 1 + n % 10, 'symbol', 'X', 'quantity', 1 - 2 * (n / 10 % 2),
                       'price', 10, 'multiplier', 1, 'currency', 'USD', 'exec_time', timestamptz '2026-03-02 15:00+00' + n * interval '1 second', 'source', 'Execution', 'booked_seq', n))
                from generate_series({{from + 1}}, {{from + Batch}}) n))
            """);
        await ExecuteAsync(connection, $"insert into trading.staged_commission select 'DUCOST1', 'cost.' || n || '.01', 1, 'USD', n from generate_series({from + 1}, {from + Batch}) n");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<long> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where schemaname = 'trading' and relname = 'transaction'", connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
