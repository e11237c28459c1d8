using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansTrader.Storage.Server;
using Xunit;
using static OrleansTrader.Tests.Storage.Samples;

namespace OrleansTrader.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class PrivatePostgresTests : IAsyncLifetime
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "ot-own-pg-" + Path.GetRandomFileName());
    private PrivatePostgres? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.StopAsync(CancellationToken.None);
        }

        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task It_starts_is_adopted_stops_and_starts_again_with_its_data()
    {
        var first = await StartAsync();
        await ScalarAsync<int>(first.ConnectionString, "create table kept as select 42 as answer");
        Assert.False(first.Adopted);
        Assert.Equal("on|on|UTC|127.0.0.1", string.Join('|', await RowsAsync(
            first.ConnectionString, "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('timezone'), current_setting('listen_addresses')")));

        var second = await StartAsync();
        Assert.True(second.Adopted);
        Assert.Equal(first.ConnectionString, second.ConnectionString);
        await second.StopAsync(CancellationToken.None);
        await Assert.ThrowsAsync<NpgsqlException>(() => ScalarAsync<int>(first.ConnectionString, "select 1"));

        var third = await StartAsync();
        Assert.False(third.Adopted);
        Assert.Equal(first.Port, third.Port);
        Assert.Equal(42, await ScalarAsync<int>(third.ConnectionString, "select answer from kept"));
    }

    [Fact]
    public async Task Starting_together_gives_one_server()
    {
        var servers = await Task.WhenAll(StartAsync(), StartAsync(), StartAsync());

        Assert.Single(servers, static server => !server.Adopted);
        Assert.Single(servers.Select(static server => server.ConnectionString).Distinct());
    }

    [Fact]
    public async Task A_killed_server_recovers_what_was_committed()
    {
        var first = await StartAsync();
        await ScalarAsync<int>(first.ConnectionString, "create table kept as select 42 as answer");
        using (var postmaster = Process.GetProcessById(await PostmasterAsync(first)))
        {
            postmaster.Kill();
            await postmaster.WaitForExitAsync(Token);
        }

        var second = await StartAsync();

        Assert.False(second.Adopted);
        Assert.Equal(42, await ScalarAsync<int>(second.ConnectionString, "select answer from kept"));
    }

    [Fact]
    public async Task It_lives_in_a_session_of_its_own()
    {
        var server = await StartAsync();

        var stat = await File.ReadAllTextAsync($"/proc/{await PostmasterAsync(server)}/stat", Token);
        var own = await File.ReadAllTextAsync("/proc/self/stat", Token);

        Assert.NotEqual(Session(own), Session(stat));

        static string Session(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_password()
    {
        var server = await StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "guess", Pooling = false };

        foreach (var host in (string[])[wrong.Host!, "127.0.0.1"])
        {
            wrong.Host = host;
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync<int>(wrong.ConnectionString, "select 1"));
            Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "password")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(SocketFolder(server)));
    }

    [Fact]
    public async Task It_stops_only_when_nobody_else_is_connected()
    {
        var server = await StartAsync();
        await using (var other = new NpgsqlConnection(server.ConnectionString + ";Pooling=false"))
        {
            await other.OpenAsync(Token);
            Assert.False(await server.StopIfUnusedAsync(CancellationToken.None));
        }

        var stopped = false;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!stopped)
        {
            stopped = await server.StopIfUnusedAsync(deadline.Token); // The other's backend may still be ending.
        }

        Assert.True((await StartAsync()) is { Adopted: false });
    }

    [Fact]
    public async Task A_folder_too_deep_for_a_socket_path_is_served_from_a_short_one()
    {
        var deep = Path.Combine(_directory, new string('d', 60), new string('e', 60));
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(deep), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
        try
        {
            Assert.StartsWith("/tmp/ot-pg-", SocketFolder(server), StringComparison.Ordinal);
            Assert.Equal(1, await ScalarAsync<int>(server.ConnectionString, "select 1"));
        }
        finally
        {
            await server.StopAsync(CancellationToken.None);
            Directory.Delete(SocketFolder(server), recursive: true);
        }
    }

    [Fact]
    public async Task A_taken_port_missing_binaries_a_full_disk_and_a_foreign_folder_are_said_in_one_line()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await RefusedAsync(new PrivatePostgresOptions(_directory, Binaries: "/nowhere"), "/nowhere");
        await RefusedAsync(new PrivatePostgresOptions(_directory) { MinFreeBytes = long.MaxValue }, "disk");
        await RefusedAsync(new PrivatePostgresOptions(_directory, port), $"Port {port}");
        Directory.Delete(Path.Combine(_directory, "server"), recursive: true);
        Directory.CreateDirectory(Path.Combine(_directory, "server"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        await RefusedAsync(new PrivatePostgresOptions(_directory), "is not a folder of user");
        await RefusedAsync(new PrivatePostgresOptions("/proc/nowhere"), "/proc/nowhere");
    }

    private static async Task RefusedAsync(PrivatePostgresOptions options, string named)
    {
        var refused = await Assert.ThrowsAsync<PrivatePostgresException>(
            () => PrivatePostgres.StartAsync(options, NullLogger<PrivatePostgres>.Instance, CancellationToken.None));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static async Task<int> PostmasterAsync(PrivatePostgres server)
    {
        var data = await ScalarAsync<string>(server.ConnectionString, "show data_directory");
        return int.Parse((await File.ReadAllLinesAsync(Path.Combine(data!, "postmaster.pid")))[0]);
    }

    private static string SocketFolder(PrivatePostgres server) => new NpgsqlConnectionStringBuilder(server.ConnectionString).Host!;

    private async Task<PrivatePostgres> StartAsync() =>
        _server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(_directory), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
}
