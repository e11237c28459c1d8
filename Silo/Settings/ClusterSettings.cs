namespace OrleansTrader.Silo.Settings;

/// <summary>How this silo takes part in its Orleans cluster. Section <c>Cluster</c>.</summary>
public sealed class ClusterSettings
{
    public const string Section = "Cluster";

    /// <summary>Scopes grain state and reminders: two installations on one database need two of them.</summary>
    public string ServiceId { get; init; } = "orleanstrader";

    /// <summary>Scopes membership.</summary>
    public string ClusterId { get; init; } = "main";

    /// <summary>The port silos talk over, on loopback; 0 takes a free one.</summary>
    public int SiloPort { get; init; }

    /// <summary>Calls that may wait in one grain's mailbox; more are refused. A safety net: a deep mailbox drains in quadratic time.</summary>
    public int MailboxLimit { get; init; } = 10_000;
}
