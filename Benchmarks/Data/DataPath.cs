using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using OrleansTrader.Benchmarks.EndToEnd;
using OrleansTrader.Benchmarks.Measuring;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.TwsSimulator;

namespace OrleansTrader.Benchmarks.Data;

/// <summary>The way of market data, from the bytes written on the gateway's socket to the strategies' methods, in one process with everything but the engine as in the silo.</summary>
internal static class DataPath
{
    private const int Contracts = 100;
    private const int ProbesPerContract = 5;
    private const int Strategies = 1_000;
    private const int Minutes = 6;
    private const int ContractsPerStrategy = 100;
    private static readonly string Names = string.Join(',', Enumerable.Range(1, Contracts).Select(Name));

    public static async Task<int> RunAsync(int seconds, string results)
    {
        await using var gateway = await SimulatedGateway.StartAsync(new SimulatorOptions { Port = 0, ControlPort = 0, Seed = 1, Volatility = 0, Listings = Listings() });
        await using var injector = new TickInjector(gateway.Port);
        await using var silo = await DataSilo.StartAsync(injector.Port, lines: 4 * Contracts);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        await silo.StartProbeAsync("quotes0", Names, quotes: true, "5s");
        var perContract = (GC.GetTotalMemory(forceFullCollection: true) - empty) / 1024d / Contracts;
        for (var i = 1; i < ProbesPerContract; i++)
        {
            await silo.StartProbeAsync($"quotes{i}", Names, quotes: true, "5s");
        }

        await UntilAsync(() => injector.QuoteLines >= Contracts && injector.BarLines >= 60, "lines open");
        await TicksAsync(injector, 20_000, seconds, barsEvery: TimeSpan.FromSeconds(5)); // The first thousands of calls of a process are compiled as they come, and again once they are many.
        var loopback = new Latencies("floor: loopback round trip, 64 bytes, each millisecond");
        await Floors.LoopbackAsync(3_000, TimeSpan.FromMilliseconds(1), loopback);
        var calm = await TicksAsync(injector, 20_000, seconds, barsEvery: TimeSpan.FromSeconds(5)); // As the broker sends them.
        var storm = await TicksAsync(injector, 100_000, seconds, barsEvery: TimeSpan.FromSeconds(0.2));
        var minute = await MinuteAsync(silo);
        Report.Of("data", [loopback.Summarize(), calm.Latency, storm.Latency], new Dictionary<string, double>
        {
            ["20,000 ticks/s asked: written per second"] = calm.PerSecond,
            ["20,000 ticks/s asked: bars lost"] = calm.BarsLost,
            ["100,000 ticks/s asked: written per second"] = storm.PerSecond,
            ["100,000 ticks/s asked: bars lost"] = storm.BarsLost,
            ["100,000 ticks/s: working set grew by, MiB"] = storm.GrownBytes / 1048576d,
            [$"minute bars to {Strategies} strategies with {ContractsPerStrategy} of {Contracts} contracts each, ms"] = minute.TotalMilliseconds,
            ["memory per contract, with its lines and one strategy: KiB"] = perContract,
            ["working set at the end, MiB"] = Process.GetCurrentProcess().WorkingSet64 / 1048576d,
        }).Publish(results);
        return calm.Latency.Count > 0 && storm.Latency.Count > 0 && calm.BarsLost == 0 && storm.BarsLost == 0 ? 0 : 1;
    }

    /// <summary>Ticks at a rate, among them now and then a five-second bar on every line.</summary>
    private static async Task<Measured> TicksAsync(TickInjector injector, int perSecond, int seconds, TimeSpan barsEvery)
    {
        CallbackLog.Clear();
        var grownFrom = Process.GetCurrentProcess().WorkingSet64;
        var batches = 0;
        using var bars = new Timer(
            _ =>
            {
                injector.InjectBars();
                Interlocked.Increment(ref batches);
            },
            null,
            barsEvery / 2,
            barsEvery);
        var written = await Task.Run(() => injector.InjectTicks(perSecond, TimeSpan.FromSeconds(seconds)));
        await bars.DisposeAsync();
        var expected = (long)Volatile.Read(ref batches) * injector.BarLines * ProbesPerContract;
        var lost = await LostAsync(expected);
        return new Measured(
            CallbackLog.Quotes.Summarize($"tick to callback, {perSecond.ToString("N0", CultureInfo.InvariantCulture)} ticks/s asked"),
            written / (double)seconds,
            lost,
            Process.GetCurrentProcess().WorkingSet64 - grownFrom);
    }

    private static async Task<long> LostAsync(long expected)
    {
        var waited = Stopwatch.StartNew();
        while (CallbackLog.Bars < expected && waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            await Task.Delay(50);
        }

        return expected - CallbackLog.Bars;
    }

    /// <summary>From the last parts of a minute handed to the contracts until every strategy's method has returned for every one-minute bar of its contracts.</summary>
    private static async Task<TimeSpan> MinuteAsync(DataSilo silo)
    {
        await Parallel.ForAsync(0, Strategies, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            await silo.StartProbeAsync($"minute{i}", string.Join(',', Enumerable.Range(0, ContractsPerStrategy).Select(k => Name(1 + Contracts + ((i + (k * Contracts / ContractsPerStrategy)) % Contracts)))), quotes: false, "1m"));
        var contracts = Enumerable.Range(1 + Contracts, Contracts).Select(id => (Id: id, Grain: silo.Grains.GetGrain<IContractGrain>(id))).ToArray();
        var open = new DateTimeOffset(2026, 3, 3, 15, 0, 0, TimeSpan.Zero);
        var took = new List<TimeSpan>();
        for (var minute = 0; minute < Minutes; minute++)
        {
            await Task.WhenAll(contracts.Select(contract => contract.Grain.OnBarsAsync(Parts(contract.Id, open.AddMinutes(minute), 0, 11))));
            await QuietAsync();
            took.Add(await LastPartAsync(contracts, open.AddMinutes(minute)));
        }

        return took.Skip(1).Order().ElementAt((Minutes - 1) / 2); // The first is compiled as it comes.
    }

    private static async Task<TimeSpan> LastPartAsync((int Id, IContractGrain Grain)[] contracts, DateTimeOffset minute)
    {
        CallbackLog.Clear();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(contracts.Select(contract => contract.Grain.OnBarsAsync(Parts(contract.Id, minute, 11, 1))));
        const int expected = Strategies * ContractsPerStrategy;
        while (CallbackLog.Bars < expected && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
        {
            await Task.Yield();
        }

        return CallbackLog.Bars == expected ? Stopwatch.GetElapsedTime(began) : throw new InvalidOperationException($"{CallbackLog.Bars} of {expected} bars arrived.");
    }

    /// <summary>Returns when no bar has reached a strategy for a second.</summary>
    private static async Task QuietAsync()
    {
        for (var seen = -1L; seen != CallbackLog.Bars;)
        {
            seen = CallbackLog.Bars;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static ImmutableArray<Bar> Parts(int conId, DateTimeOffset minute, int from, int count) =>
    [
        .. Enumerable.Range(from, count).Select(i => new Bar(
            ConId.Of(conId), BarSize.FiveSeconds, minute.AddSeconds(5 * i), Price.Of(1), Price.Of(1), Price.Of(1), Price.Of(1), Quantity.Of(1), Price.Of(1), 1)),
    ];

    private static string Name(int id) => $"BENCH{id}";

    private static ImmutableArray<Listing> Listings() =>
    [
        .. Enumerable.Range(1, 2 * Contracts).Select(static id => UsStocks.All[0] is var one
            ? one with { Instrument = one.Instrument with { ConId = ConId.Of(id), Symbol = Name(id), LocalSymbol = Name(id), LongName = Name(id) } }
            : one),
    ];

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            await Task.Delay(20);
            if (waited.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"Not within a minute: {what}.");
            }
        }
    }

    private sealed record Measured(LatencySummary Latency, double PerSecond, long BarsLost, long GrownBytes);
}
