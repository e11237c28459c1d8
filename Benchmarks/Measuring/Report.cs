using System.Text.Json;

namespace OrleansTrader.Benchmarks.Measuring;

/// <summary>The result of one run: printed for people, written as JSON for comparison.</summary>
internal sealed record Report(string Benchmark, DateTimeOffset At, MachineInfo Machine, IReadOnlyList<LatencySummary> Latencies, IReadOnlyDictionary<string, double> Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Report Of(string benchmark, IReadOnlyList<LatencySummary> latencies, IReadOnlyDictionary<string, double> figures) =>
        new(benchmark, TimeProvider.System.GetUtcNow(), MachineInfo.Here(), latencies, figures);

    /// <summary>Prints to standard output and writes <paramref name="directory"/>/<see cref="Benchmark"/>.json.</summary>
    public void Publish(string directory)
    {
        Console.WriteLine($"{Benchmark} on {Machine.Cores} cores, {Machine.Runtime}, {Machine.OperatingSystem}");
        foreach (var latency in Latencies)
        {
            Console.WriteLine("  " + latency);
        }

        foreach (var (name, value) in Figures)
        {
            Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"  {name,-44} {value:F2}"));
        }

        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, Benchmark + ".json"), JsonSerializer.Serialize(this, Json));
    }
}

/// <summary>Where the numbers were taken; a number without it means little.</summary>
internal sealed record MachineInfo(int Cores, string Runtime, string OperatingSystem)
{
    public static MachineInfo Here() => new(
        Environment.ProcessorCount,
        System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        System.Runtime.InteropServices.RuntimeInformation.OSDescription);
}
