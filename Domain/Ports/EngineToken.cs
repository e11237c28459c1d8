namespace OrleansTrader.Domain.Ports;

/// <summary>Who may write the journal and send orders for an account: the lease's and the engine activation's epoch (design R2). The greater wins.</summary>
public readonly record struct EngineToken(long LeaseEpoch, long EngineEpoch) : IComparable<EngineToken>
{
    public static bool operator <(EngineToken left, EngineToken right) => left.CompareTo(right) < 0;

    public static bool operator >(EngineToken left, EngineToken right) => left.CompareTo(right) > 0;

    public static bool operator <=(EngineToken left, EngineToken right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EngineToken left, EngineToken right) => left.CompareTo(right) >= 0;

    public int CompareTo(EngineToken other) => (LeaseEpoch, EngineEpoch).CompareTo((other.LeaseEpoch, other.EngineEpoch));
}
