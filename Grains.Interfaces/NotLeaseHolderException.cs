namespace OrleansTrader.Grains.Interfaces;

/// <summary>The grain was activated in a process that does not hold the lease: it serves nothing there and deactivates (design §4). Try again: the next activation may be elsewhere.</summary>
[GenerateSerializer]
[Alias("trader.not-lease-holder")]
public sealed class NotLeaseHolderException(string message) : Exception(message);
