using OrleansTrader.Benchmarks.Measuring;

namespace OrleansTrader.Benchmarks.Data;

/// <summary>Durations counted by the microsecond up to a second, from any number of threads, without allocation.</summary>
internal sealed class Histogram
{
    private readonly long[] _counts = new long[1_000_001];
    private long _max;

    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(0, (long)duration.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Math.Min(microseconds, _counts.Length - 1)]);
        for (var max = Volatile.Read(ref _max); microseconds > max; max = Volatile.Read(ref _max))
        {
            Interlocked.CompareExchange(ref _max, microseconds, max);
        }
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Volatile.Write(ref _max, 0);
    }

    public LatencySummary Summarize(string name)
    {
        var total = _counts.Sum();
        return new LatencySummary(name, (int)Math.Min(total, int.MaxValue), At(total, 0.50), At(total, 0.99), _max);
    }

    private double At(long total, double quantile)
    {
        var (seen, wanted) = (0L, (long)(quantile * total));
        for (var microseconds = 0; microseconds < _counts.Length; microseconds++)
        {
            seen += _counts[microseconds];
            if (seen > wanted)
            {
                return microseconds;
            }
        }

        return 0;
    }
}
