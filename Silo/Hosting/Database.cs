using Microsoft.Extensions.Options;
using Npgsql;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Silo.Startup;
using OrleansTrader.Storage;
using OrleansTrader.Storage.Logs;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;

namespace OrleansTrader.Silo.Hosting;

/// <summary>The one database: the configured one (<c>ConnectionStrings:Postgres</c>), else a private PostgreSQL under the data folder. Started and migrated before Orleans.</summary>
internal sealed partial class Database(IConfiguration configuration, IOptions<DataSettings> data, PostgresLogWriter logs, ILoggerFactory loggers)
{
    private const string Setting = "ConnectionStrings:Postgres";

    private readonly ILogger _logger = loggers.CreateLogger<Database>();
    private string? _connectionString;
    private PrivatePostgres? _server;

    /// <exception cref="InvalidOperationException">Asked before <see cref="StartAsync"/>.</exception>
    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("The database is not started yet.");

    /// <summary>The tag in our order references.</summary>
    public string Installation { get; private set; } = "";

    public string ForOrleans => Databases.ForOrleans(ConnectionString);

    /// <exception cref="StartRefusedException">It cannot be used; nothing half-started is left.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var configured = configuration.GetConnectionString("Postgres");
        try
        {
            _connectionString = string.IsNullOrWhiteSpace(configured) ? await StartPrivateAsync(cancellationToken) : Checked(configured);
            await new Migrator(loggers.CreateLogger<Migrator>()).MigrateAsync(_connectionString, cancellationToken);
            Installation = await Storage.Books.Installation.ReadTagAsync(_connectionString, cancellationToken);
            logs.Start(_connectionString);
        }
        catch (Exception e) when (e is PrivatePostgresException or DatabaseRefusedException)
        {
            await StopAsync();
            throw new StartRefusedException(e.Message, e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            await StopAsync();
            throw new StartRefusedException($"{(_server is null ? Setting : "The private PostgreSQL")}: {Target()} cannot be used ({e.GetBaseException().Message}).", e);
        }
    }

    /// <summary>Starts a private server that is no longer there; does nothing for a configured one.</summary>
    /// <returns>Whether it had to be started.</returns>
    /// <exception cref="PrivatePostgresException">It cannot be started now.</exception>
    public async Task<bool> ReviveAsync(CancellationToken cancellationToken)
    {
        if (_server is not { IsRunning: false })
        {
            return false;
        }

        _server = await PrivatePostgres.StartAsync(Options(), loggers.CreateLogger<PrivatePostgres>(), cancellationToken);
        return !_server.Adopted;
    }

    /// <summary>Ends a private server that nobody else uses; after the last user of the pools.</summary>
    public async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        try
        {
            if (_server is { } server)
            {
                await server.StopIfUnusedAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is NpgsqlException or PrivatePostgresException)
        {
            LogNotStopped(e.Message);
        }
    }

    private async Task<string> StartPrivateAsync(CancellationToken cancellationToken)
    {
        _server = await PrivatePostgres.StartAsync(Options(), loggers.CreateLogger<PrivatePostgres>(), cancellationToken);
        return _server.ConnectionString;
    }

    private PrivatePostgresOptions Options() => new(data.Value.File("pg"));

    private static string Checked(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 5 }.ConnectionString;
        }
        catch (ArgumentException e)
        {
            throw new StartRefusedException($"{Setting} cannot be read: {e.Message}.", e);
        }
    }

    /// <summary>Without user and password.</summary>
    private string Target()
    {
        var parts = new NpgsqlConnectionStringBuilder(_connectionString);
        return $"host {parts.Host}, port {parts.Port}, database {parts.Database}";
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "The private PostgreSQL goes on running: {Reason}")]
    private partial void LogNotStopped(string reason);
}
