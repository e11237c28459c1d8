using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Client.Commands;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Storage.Server;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.Tests.Support.Processes;

/// <summary>Simulator, silo and PostgreSQL as real processes in a folder of their own: what <c>run.sh</c> starts, for a test to kill.</summary>
internal sealed class TradingSystem : IAsyncDisposable
{
    /// <summary>The token of silo and simulator.</summary>
    public const string Token = "endtoendtesttoken0123456789";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _root = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-e2e-" + Path.GetRandomFileName())).FullName;
    private readonly int _gatewayPort = FreePort.Next();
    private readonly int _controlPort = FreePort.Next();
    private readonly string _settings;
    private readonly HttpClient _control;
    private readonly List<RunningSilo> _silos = [];
    private PrivatePostgres? _postgres;
    private ManagedProcess? _simulatorProcess;

    private TradingSystem(string settings)
    {
        _settings = Path.Combine(_root, "settings.json");
        File.WriteAllText(_settings, settings);
        _control = Client(_controlPort);
    }

    public string ConnectionString => _postgres!.ConnectionString;

    /// <summary>A folder that goes with the system.</summary>
    public string Folder => _root;

    /// <summary>The one that trades: started first, until a test names another.</summary>
    public RunningSilo Silo { get; set; } = null!;

    /// <summary>Every silo of the system, in the order in which they were added.</summary>
    public IReadOnlyList<RunningSilo> Silos => _silos;

    public ManagedProcess Simulator => _simulatorProcess!;

    /// <summary>Starts all three and waits until the silo is ready.</summary>
    /// <param name="strategies">The JSON of the setting <c>Strategies</c>.</param>
    public static async Task<TradingSystem> StartAsync(string strategies)
    {
        var system = new TradingSystem($$"""{ "Strategies": {{strategies}} }""");
        try
        {
            await system.StartPostgresAsync();
            await system.StartSimulatorAsync();
            system.Silo = system.AddSilo();
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

    /// <summary>One more silo on the same database and gateway, with a data folder of its own; not started yet.</summary>
    public RunningSilo AddSilo()
    {
        var port = FreePort.Next();
        var silo = new RunningSilo(
            Client(port),
            _root,
            [
                "--config", _settings, "--Data:Directory", Path.Combine(_root, $"data{_silos.Count}"), "--Http:Urls", $"http://127.0.0.1:{port}",
                "--IbBridge:Port", Text(_gatewayPort), "--IbBridge:Account", "DUSIM0001", "--IbBridge:AllowOrders", "true", "--IbBridge:ReconnectDelay", "00:00:00.2",
                "--IbBridge:ReconnectDelayMax", "00:00:02", "--IbBridge:ClientIdRetryDelay", "00:00:00.5", "--IbBridge:HeartbeatInterval", "00:00:02", "--IbBridge:HeartbeatTimeout", "00:00:03",
            ],
            new Dictionary<string, string> { ["ConnectionStrings__Postgres"] = ConnectionString, ["Auth__Token"] = Token });
        _silos.Add(silo);
        return silo;
    }

    public async Task StartPostgresAsync() => _postgres = await PrivatePostgres.StartAsync(
        new PrivatePostgresOptions(Path.Combine(_root, "pg")), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);

    /// <summary>SIGKILL of the postmaster and, with it, of every backend.</summary>
    public async Task KillPostgresAsync()
    {
        using var server = Process.GetProcessById(PostmasterId());
        server.Kill(entireProcessTree: true);
        await Until("PostgreSQL is gone", () => Task.FromResult(server.HasExited));
    }

    /// <summary>SIGSTOP (or SIGCONT) of the postmaster and of every backend: it lives, keeps its sockets and does not answer.</summary>
    public async Task SignalPostgresAsync(string signal)
    {
        var server = PostmasterId();
        var children = await File.ReadAllTextAsync($"/proc/{server}/task/{server}/children");
        using var kill = Process.Start("kill", ["-" + signal, Text(server), .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        await kill.WaitForExitAsync();
    }

    public async Task StartSimulatorAsync()
    {
        _simulatorProcess = ManagedProcess.Start("TwsSimulator", _root,
            ["--port", Text(_gatewayPort), "--control-port", Text(_controlPort), "--data", Path.Combine(_root, "sim"), "--seed", "7", "--token", Token]);
        await Until("the simulator answers", async () => (await _control.GetAsync("/health")).IsSuccessStatusCode);
    }

    public Task KillSimulatorAsync() => _simulatorProcess!.KillAsync();

    public void StartSilo() => Silo.Start();

    public Task KillSiloAsync() => Silo.Process.KillAsync();

    public Task ReadyAsync() => ReadyAsync(Silo);

    public Task ReadyAsync(RunningSilo silo) => Until("the silo is ready", silo.IsReadyAsync);

    public async Task<Ledger> LedgerAsync() => (await _control.GetFromJsonAsync<Ledger>("/ledger", DomainJson.Options))!;

    public Task<JsonElement> GetAsync(string path) => Silo.GetAsync(path);

    /// <summary>Runs the console against the silo.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TraderAsync(params string[] arguments) =>
        CommandTree.Build().Parse([.. arguments, "--url", Silo.Address.ToString(), "--token", Token]).InvokeAsync();

    public Task PostAsync(string path) => Silo.PostAsync(path);

    /// <summary>Adds one of the simulator's faults, in force until <see cref="ClearFaultsAsync"/> or at once.</summary>
    public Task FaultAsync(string kind, string? when = null) => FaultAsync(new FaultRequest(kind, When: when));

    public Task FaultAsync(FaultRequest fault) => ControlAsync("/faults", fault);

    /// <summary>Moves the price of everything that is held by so many percent.</summary>
    public async Task ShiftPricesAsync(decimal percent)
    {
        foreach (var conId in (await LedgerAsync()).Positions.Select(static p => p.ConId))
        {
            await ShiftPriceAsync(conId, percent);
        }
    }

    /// <summary>Moves the price of one contract by so many percent.</summary>
    public Task ShiftPriceAsync(int conId, decimal percent) => ControlAsync("/prices", new { conId, percent });

    public async Task ClearFaultsAsync() => (await _control.DeleteAsync("/faults")).EnsureSuccessStatusCode().Dispose();

    /// <summary>Waits until the exchange has filled that many times more.</summary>
    public async Task TradesAsync(int executions)
    {
        var wanted = (await LedgerAsync()).Executions.Count + executions;
        await Until($"{executions} more executions", async () => (await LedgerAsync()).Executions.Count >= wanted);
    }

    /// <summary>Waits until the exchange has got that many orders more.</summary>
    public async Task OrdersAsync(int orders)
    {
        var wanted = (await LedgerAsync()).Orders.Count + orders;
        await Until($"{orders} more orders", async () => (await LedgerAsync()).Orders.Count >= wanted);
    }

    /// <summary>Lets the system run for that long: a fault has to last, a kill has to fall anywhere.</summary>
    public async Task WaitAsync(TimeSpan span)
    {
        var since = Stopwatch.GetTimestamp();
        await Until($"{span} are over", () => Task.FromResult(Stopwatch.GetElapsedTime(since) >= span));
    }

    public Task NotReadyAsync() => Until("the silo notices", async () => !await Silo.IsReadyAsync());

    /// <summary>Repeats an action until it succeeds.</summary>
    public Task UntilDone(string what, Func<Task> action) => Until(what, async () =>
    {
        await action();
        return true;
    });

    /// <summary>Waits for a condition; a refused connection counts as "not yet".</summary>
    public async Task Until(string what, Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        using var over = new CancellationTokenSource(limit);
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
            while (await beat.WaitForNextTickAsync(over.Token));
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Not within {limit}: {what}. {last?.Message}\n{string.Join("\n\n", _silos.Select(static silo => Tail(silo.Output)))}");
        }
    }

    /// <summary>Copies what a person needs to find out what happened: the silos' output and files, the simulator's journal. Ends the simulator, which keeps its files to itself.</summary>
    public async Task KeepAsync(string folder)
    {
        if (_simulatorProcess is not null)
        {
            await KillSimulatorAsync();
        }

        Directory.CreateDirectory(folder);
        for (var i = 0; i < _silos.Count; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"silo{i}.out"), _silos[i].Output);
        }

        File.WriteAllText(Path.Combine(folder, "simulator.out"), _simulatorProcess?.Output ?? "");
        foreach (var file in Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Where(static path => path.EndsWith(".log", StringComparison.Ordinal) || path.Contains("/sim/", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(_root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }

        if (_simulatorProcess is not null)
        {
            await _simulatorProcess.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.StopAsync(CancellationToken.None);
        }

        _control.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private async Task ControlAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync(path, body);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path} {body}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private string PidFile() => Directory.EnumerateFiles(Path.Combine(_root, "pg"), "postmaster.pid", SearchOption.AllDirectories).Single();

    private int PostmasterId() => int.Parse(File.ReadLines(PidFile()).First(), CultureInfo.InvariantCulture);

    private static string Tail(string text) => text.Length <= 6000 ? text : text[^6000..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static HttpClient Client(int port)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }
}
