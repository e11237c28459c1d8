using Microsoft.Extensions.Logging.Abstractions;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Storage.Migrations;
using OrleansTrader.Storage.Server;
using OrleansTrader.TwsSimulator;

namespace OrleansTrader.Benchmarks.EndToEnd;

/// <summary>From the simulator writing a tick's bytes to it having read the bytes of the order that answers it, with everything on.</summary>
/// <remarks>The floors are measured before, between and after, in the same run and on the same database; both runs go on with one exchange and its books.</remarks>
internal static class TickToOrder
{
    /// <summary>So many that about as many orders a second follow as the floors are measured with.</summary>
    private const int IdleTicksPerSecond = 200;
    private const int BusyTicksPerSecond = 5_000;
    private const string Traded = "AAPL,MSFT,NVDA,AMZN,GOOGL,META,TSLA,JPM,SPY,QQQ";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(int seconds, string results)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ot-bench-" + Path.GetRandomFileName())).FullName;
        var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(Path.Combine(folder, "pg")), NullLogger<PrivatePostgres>.Instance, CancellationToken.None);
        try
        {
            await new Migrator(NullLogger<Migrator>.Instance).MigrateAsync(postgres.ConnectionString, CancellationToken.None);
            var journal = new Latencies("floor: the journal's own statement");
            var loopback = new Latencies("floor: loopback round trip, 64 bytes");
            await FloorAsync();
            var idle = await MeasureAsync($"tick to order, idle feed ({IdleTicksPerSecond} ticks/s)", folder, postgres.ConnectionString, IdleTicksPerSecond, seconds);
            await FloorAsync();
            var busy = await MeasureAsync($"tick to order, {BusyTicksPerSecond} ticks/s", folder, postgres.ConnectionString, BusyTicksPerSecond, seconds);
            await FloorAsync();
            Publish(journal.Summarize(), loopback.Summarize(), idle, busy, results);
            return idle.Latency.Count > 0 && busy.Latency.Count > 0 ? 0 : 1;

            async Task FloorAsync()
            {
                await Floors.JournalAsync(postgres.ConnectionString, 150, Pace, journal);
                await Floors.LoopbackAsync(150, Pace, loopback);
            }
        }
        finally
        {
            await postgres.StopAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Measured> MeasureAsync(string name, string folder, string connectionString, int tickRate, int seconds)
    {
        await using var gateway = await SimulatedGateway.StartAsync(new SimulatorOptions { Port = 0, ControlPort = 0, TickRate = tickRate, DataFolder = Path.Combine(folder, "sim"), Seed = 1 });
        await using var silo = await SiloProcess.StartAsync(folder, connectionString, gateway.Port, FreePort.Next(), Settings());
        await Task.Delay(TimeSpan.FromSeconds(15)); // The first hundreds of calls of a process are compiled as they come.
        gateway.ClearLatencies();
        var before = await gateway.LedgerAsync();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var latencies = new Latencies(name);
        var samples = gateway.Latencies;
        foreach (var sample in samples.Where(static sample => sample.SamePrice))
        {
            latencies.Add(TimeSpan.FromMicroseconds(sample.Microseconds));
        }

        var after = await gateway.LedgerAsync();
        return new Measured(latencies.Summarize(), after.Orders.Count - before.Orders.Count, samples.Count, silo.WorkingSetBytes);
    }

    private static void Publish(LatencySummary journal, LatencySummary loopback, Measured idle, Measured busy, string results) => Report.Of(
        "tick-to-order",
        [journal, loopback, idle.Latency, busy.Latency],
        new Dictionary<string, double>
        {
            ["idle: p50 above the journal statement's, µs"] = idle.Latency.P50 - journal.P50,
            ["busy: p50 above the journal statement's, µs"] = busy.Latency.P50 - journal.P50,
            ["idle: p50 as a ratio of the statement's"] = idle.Latency.P50 / journal.P50,
            ["busy: p50 as a ratio of the statement's"] = busy.Latency.P50 / journal.P50,
            ["idle: orders placed"] = idle.Orders,
            ["idle: orders not matched to a tick of their price"] = idle.Samples - idle.Latency.Count,
            ["busy: orders placed"] = busy.Orders,
            ["busy: orders not matched to a tick of their price"] = busy.Samples - busy.Latency.Count,
            ["silo memory after the busy run, MiB"] = busy.SiloBytes / 1048576d,
        }).Publish(results);

    private static string Settings() =>
        $$"""
        { "Strategies": [ { "Name": "probe", "Type": "LatencyProbe", "Account": "DUSIM0001", "Capital": 1000000,
            "Parameters": { "instruments": "{{Traded}}", "pause": "400" } } ] }
        """;

    /// <param name="Samples">Orders with any tick before them; those of <see cref="Latency"/> also name its price.</param>
    private sealed record Measured(LatencySummary Latency, int Orders, int Samples, long SiloBytes);
}
