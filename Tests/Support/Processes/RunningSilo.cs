using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansTrader.Tests.Support.Processes;

/// <summary>One silo with its settings: started again and again after it was killed, asked over HTTP.</summary>
internal sealed class RunningSilo(HttpClient http, string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private ManagedProcess? _process;

    /// <summary>The process started last.</summary>
    public ManagedProcess Process => _process ?? throw new InvalidOperationException("The silo was not started yet.");

    public string Output => _process?.Output ?? "";

    public Uri Address => http.BaseAddress!;

    public void Start() => _process = ManagedProcess.Start("Silo", folder, arguments, environment);

    /// <exception cref="InvalidOperationException">The process has ended: it will never be ready.</exception>
    public async Task<bool> IsReadyAsync()
    {
        if (Process.HasExited)
        {
            throw new InvalidOperationException($"The silo ended with {Process.ExitCode}:\n{Output}");
        }

        using var answer = await http.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    public async Task<JsonElement> GetAsync(string path) => await http.GetFromJsonAsync<JsonElement>(path);

    /// <exception cref="HttpRequestException">It refused, failed or is not there; the message holds its answer.</exception>
    public async Task PostAsync(string path, object? body = null)
    {
        using var answer = await http.PostAsync(path, body is null ? null : JsonContent.Create(body));
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        http.Dispose();
    }
}
