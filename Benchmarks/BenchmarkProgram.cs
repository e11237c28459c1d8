using System.Globalization;
using BenchmarkDotNet.Running;
using OrleansTrader.Benchmarks.Data;
using OrleansTrader.Benchmarks.EndToEnd;
using OrleansTrader.Benchmarks.Storage;

namespace OrleansTrader.Benchmarks;

/// <summary>The entry point: one command per kind of measurement; results also go to <c>artifacts/benchmarks</c> as JSON.</summary>
internal static class BenchmarkProgram
{
    private static async Task<int> Main(string[] args)
    {
        var results = Path.Combine(Environment.CurrentDirectory, "artifacts", "benchmarks");
        switch (args)
        {
            case ["tick-to-order", .. var rest]:
                return await TickToOrder.RunAsync(Seconds(rest, byDefault: 20), results);
            case ["data", .. var rest]:
                return await DataPath.RunAsync(Seconds(rest, byDefault: 15), results);
            case ["day", .. var rest]:
                return await TradingDay.RunAsync(Seconds(rest, byDefault: 600), results);
            case ["simulator", .. var rest]:
                return await SimulatorLoad.RunAsync(Seconds(rest, byDefault: 20), results);
            case ["history"]:
                return await HistoryLoad.RunAsync(results);
            case ["retarget"]:
                return await Retarget.RunAsync(results);
            case ["intents"]:
                return await Intents.RunAsync(results);
            case ["journal"]:
                return await JournalLoad.RunAsync(results);
            case ["wire"]:
                return WireSpeed.Run(results);
            case ["ready"]:
                return await TimeToReady.RunAsync(results);
            case ["micro", .. var rest]:
                BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run([.. rest, "--artifacts", results, "--exporters", "json"]);
                return 0;
            default:
                await Console.Error.WriteLineAsync(
                    """
                    Usage: dotnet run -c Release --project Benchmarks -- COMMAND
                      tick-to-order [SECONDS]  from a tick's bytes written to the order's bytes read, idle and among 5,000 ticks/s, beside its floors
                      data [SECONDS]           from a tick's bytes written to the strategy's method, at 20,000 and 100,000 ticks/s; one-minute bars to 1,000 strategies
                      day [SECONDS]            ./run.sh: seconds to Ready and to the first fill, memory after SECONDS (600)
                      simulator [SECONDS]      what the simulator carries: 100,000 ticks/s to 100 clients, 5,000 orders/s (20)
                      history                  bars into PostgreSQL and back into a window, memory per strategy
                      retarget                 200 strategies turn over at one bar close: seconds to the last order, and what a kill in the middle leaves
                      intents                  durable intents a second through the order engine, 1, 8 and 64 callers, beside plain INSERT and commit
                      journal                  executions booked a second with triggers on, replay of 100,000 past and 1,000 live orders, memory per order
                      wire                     messages a second from memory and over loopback, CPU and bytes a message, encoding an order
                      ready                    from TCP connect to Ready with 100 positions, 100 open orders and 1,000 executions
                      micro [OPTIONS]          BenchmarkDotNet; for example: micro --filter '*Decode*'
                    """);
                return 2;
        }
    }

    private static int Seconds(string[] arguments, int byDefault) =>
        arguments is [var text] && int.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : byDefault;
}
