using System.Diagnostics;

namespace OrleansTrader.Benchmarks.Measuring;

/// <summary>A bounded list of durations with the figures we quote.</summary>
internal sealed class Latencies(string name)
{
    private readonly List<double> _microseconds = [];

    public string Name { get; } = name;

    public void Add(TimeSpan duration) => _microseconds.Add(duration.TotalMicroseconds);

    public void AddSince(long startTimestamp) => Add(Stopwatch.GetElapsedTime(startTimestamp));

    public LatencySummary Summarize()
    {
        var sorted = _microseconds.Order().ToArray();
        return new LatencySummary(Name, sorted.Length, At(sorted, 0.50), At(sorted, 0.99), sorted.Length == 0 ? 0 : sorted[^1]);
    }

    private static double At(double[] sorted, double quantile) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))], 1);
}

/// <summary>All in microseconds.</summary>
internal sealed record LatencySummary(string Name, int Count, double P50, double P99, double Max)
{
    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name,-44} n={Count,6}  p50 {P50,9:F1}  p99 {P99,9:F1}  max {Max,10:F1} µs");
}
