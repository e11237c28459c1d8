using System.Collections.Immutable;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>The faults in force. Owned by the exchange's thread; others read <see cref="Active"/>.</summary>
internal sealed class FaultBook(TimeProvider clock)
{
    private ImmutableArray<Fault> _faults = [];

    public ImmutableArray<Fault> Active
    {
        get
        {
            var now = clock.GetUtcNow();
            return _faults.RemoveAll(fault => fault.IsOver(now));
        }
    }

    public bool IsEmpty => _faults.IsEmpty;

    public void Add(Fault fault) => _faults = _faults.Add(fault);

    public void Clear() => _faults = [];

    /// <summary>The first fault in force of that kind that fits, used once; null when there is none.</summary>
    public Fault? Use(FaultKind kind, in FaultScope scope)
    {
        if (Find(kind, scope) is not { } fault)
        {
            return null;
        }

        fault.Use();
        Expire();
        return fault;
    }

    /// <summary>As <see cref="Use"/>, without using it.</summary>
    public Fault? Find(FaultKind kind, in FaultScope scope)
    {
        if (_faults.IsEmpty)
        {
            return null;
        }

        Expire();
        foreach (var fault in _faults)
        {
            if (fault.Kind == kind && fault.Fits(scope))
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>The data of that listing is held back from that client: by a frozen line or by its farm.</summary>
    public bool IsFrozen(Listing listing, int? clientId)
    {
        var scope = new FaultScope(null, null, listing.ConId.Value, clientId);
        return Find(FaultKind.Freeze, scope) is not null
            || (Find(FaultKind.FarmDown, scope) is { } down && (down.Request.Text ?? "usfarm") == Farms.Of(listing.Instrument.Type));
    }

    /// <summary>Any thread: whether a fault of that kind is in force; it is not used.</summary>
    public bool Holds(FaultKind kind) => Active.Any(fault => fault.Kind == kind);

    private void Expire() => _faults = Active;
}
