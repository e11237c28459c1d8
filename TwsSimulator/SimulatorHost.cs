using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Scenarios;

namespace OrleansTrader.TwsSimulator;

/// <summary>Runs a gateway as a process: one clear line for what went wrong, until Ctrl-C or the terminate signal.</summary>
internal static class SimulatorHost
{
    public static async Task<int> RunAsync(SimulatorOptions options, string? scenario, bool quiet, CancellationToken cancellationToken)
    {
        using var loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(quiet ? LogLevel.Error : LogLevel.Information)
            .AddSimpleConsole(static console => console.SingleLine = true));
        try
        {
            options = scenario is null ? options : options with { Scenario = ReadyScenarios.Open(scenario) };
            await using var gateway = await SimulatedGateway.StartAsync(options, TimeProvider.System, loggers, cancellationToken);
            if (!quiet)
            {
                Greet(gateway, options);
            }

            // The signal's own thread must be free again at once: it counts the seconds after which the process ends by force.
            await Task.WhenAny(gateway.Ended, Task.Delay(Timeout.Infinite, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            if (gateway.Ended.IsFaulted)
            {
                await gateway.Ended;
            }

            return 0;
        }
        catch (SimulatorStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (FaultException e)
        {
            await Console.Error.WriteLineAsync($"--scenario {scenario}: {e.Message}");
            return 1;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"The data folder {options.DataFolder} cannot be written: {e.Message}");
            return 1;
        }
    }

    private static void Greet(SimulatedGateway gateway, SimulatorOptions options)
    {
        Console.WriteLine($"Gateway on 127.0.0.1:{gateway.Port} for accounts {string.Join(", ", options.Accounts)}, control page on http://127.0.0.1:{gateway.ControlPort}/");
        Console.WriteLine(options.DataFolder is { } folder ? $"State in {folder}" : "State in memory only (--data keeps it)");
        if (options.Token is null && (!Console.IsOutputRedirected || options.DataFolder is null))
        {
            // With a data folder the token is kept there; it must not end up in a log file.
            Console.WriteLine($"Token of the control port: {gateway.Token}");
        }
    }
}
