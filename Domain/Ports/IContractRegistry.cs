using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Ports;

/// <summary>The contracts with a persisted subscription: woken by the bridge on every <c>Ready</c>, so that no reminder's minute passes without data.</summary>
public interface IContractRegistry
{
    /// <summary>Every contract that had a subscriber when its state was last saved; may hold some that have none any more.</summary>
    Task<ImmutableArray<ConId>> SubscribedAsync(CancellationToken cancellationToken);
}
