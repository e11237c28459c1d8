using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Ports;

/// <summary>The kill switch's second memory, beside the journal: a local file that survives a lost or unreachable database (design P8).</summary>
/// <remarks>Calls may come at the same time; each is done whole before the next.</remarks>
public interface IKillLatchFile
{
    /// <summary>The latch id written for the account; null when there is none.</summary>
    Task<string?> ReadAsync(AccountId account, CancellationToken cancellationToken);

    /// <summary>Durable when it returns; the newest latch takes the place of an older one.</summary>
    Task WriteAsync(AccountId account, string latchId, CancellationToken cancellationToken);

    /// <summary>Removes this latch; nothing happens when there is none or another, which a newer kill wrote.</summary>
    Task ClearAsync(AccountId account, string latchId, CancellationToken cancellationToken);
}
