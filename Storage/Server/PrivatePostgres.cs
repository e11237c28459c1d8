using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrleansTrader.Storage.Server;

/// <summary>A PostgreSQL server of our own under one folder, in a session of its own: it outlives this process and is adopted by the next.</summary>
/// <remarks>Any number of processes may start it together: one does, the others adopt. Only <see cref="StopAsync"/> ends it, never a fault.</remarks>
public sealed partial class PrivatePostgres
{
    private const string User = "trader";

    private readonly PrivatePostgresOptions _options;
    private readonly ServerFiles _files;
    private readonly ServerUser _user;
    private readonly PostgresBinaries _binaries;
    private readonly ILogger<PrivatePostgres> _logger;

    private PrivatePostgres(PrivatePostgresOptions options, ServerFiles files, ServerUser user, ILogger<PrivatePostgres> logger)
    {
        _options = options;
        _files = files;
        _user = user;
        _binaries = PostgresBinaries.Find(options.Binaries, files.Major);
        _logger = logger;
    }

    /// <summary>By unix socket, with the password.</summary>
    public string ConnectionString { get; private set; } = "";

    public int Port { get; private set; }

    /// <summary>True when the server was already running.</summary>
    public bool Adopted { get; private set; }

    /// <summary>Whether the server's process lives; says nothing about whether it answers.</summary>
    public bool IsRunning => RunningServer.Find(_files.Data) is not null;

    /// <summary>Starts the server, initializing it at first, or adopts the running one.</summary>
    /// <exception cref="PrivatePostgresException">It cannot run; nothing half-started is left.</exception>
    public static async Task<PrivatePostgres> StartAsync(
        PrivatePostgresOptions options, ILogger<PrivatePostgres> logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Patience);
        try
        {
            var files = new ServerFiles(options.Directory);
            MakeRoot(files.Root);
            using var turn = await TakeTurnAsync(files.Lock, patience.Token);
            var user = await ServerUser.ChooseAsync(patience.Token);
            var server = new PrivatePostgres(options, files, user, logger);
            await server.RunAsync(patience.Token);
            return server;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PrivatePostgresException($"The private PostgreSQL in {options.Directory} was not ready within {options.Patience.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrivatePostgresException($"The private PostgreSQL cannot use {options.Directory}: {e.Message}");
        }
    }

    /// <summary>Ends the server in an orderly way; does nothing when it is not running.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(_files.Lock, cancellationToken);
        if (RunningServer.Find(_files.Data) is null)
        {
            return;
        }

        var seconds = ((int)_options.Patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var stopped = await _user.RunAsync([_binaries.PgCtl, "stop", "-D", _files.Data, "-m", "fast", "-w", "-t", seconds], cancellationToken);
        if (stopped.ExitCode != 0)
        {
            throw new PrivatePostgresException($"The private PostgreSQL did not stop: {stopped.Reason}");
        }

        LogStopped(_files.Root);
    }

    /// <summary>Stops the server unless another program is connected. Clear your own pools first.</summary>
    /// <returns>Whether it was stopped.</returns>
    public async Task<bool> StopIfUnusedAsync(CancellationToken cancellationToken)
    {
        await using (var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync(cancellationToken);
            await using var others = new NpgsqlCommand(
                "select exists (select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())", connection);
            if (await others.ExecuteScalarAsync(cancellationToken) is true)
            {
                return false;
            }
        }

        await StopAsync(cancellationToken);
        return true;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await _user.OwnFolderAsync(_files.ServerFolder, cancellationToken);
        await RequireReachableAsync(cancellationToken);
        await _user.OwnFolderAsync(_files.SocketFolder, cancellationToken);
        Adopted = RunningServer.Find(_files.Data) is not null;
        if (Adopted)
        {
            Port = _files.RememberedPort() ?? throw new PrivatePostgresException($"A server runs in {_files.Data}, but {_files.Root}/port is gone: stop that server first.");
        }
        else
        {
            await StartServerAsync(cancellationToken);
        }

        ConnectionString = Connection("trader");
        await EnsureDatabaseAsync(cancellationToken);
        LogReady(_files.Root, Adopted ? "adopted" : "started", Port);
    }

    private async Task StartServerAsync(CancellationToken cancellationToken)
    {
        RequireDisk();
        File.Delete(_files.StartLog);
        if (!_files.IsInitialized)
        {
            await InitializeAsync(cancellationToken);
        }

        RunningServer.RemoveForeignPidFile(_files.Data);
        Port = _files.ChoosePort(_options.Port);
        await File.WriteAllTextAsync(Path.Combine(_files.Data, "postgresql.conf"), ServerSettings.Text(Port, _files.SocketFolder), cancellationToken);
        var seconds = ((int)_options.Patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[] start = ["setsid", "--wait", _binaries.PgCtl, "start", "-D", _files.Data, "-l", _files.StartLog, "-w", "-t", seconds];
        while (await _user.RunAsync(start, cancellationToken) is { ExitCode: not 0 } failed)
        {
            var reason = LastWords() ?? failed.Reason;
            if (!reason.Contains("shared memory block", StringComparison.Ordinal))
            {
                throw new PrivatePostgresException($"The private PostgreSQL did not start: {reason}");
            }

            await Task.Delay(200, cancellationToken); // Its predecessor was killed; the last of its children is still ending.
        }
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(_files.Data))
        {
            throw new PrivatePostgresException($"{_files.Data} exists and is not a PostgreSQL cluster: move it away.");
        }

        if (Directory.Exists(_files.UnfinishedData))
        {
            Directory.Delete(_files.UnfinishedData, recursive: true); // An initialization that was interrupted.
        }

        var passwordFile = Path.Combine(_files.ServerFolder, "initial-password");
        try
        {
            await File.WriteAllTextAsync(passwordFile, _files.Password(), cancellationToken); // The folder is closed to everyone but the server's user.
            var made = await _user.RunAsync(
                [
                    _binaries.Initdb, "-D", _files.UnfinishedData, "-U", User, "--pwfile", passwordFile, "--auth=scram-sha-256",
                    "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums",
                ],
                cancellationToken);
            if (made.ExitCode != 0)
            {
                throw new PrivatePostgresException($"The private PostgreSQL cannot be initialized in {_files.Root}: {made.Reason}");
            }
        }
        finally
        {
            File.Delete(passwordFile);
        }

        Directory.Move(_files.UnfinishedData, _files.Data);
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
                await connection.OpenAsync(cancellationToken);
                await using var exists = new NpgsqlCommand("select exists (select 1 from pg_database where datname = 'trader')", connection);
                if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
                {
                    await using var create = new NpgsqlCommand("create database trader", connection);
                    await create.ExecuteNonQueryAsync(cancellationToken);
                }

                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new PrivatePostgresException($"The server in {_files.Root} does not know our password: {_files.Root}/password was changed.");
            }
            catch (NpgsqlException e) when (e.IsTransient)
            {
                await Task.Delay(100, cancellationToken); // An adopted server may still be recovering.
            }
        }
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _files.SocketFolder,
        Port = Port,
        Username = User,
        Password = _files.Password(),
        Database = database,
    }.ConnectionString;

    private async Task RequireReachableAsync(CancellationToken cancellationToken)
    {
        if (_user.IsOther && (await _user.RunAsync(["test", "-w", _files.ServerFolder], cancellationToken)).ExitCode != 0)
        {
            throw new PrivatePostgresException(
                $"User {_user.Name}, who runs the database, cannot enter {_files.ServerFolder}: give the folders above it mode o+x or choose another data folder.");
        }
    }

    private void RequireDisk()
    {
        var free = new DriveInfo(_files.Root).AvailableFreeSpace;
        if (free < _options.MinFreeBytes)
        {
            throw new PrivatePostgresException($"The disk of {_files.Root} is full: {free >> 20} MB free, {_options.MinFreeBytes >> 20} MB needed.");
        }
    }

    private string? LastWords() => File.Exists(_files.StartLog)
        ? File.ReadLines(_files.StartLog, Encoding.UTF8).LastOrDefault(static line => line.Contains("FATAL", StringComparison.Ordinal))
        : null;

    private static void MakeRoot(string root)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PrivatePostgresException("The private PostgreSQL needs a Unix system: set ConnectionStrings:Postgres to a server of yours.");
        }

        if (!Directory.Exists(root))
        {
            const UnixFileMode PassThrough = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            Directory.CreateDirectory(root, PassThrough);
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.GetType() == typeof(IOException) && File.Exists(path))
            {
                await Task.Delay(50, cancellationToken); // Another process starts or stops the server now.
            }
        }
    }

    [LoggerMessage(EventId = 5101, Level = LogLevel.Information, Message = "Private PostgreSQL in {Directory} {How}, port {Port}")]
    private partial void LogReady(string directory, string how, int port);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Information, Message = "Private PostgreSQL in {Directory} stopped")]
    private partial void LogStopped(string directory);
}
