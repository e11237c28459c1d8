using System.Diagnostics;

namespace OrleansTrader.Storage.Server;

/// <summary>One run of a command line tool to its end.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The line that says most about a failure.</summary>
    public string Reason => (Error + "\n" + Output).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        is { Length: > 0 } lines
        ? Array.Find(lines, static line => line.Contains("FATAL", StringComparison.Ordinal) || line.Contains("error:", StringComparison.Ordinal)) ?? lines[^1]
        : $"exit code {ExitCode}";
}

internal static class ToolProcess
{
    /// <exception cref="PrivatePostgresException">The tool cannot be started.</exception>
    public static async Task<ToolResult> RunAsync(IReadOnlyList<string> commandLine, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(commandLine[0], commandLine.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = "/", // A folder that any server user may enter.
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PrivatePostgresException($"{commandLine[0]} cannot be run: {e.Message}.");
        }
    }
}
