using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>The silo as a process of its own, so that the measuring side shares nothing with it but the machine.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private const string Token = "benchmarktoken0123456789";

    private readonly Process _process;
    private readonly HttpClient _http;

    private SiloProcess(Process process, HttpClient http)
    {
        _process = process;
        _http = http;
    }

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static async Task<SiloProcess> StartAsync(string folder, string connectionString, int gatewayPort, int httpPort, string settings)
    {
        var file = Path.Combine(folder, "settings.json");
        await File.WriteAllTextAsync(file, settings);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "OrleansTrader.Silo.dll"), "--config", file, "--Data:Directory", Path.Combine(folder, "data"),
            "--Http:Urls", $"http://127.0.0.1:{httpPort}", "--IbBridge:Port", $"{gatewayPort}", "--IbBridge:Account", "DUSIM0001", "--IbBridge:AllowOrders", "true",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ConnectionStrings__Postgres"] = connectionString;
        start.Environment["Auth__Token"] = Token;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var silo = new SiloProcess(process, http);
        await silo.ReadyAsync();
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
    }

    private async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await beat.WaitForNextTickAsync(limit.Token))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"The silo ended with exit code {_process.ExitCode}.");
            }

            try
            {
                using var answer = await _http.GetAsync("/health/ready", limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException e) when (e.InnerException is SocketException)
            {
                continue; // Not listening yet.
            }
        }
    }
}
