using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>What the broker has shown this activation of the engine and nobody needs to journal: the session, its lists, and what is being waited for.</summary>
public sealed record BrokerView
{
    /// <summary>Until when our books were complete; null for an empty journal. Older than the broker's day means that executions may be lost (design P2).</summary>
    public DateTimeOffset? CompleteUntil { get; init; }

    public SessionState State { get; init; } = SessionState.Disconnected;

    public long Session { get; init; }

    /// <summary>The newest synchronization that ended on this session; null before the first.</summary>
    public Synchronization? Last { get; init; }

    /// <summary>The one under way.</summary>
    public Synchronization? Current { get; init; }

    /// <summary>The broker's net positions; meaningful once <see cref="Last"/> is there. What is not in it is flat.</summary>
    public ImmutableDictionary<ConId, BrokerPosition> Net { get; init; } = ImmutableDictionary<ConId, BrokerPosition>.Empty;

    /// <summary>When the newest position or execution of a contract arrived.</summary>
    public ImmutableDictionary<ConId, DateTimeOffset> LastEventAt { get; init; } = ImmutableDictionary<ConId, DateTimeOffset>.Empty;

    public ImmutableDictionary<ConId, Difference> Differences { get; init; } = ImmutableDictionary<ConId, Difference>.Empty;

    /// <summary>Unacknowledged orders that a whole list did not show, and when that was first so.</summary>
    public ImmutableDictionary<ClientOrderId, DateTimeOffset> AbsentSince { get; init; } = ImmutableDictionary<ClientOrderId, DateTimeOffset>.Empty;

    /// <summary>Orders over by the broker's word whose executions are not all booked yet.</summary>
    public ImmutableDictionary<ClientOrderId, FinalWord> Finals { get; init; } = ImmutableDictionary<ClientOrderId, FinalWord>.Empty;

    /// <summary>Refused by an error although they were working or partly filled, and when.</summary>
    public ImmutableDictionary<ClientOrderId, FinalWord> Refused { get; init; } = ImmutableDictionary<ClientOrderId, FinalWord>.Empty;

    /// <summary>Cancelled by an error (202) without a status yet, and when.</summary>
    public ImmutableDictionary<ClientOrderId, FinalWord> CancelConfirmed { get; init; } = ImmutableDictionary<ClientOrderId, FinalWord>.Empty;

    /// <summary>Working orders that are not ours.</summary>
    public ImmutableDictionary<PermId, OpenOrderReport> Foreign { get; init; } = ImmutableDictionary<PermId, OpenOrderReport>.Empty;

    /// <summary>An execution or position could not be read since the last complete lists (design R15).</summary>
    public bool Unreadable { get; init; }

    public ImmutableDictionary<string, string> AccountValues { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>All lists were read on this very session.</summary>
    public bool Synchronized => Last is { } last && last.Session == Session && State is SessionState.Ready or SessionState.Degraded;

    public PositionQuantity NetOf(ConId conId) => Net.TryGetValue(conId, out var position) ? position.Quantity : PositionQuantity.Zero;

    /// <summary>Forgets what an order was waited for.</summary>
    public BrokerView Settled(ClientOrderId id) => this with
    {
        Finals = Finals.Remove(id),
        Refused = Refused.Remove(id),
        CancelConfirmed = CancelConfirmed.Remove(id),
        AbsentSince = AbsentSince.Remove(id),
    };
}

/// <param name="Number">What <see cref="SynchronizationEnded"/> carried; 0 while under way.</param>
/// <param name="Seen">Our orders with any trace in a list or live event since it began.</param>
/// <param name="Open">Our orders in the list of open orders.</param>
/// <param name="Unreadable">Something could not be read while it ran.</param>
/// <param name="Quarantined">Sequences of quarantined reports that it brought again.</param>
public sealed record Synchronization(
    long Number,
    long Session,
    DateTimeOffset BeganAt,
    DateTimeOffset? EndedAt,
    ImmutableHashSet<ClientOrderId> Seen,
    ImmutableHashSet<ClientOrderId> Open,
    ImmutableDictionary<ConId, BrokerPosition>? Positions,
    bool AnyForeign,
    bool Unreadable,
    ImmutableHashSet<long> Quarantined)
{
    public static Synchronization Begin(long session, DateTimeOffset at) => new(0, session, at, null, [], [], null, false, false, []);
}

/// <param name="AverageCost">Per unit, multiplier and commission included.</param>
public sealed record BrokerPosition(PositionQuantity Quantity, decimal AverageCost, string Symbol);

/// <summary>Our net and the broker's differ.</summary>
/// <param name="Confirmations">Complete lists that showed the same numbers, each followed by five quiet seconds.</param>
/// <param name="ConfirmedBy">The synchronization that confirmed last.</param>
public sealed record Difference(PositionQuantity Ours, PositionQuantity Broker, DateTimeOffset Since, int Confirmations, long ConfirmedBy);

/// <param name="Filled">Cumulative, by the broker's word; null when it did not say.</param>
public sealed record FinalWord(BrokerOrderStatus Word, Quantity? Filled, string? Reason, DateTimeOffset At);
