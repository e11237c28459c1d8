using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Client.Commands;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Storage.Server;
using OrleansTrader.TwsSimulator.Control;

namespace OrleansTrader.Tests.Support.Processes;

/// <summary>Simulator, silo and PostgreSQL as real processes in a folder of their own: what <c>run.sh</c> starts, for a test to kill.</summary>
internal sealed class TradingSystem : IAsyncDisposable
{
    private const string Token = "endtoendtesttoken0123456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _root = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-e2e-" + Path.GetRandomFileName())).FullName;
    private readonly int _gatewayPort = FreePort();
    private readonly int _controlPort = FreePort();
    private readonly int _httpPort = FreePort();
    private readonly string _settings;
    private readonly HttpClient _silo;
    private readonly HttpClient _control;
    private PrivatePostgres? _postgres;
    private ManagedProcess? _simulatorProcess;
    private ManagedProcess? _siloProcess;

    private TradingSystem(string settings)
    {
        _settings = Path.Combine(_root, "settings.json");
        File.WriteAllText(_settings, settings);
        _silo = Client(_httpPort);
        _control = Client(_controlPort);
    }

    public string ConnectionString => _postgres!.ConnectionString;

    /// <summary>A folder that goes with the system.</summary>
    public string Folder => _root;

    public string SiloOutput => _siloProcess?.Output ?? "";

    /// <summary>Starts all three and waits until the silo is ready.</summary>
    /// <param name="strategies">The JSON of the setting <c>Strategies</c>.</param>
    public static async Task<TradingSystem> StartAsync(string strategies)
    {
        var system = new TradingSystem($$"""{ "Strategies": {{strategies}} }""");
        try
        {
            await system.StartPostgresAsync();
            await system.StartSimulatorAsync();
            system.StartSilo();
            await system.ReadyAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async Task StartPostgresAsync() => _postgres = await PrivatePostgres.StartAsync(
        new PrivatePostgresOptions(Path.Combine(_root, "pg")), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);

    /// <summary>SIGKILL of the postmaster and, with it, of every backend.</summary>
    public async Task KillPostgresAsync()
    {
        var pid = int.Parse(File.ReadLines(Directory.EnumerateFiles(Path.Combine(_root, "pg"), "postmaster.pid", SearchOption.AllDirectories).Single()).First(), System.Globalization.CultureInfo.InvariantCulture);
        using var server = System.Diagnostics.Process.GetProcessById(pid);
        server.Kill(entireProcessTree: true);
        await Until("PostgreSQL is gone", () => Task.FromResult(server.HasExited));
    }

    public async Task StartSimulatorAsync()
    {
        _simulatorProcess = ManagedProcess.Start("TwsSimulator", _root,
            ["--port", Text(_gatewayPort), "--control-port", Text(_controlPort), "--data", Path.Combine(_root, "sim"), "--seed", "7", "--token", Token]);
        await Until("the simulator answers", async () => (await _control.GetAsync("/health")).IsSuccessStatusCode);
    }

    public Task KillSimulatorAsync() => _simulatorProcess!.KillAsync();

    public void StartSilo() => _siloProcess = ManagedProcess.Start("Silo", _root,
        [
            "--config", _settings, "--Data:Directory", Path.Combine(_root, "data"), "--Http:Urls", $"http://127.0.0.1:{_httpPort}",
            "--IbBridge:Port", Text(_gatewayPort), "--IbBridge:Account", "DUSIM0001", "--IbBridge:AllowOrders", "true", "--IbBridge:ReconnectDelay", "00:00:00.2",
            "--IbBridge:ReconnectDelayMax", "00:00:02",
        ],
        new Dictionary<string, string> { ["ConnectionStrings__Postgres"] = ConnectionString, ["Auth__Token"] = Token });

    public Task KillSiloAsync() => _siloProcess!.KillAsync();

    public Task<int> StopSiloAsync() => _siloProcess!.StopAsync(TimeSpan.FromSeconds(30));

    public Task ReadyAsync() => Until("the silo is ready", async () =>
    {
        if (_siloProcess!.HasExited)
        {
            throw new InvalidOperationException($"The silo ended with {_siloProcess.ExitCode}.");
        }

        return (await _silo.GetAsync("/health/ready")).IsSuccessStatusCode;
    });

    public async Task<Ledger> LedgerAsync() => (await _control.GetFromJsonAsync<Ledger>("/ledger", DomainJson.Options))!;

    public async Task<JsonElement> GetAsync(string path) => await _silo.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Runs the console against the silo.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TraderAsync(params string[] arguments) =>
        CommandTree.Build().Parse([.. arguments, "--url", $"http://127.0.0.1:{_httpPort}", "--token", Token]).InvokeAsync();

    public async Task PostAsync(string path)
    {
        using var answer = await _silo.PostAsync(path, null);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Adds one of the simulator's faults, in force until <see cref="ClearFaultsAsync"/> or at once.</summary>
    public async Task FaultAsync(string kind, string? when = null)
    {
        using var answer = await _control.PostAsJsonAsync("/faults", new[] { new { kind, when } });
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"fault {kind}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    public async Task ClearFaultsAsync() => (await _control.DeleteAsync("/faults")).EnsureSuccessStatusCode().Dispose();

    /// <summary>Waits until the exchange has filled that many times more.</summary>
    public async Task TradesAsync(int executions)
    {
        var wanted = (await LedgerAsync()).Executions.Count + executions;
        await Until($"{executions} more executions", async () => (await LedgerAsync()).Executions.Count >= wanted);
    }

    public Task NotReadyAsync() => Until("the silo notices", async () => !(await _silo.GetAsync("/health/ready")).IsSuccessStatusCode);

    /// <summary>Waits for a condition; a refused connection counts as "not yet".</summary>
    public async Task Until(string what, Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        Exception? last = null;
        try
        {
            do
            {
                try
                {
                    if (await condition())
                    {
                        return;
                    }
                }
                catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException or IOException)
                {
                    last = e;
                }
            }
            while (await beat.WaitForNextTickAsync(limit.Token));
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not within {Patience}: {what}. {last?.Message}\n{Tail(SiloOutput)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_siloProcess is not null)
        {
            await _siloProcess.DisposeAsync();
        }

        if (_simulatorProcess is not null)
        {
            await _simulatorProcess.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.StopAsync(CancellationToken.None);
        }

        _silo.Dispose();
        _control.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static string Tail(string text) => text.Length <= 6000 ? text : text[^6000..];

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static HttpClient Client(int port)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
