namespace OrleansTrader.Silo.Settings;

/// <summary>The lease of the gateway session when several silos stand by for each other. Section <c>Lease</c>.</summary>
public sealed class LeaseSettings
{
    public const string Section = "Lease";

    internal static readonly TimeSpan LongestFence = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Run by <c>/bin/sh -c</c> when an earlier holder on another machine may still hold the client id, with <c>TRADER_FENCE_HOST</c>,
    /// <c>TRADER_FENCE_PID</c>, <c>TRADER_FENCE_SILO</c> and <c>TRADER_FENCE_EPOCH</c> in its environment. It must end with 0 only when that holder cannot
    /// send any more, and it may be run again. Null: such a holder is an alarm, and nothing is traded.
    /// </summary>
    public string? FenceCommand { get; init; }

    /// <summary>How long the command may take before it is ended and counts as failed.</summary>
    public TimeSpan FenceTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
