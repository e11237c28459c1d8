namespace OrleansTrader.Storage.Lease;

/// <summary>Who holds or held the lease: enough to fence it (design R1).</summary>
/// <param name="ProcessStarted">With the host and <paramref name="Pid"/>, the identity of the process.</param>
/// <param name="Silo">The holder's silo address as Orleans writes it; null when unknown.</param>
public sealed record LeaseHolder(string Host, int Pid, DateTimeOffset ProcessStarted, string? Silo)
{
    /// <summary>This process.</summary>
    public static LeaseHolder Self(string? silo)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new LeaseHolder(Environment.MachineName, process.Id, new DateTimeOffset(process.StartTime).ToUniversalTime(), silo);
    }
}
