using System.Diagnostics;
using System.Globalization;
using OrleansTrader.Tests.Architecture;
using OrleansTrader.Tests.Simulator;
using Xunit;

namespace OrleansTrader.Tests.Interop;

/// <summary>A client that others wrote, against the simulator: where both our ends share a mistake, it does not.</summary>
public sealed class InteropTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_strangers_client_does_its_day_and_each_step_holds()
    {
        var folder = Path.Combine(Repository.Root, "Tests", "Interop");
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules", "@stoqey", "ib")),
            "@stoqey/ib is not installed: './test.sh' does it, or 'npm ci' in Tests/Interop.");
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Volatility = 1 });

        var (code, output) = await RunAsync(folder, gateway.Port);

        var steps = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var step in steps)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(step);
        }

        Assert.DoesNotContain(steps, static step => step.StartsWith("FAILED", StringComparison.Ordinal));
        Assert.Equal((0, 19), (code, steps.Count(static step => step.StartsWith("ok ", StringComparison.Ordinal))));
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, int port)
    {
        var start = new ProcessStartInfo("node", ["interop.mjs", port.ToString(CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Deadline);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(limit.Token), node.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await node.WaitForExitAsync(limit.Token);
            return (node.ExitCode, await output + await errors);
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }
}
