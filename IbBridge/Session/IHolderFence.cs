namespace OrleansTrader.IbBridge.Session;

/// <summary>What to do when the gateway still holds our client id for somebody else (error 326, design R1): the last fence between two holders of the lease.</summary>
/// <remarks>An implementation may end a process only when the recorded process id and start time match, or by a command that a person configured.</remarks>
public interface IHolderFence
{
    /// <summary>Called after repeated refusals. A repeat must be harmless.</summary>
    /// <returns>What was done, for the log.</returns>
    Task<string> FenceAsync(int refusals, CancellationToken cancellationToken);
}
