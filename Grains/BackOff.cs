namespace OrleansTrader.Grains;

/// <summary>Pauses between attempts: 0.5, 1, 2 ... seconds, at most 30.</summary>
internal static class BackOff
{
    public static TimeSpan Of(int failures) => TimeSpan.FromSeconds(Math.Min(30, 0.5 * (1 << Math.Min(Math.Max(failures - 1, 0), 10))));
}
