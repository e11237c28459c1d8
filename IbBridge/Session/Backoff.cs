namespace OrleansTrader.IbBridge.Session;

/// <summary>Pauses that double from <paramref name="first"/> to <paramref name="most"/>, each spread by up to a quarter so that clients do not march in step.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan most, Random random)
{
    private int _failures;

    public TimeSpan Next()
    {
        var full = Math.Min(first.Ticks * Math.Pow(2, Math.Min(_failures++, 30)), most.Ticks);
        return TimeSpan.FromTicks((long)Math.Min(full * (0.75 + (random.NextDouble() / 2)), most.Ticks));
    }

    public void Reset() => _failures = 0;
}
