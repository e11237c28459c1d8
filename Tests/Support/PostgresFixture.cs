using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;
using OrleansTrader.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace OrleansTrader.Tests.Support;

/// <summary>One PostgreSQL of our own for the whole run, started by the first test that asks and removed at the end; a database per caller.</summary>
/// <remarks>Take it as a constructor argument: <c>public sealed class MyTests(PostgresFixture postgres)</c>.</remarks>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Template = "migrated_template";

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "ot-test-pg-" + Path.GetRandomFileName());
    private readonly SemaphoreSlim _turn = new(1, 1);
    private PrivatePostgres? _server;
    private Task<PrivatePostgres>? _starting;
    private int _databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The connection string of a fresh database with all migrations applied.</summary>
    public Task<string> CreateDatabaseAsync() => CreateAsync(Template);

    /// <summary>The connection string of a fresh empty database.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => CreateAsync("template0");

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            NpgsqlConnection.ClearAllPools();
            await server.StopAsync(CancellationToken.None);
            Directory.Delete(_directory, recursive: true);
        }

        _turn.Dispose();
    }

    private async Task<string> CreateAsync(string template)
    {
        await _turn.WaitAsync();
        try
        {
            var server = await (_starting ??= StartAsync()); // One that failed tells its cause to every test.
            var name = "test_" + (++_databases).ToString(CultureInfo.InvariantCulture);
            await ExecuteAsync(server.ConnectionString, $"create database {name} template {template} strategy file_copy");
            return Database(server, name);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<PrivatePostgres> StartAsync()
    {
        var server = _server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(_directory), NullLogger<PrivatePostgres>.Instance, CancellationToken.None); // Stopped, whatever follows.
        await ExecuteAsync(server.ConnectionString, $"create database {Template}");
        await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(Database(server, Template), CancellationToken.None);
        return server;
    }

    private static string Database(PrivatePostgres server, string name) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
