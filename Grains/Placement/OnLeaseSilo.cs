using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansTrader.Grains.Placement;

/// <summary>New activations go to the silo that holds the lease. A stale view costs one misplaced activation, which refuses to serve and goes away.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnLeaseSiloAttribute() : PlacementFilterAttribute(new OnLeaseSiloStrategy(0));

internal sealed class OnLeaseSiloStrategy(int order) : PlacementFilterStrategy(order)
{
    public OnLeaseSiloStrategy()
        : this(0)
    {
    }
}

internal sealed class OnLeaseSiloDirector(LeaseOwner owner) : IPlacementFilterDirector
{
    /// <summary>The owner alone if it is among the candidates; all of them otherwise, for an empty answer would fail the call.</summary>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var candidates = silos.ToArray();
        return owner.Current is { } current && candidates.Contains(current) ? [current] : candidates;
    }
}
