namespace OrleansTrader.Storage.Lease;

/// <summary>Who holds or held the lease: enough to fence it (design R1).</summary>
/// <param name="Mark">With <paramref name="Pid"/>, the identity of the process; null when it was not recorded.</param>
/// <param name="Silo">The holder's silo address as Orleans writes it; null when unknown.</param>
public sealed record LeaseHolder(string Host, int Pid, ProcessMark? Mark, string? Silo)
{
    /// <summary>The epoch it held; zero before it held any.</summary>
    public long Epoch { get; init; }

    /// <summary>Its process numbers are ours, so that we can see and end it.</summary>
    public bool IsOnThisMachine => Mark is not null && Mark.Machine == ProcessMark.ThisMachine;

    /// <summary>Exactly that process lives on this machine.</summary>
    public bool Lives => IsOnThisMachine && ProcessMark.Of(Pid) == Mark;

    /// <summary>This process.</summary>
    public static LeaseHolder Self(string? silo) =>
        new(Environment.MachineName, Environment.ProcessId, ProcessMark.Of(Environment.ProcessId), silo);
}
