using Npgsql;

namespace OrleansTrader.Tests.Storage;

/// <summary>An open transaction that holds its locks until told otherwise.</summary>
internal sealed class Transaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _database;

    private Transaction(string database)
    {
        _database = database;
        _connection = new NpgsqlConnection(database + ";Pooling=false");
    }

    public static async Task<Transaction> BeginAsync(string database)
    {
        var transaction = new Transaction(database);
        await transaction._connection.OpenAsync();
        await transaction.ExecuteAsync("begin");
        return transaction;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task CommitAsync() => ExecuteAsync("commit");

    /// <summary>Waits until this many sessions wait for our locks.</summary>
    public async Task UntilBlockedAsync(int sessions)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ours = _connection.ProcessID;
        while (await Samples.ScalarAsync<long>(_database, $"select count(*) from pg_stat_activity where {ours} = any(pg_blocking_pids(pid))") < sessions)
        {
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
