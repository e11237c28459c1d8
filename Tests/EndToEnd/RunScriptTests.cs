using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using OrleansTrader.Storage.Server;
using OrleansTrader.Tests.Architecture;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary><c>./run.sh</c> as a person starts it, on a terminal: it runs, Ctrl-C stops all of it, and what is wrong is one clear line with nothing left running.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
[UnsupportedOSPlatform("windows")]
public sealed partial class RunScriptTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Not a private temporary folder: the user of the database must be able to enter it.</summary>
    private readonly DirectoryInfo _data = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-run-" + Path.GetRandomFileName()));
    private readonly int[] _ports = [FreePort.Next(), FreePort.Next(), FreePort.Next()];

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Ctrl_C_on_a_terminal_stops_everything_and_the_next_start_goes_on_with_the_same_books()
    {
        using (var first = Terminal())
        {
            await first.SaysAsync("First fill");
            using (var second = Terminal())
            {
                Assert.Contains("run.sh: another run.sh (process ", await second.EndsAsync(code: 1), StringComparison.Ordinal);
            }

            await first.InterruptAsync();
            Assert.Contains("Stopping ...", await first.EndsAsync(code: 0), StringComparison.Ordinal);
        }

        AssertNothingRuns();
        using var again = Terminal("--minutes", "1");
        var said = await again.EndsAsync(code: 0);
        Assert.Contains("Summary: ", said, StringComparison.Ordinal);
        Assert.Contains(", 0 mismatches", said, StringComparison.Ordinal);
        AssertNothingRuns();
    }

    [Fact]
    public async Task A_taken_port_is_named_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _ports[1]);
        taken.Start();
        using var run = Terminal();

        Assert.Equal($"run.sh: port {_ports[1]} of 127.0.0.1 is taken by another program.", LastLine(await run.EndsAsync(code: 1)));
        AssertNothingRuns(exceptPort: _ports[1]);
    }

    [Theory]
    [InlineData("run.sh: '--minute' is not an option.", "--minute", "5")]
    [InlineData("run.sh: --minutes is 'soon': it must be a number from 1 to 100000.", "--minutes", "soon")]
    [InlineData("run.sh: --port is '70000': it must be a number from 1 to 65535.", "--port", "70000")]
    [InlineData("run.sh: the three ports (8080, 8080, 7500) must differ.", "--port", "8080", "--gateway-port", "8080", "--control-port", "7500")]
    public async Task Wrong_usage_is_said_before_anything_else(string expected, params string[] options)
    {
        using var run = Terminal(options);

        Assert.StartsWith(expected, await run.EndsAsync(code: 2), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=9;Username=x;Password=verysecret;Database=y", "ConnectionStrings:Postgres: host 127.0.0.1, port 9, database y cannot be used")]
    [InlineData("Hots=127.0.0.1", "ConnectionStrings:Postgres cannot be read")]
    public async Task A_wrong_connection_string_is_named_without_its_password_and_nothing_is_left(string connectionString, string expected)
    {
        using var run = Terminal(("ConnectionStrings__Postgres", connectionString));

        var said = await run.EndsAsync(code: 1);

        Assert.StartsWith("run.sh: the silo did not start: OrleansTrader does not start. " + expected, LastLine(said), StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", said, StringComparison.Ordinal);
        AssertNothingRuns();
    }

    [Fact]
    public async Task A_full_disk_is_said_before_anything_starts_and_by_the_silo_when_its_own_limit_is_higher()
    {
        using (var run = Terminal(Instead("df", "echo Filesystem 1024-blocks Used Available Capacity Mounted; echo tiny 20480 8192 12288 40% /")))
        {
            Assert.Equal($"run.sh: only 12 MiB are free at {Data}; 300 are needed.", LastLine(await run.EndsAsync(code: 1)));
        }

        using var again = Terminal(("Data__MinFreeMiB", "900000000"));
        var line = LastLine(await again.EndsAsync(code: 1));
        Assert.StartsWith("run.sh: the silo did not start: OrleansTrader does not start. Data:Directory is ", line, StringComparison.Ordinal);
        Assert.EndsWith(" MiB are free there, Data:MinFreeMiB asks for 900000000.", line, StringComparison.Ordinal);
        AssertNothingRuns();
    }

    [Fact]
    public async Task A_missing_sdk_is_said_before_anything_starts()
    {
        using var run = Terminal(Instead("dotnet", "echo '8.0.404 [/opt]'"));

        Assert.Equal("The .NET 10 SDK is needed; this machine offers: 8.0.404", LastLine(await run.EndsAsync(code: 1)));
        AssertNothingRuns();
    }

    [Fact]
    public async Task A_broken_settings_file_is_named_with_its_line_and_nothing_is_left()
    {
        var settings = Path.Combine(_data.FullName, "broken.json");
        await File.WriteAllTextAsync(settings, "{\n  \"IbBridge\": {\n    \"Account\" 5\n  }\n}\n", TestContext.Current.CancellationToken);
        using var run = Terminal("--config", settings);

        var line = LastLine(await run.EndsAsync(code: 1));

        Assert.Contains($"The settings file '{settings}' cannot be read: line 3", line, StringComparison.Ordinal);
        AssertNothingRuns();
    }

    private static string LastLine(string said) => said.TrimEnd().Split('\n')[^1].TrimEnd('\r');

    private TerminalRun Terminal(params string[] options) => new([.. Usual, .. options], []);

    private TerminalRun Terminal((string Name, string Value) variable) => new(Usual, [variable]);

    /// <summary>The search path with another program of this name in front.</summary>
    private (string Name, string Value) Instead(string program, string script)
    {
        var folder = _data.CreateSubdirectory("instead").FullName;
        var file = Path.Combine(folder, program);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}");
    }

    private string Data => Path.Combine(_data.FullName, "data");

    private string[] Usual =>
    [
        "--data", Data, "--port", Text(_ports[0]), "--gateway-port", Text(_ports[1]), "--control-port", Text(_ports[2]),
    ];

    /// <summary>No process of that run is alive: none names its data folder, and its ports are free.</summary>
    private void AssertNothingRuns(int? exceptPort = null)
    {
        var alive = Directory.EnumerateDirectories("/proc").Select(static folder => Path.Combine(folder, "cmdline")).Where(static file => File.Exists(file))
            .Select(ReadOrNothing).Where(line => line.Contains(_data.FullName, StringComparison.Ordinal));
        Assert.Empty(alive);
        foreach (var port in _ports.Where(port => port != exceptPort))
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
    }

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// run.sh on a pseudo-terminal of its own, which <c>script</c> makes. It starts the command by the user's shell: <c>exec</c>, since a shell that stays in front
    /// (dash, where SHELL is not set) dies of the key itself and hides how run.sh ended.
    /// </summary>
    private sealed partial class TerminalRun : IDisposable
    {
        private readonly Process _process;
        private readonly StringBuilder _said = new();
        private readonly Task _reading;

        public TerminalRun(string[] options, (string Name, string Value)[] variables)
        {
            var start = new ProcessStartInfo("script", ["-qefc", $"exec {Repository.File("run.sh")} {string.Join(' ', options)}", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            foreach (var (name, value) in variables)
            {
                start.Environment[name] = value;
            }

            _process = Process.Start(start)!;
            _reading = ReadAsync();
        }

        /// <summary>The key Ctrl-C: the terminal sends SIGINT to everything in its foreground.</summary>
        public async Task InterruptAsync()
        {
            await _process.StandardInput.WriteAsync('\x03');
            await _process.StandardInput.FlushAsync();
        }

        public async Task SaysAsync(string text)
        {
            using var limit = new CancellationTokenSource(Deadline);
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (!Said().Contains(text, StringComparison.Ordinal))
            {
                Assert.False(_process.HasExited && _reading.IsCompleted, $"run.sh ended without saying '{text}':\n{Said()}");
                await beat.WaitForNextTickAsync(limit.Token);
            }
        }

        public async Task<string> EndsAsync(int code)
        {
            using var limit = new CancellationTokenSource(Deadline);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"run.sh did not end:\n{Said()}");
            }

            await _reading;
            Assert.True(_process.ExitCode == code, $"run.sh ended with {_process.ExitCode}, not {code}:\n{Said()}");
            return Said();
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        private string Said()
        {
            lock (_said)
            {
                return TerminalCodes().Replace(_said.ToString(), "");
            }
        }

        /// <summary>What programs send to set up a terminal.</summary>
        [GeneratedRegex(@"\x1b(\[[?0-9;]*[a-zA-Z]|[=>])")]
        private static partial Regex TerminalCodes();

        private async Task ReadAsync()
        {
            var buffer = new char[4096];
            while (await _process.StandardOutput.ReadAsync(buffer) is var read and > 0)
            {
                lock (_said)
                {
                    _said.Append(buffer, 0, read);
                }
            }
        }
    }
}
