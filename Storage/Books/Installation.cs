using Npgsql;

namespace OrleansTrader.Storage.Books;

/// <summary>The tag of this database's installation in order references (design R4); made by the migration, never changed.</summary>
public static class Installation
{
    public static async Task<string> ReadTagAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand("select tag from trading.installation", connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
