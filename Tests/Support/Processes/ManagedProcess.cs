using System.Diagnostics;
using System.Text;

namespace OrleansTrader.Tests.Support.Processes;

/// <summary>One of our programs as a real process: started from its built assembly, output kept, killed hard on dispose.</summary>
internal sealed class ManagedProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _printed = new();
    private readonly StringBuilder _errors = new();
    private readonly Lock _gate = new();

    private ManagedProcess(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it wrote, in the order in which it came.</summary>
    public string Output => Text(_output);

    /// <summary>What it wrote to standard output.</summary>
    public string Printed => Text(_printed);

    /// <summary>What it wrote to standard error.</summary>
    public string Errors => Text(_errors);

    /// <summary>Starts <c>dotnet OrleansTrader.{project}.dll</c> from the folder the tests were built into.</summary>
    public static ManagedProcess Start(string project, string workingDirectory, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"OrleansTrader.{project}.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var managed = new ManagedProcess(project, new Process { StartInfo = start });
        managed._process.OutputDataReceived += (_, line) => managed.Keep(line.Data, managed._printed);
        managed._process.ErrorDataReceived += (_, line) => managed.Keep(line.Data, managed._errors);
        managed._process.Start();
        managed._process.BeginOutputReadLine();
        managed._process.BeginErrorReadLine();
        return managed;
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, then waits for the end.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> StopAsync(TimeSpan deadline)
    {
        await SignalAsync("TERM");
        await WaitForExitAsync(deadline);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it lives, keeps its sockets and does nothing.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task WaitForExitAsync(TimeSpan deadline)
    {
        using var limit = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{Name} did not end within {deadline}. Its output:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }

    private string Text(StringBuilder text)
    {
        lock (_gate)
        {
            return text.ToString();
        }
    }

    private void Keep(string? line, StringBuilder stream)
    {
        if (line is not null)
        {
            lock (_gate)
            {
                _output.AppendLine(line);
                stream.AppendLine(line);
            }
        }
    }
}
