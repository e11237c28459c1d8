namespace OrleansTrader.TwsSimulator.Control;

/// <summary>How the simulator is doing.</summary>
/// <param name="TicksSent">Quote messages over all data lines since the start.</param>
/// <param name="WorkingSet">Bytes.</param>
/// <param name="Scenario">What plays; null when nothing does.</param>
public sealed record SimulatorStats(
    double UptimeSeconds,
    DateTimeOffset MarketTime,
    bool LinkUp,
    IReadOnlyList<ClientStats> Clients,
    long Connections,
    long Requests,
    int Lines,
    long TicksSent,
    int Orders,
    int OpenOrders,
    int Executions,
    int Faults,
    long WorkingSet,
    long ManagedMemory,
    string? Scenario);

public sealed record ClientStats(int ClientId, int Version, long MessagesIn, long MessagesOut);

/// <summary>Tick to order as the simulator saw it, in microseconds.</summary>
public sealed record LatencyStats(int Count, double P50, double P90, double P99, double Max, IReadOnlyList<Exchange.LatencySample> Samples)
{
    public static LatencyStats Of(IReadOnlyCollection<Exchange.LatencySample> samples)
    {
        var sorted = samples.Select(static s => s.Microseconds).Order().ToArray();
        double At(double part) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * part))];
        return new LatencyStats(sorted.Length, At(0.5), At(0.9), At(0.99), At(1), [.. samples]);
    }
}
