using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>All that one account's journal says, as an immutable value; changed only by <see cref="BookFold.Apply"/>.</summary>
/// <remarks>Replaying the same journal gives an equal book (<see cref="BookHash"/>). What the broker shows but nobody journaled is not in it.</remarks>
public sealed record Book
{
    public required AccountId Account { get; init; }

    /// <summary>The sequence of the last event applied; 0 for an empty journal.</summary>
    public long Seq { get; init; }

    /// <summary>When that event was journaled.</summary>
    public DateTimeOffset? LastAt { get; init; }

    public ImmutableDictionary<ClientOrderId, Order> Orders { get; init; } = ImmutableDictionary<ClientOrderId, Order>.Empty;

    /// <summary>Orders that may still fill, by contract, oldest first.</summary>
    public ImmutableDictionary<ConId, ImmutableArray<ClientOrderId>> Live { get; init; } = ImmutableDictionary<ConId, ImmutableArray<ClientOrderId>>.Empty;

    public ImmutableDictionary<WireId, ClientOrderId> ByWireId { get; init; } = ImmutableDictionary<WireId, ClientOrderId>.Empty;

    public ImmutableDictionary<PermId, ClientOrderId> ByPermId { get; init; } = ImmutableDictionary<PermId, ClientOrderId>.Empty;

    /// <summary>The newest revision of every execution and adjustment, by root.</summary>
    public ImmutableDictionary<string, Fill> Fills { get; init; } = ImmutableDictionary<string, Fill>.Empty;

    public ImmutableDictionary<Holding, HoldingBooks> Holdings { get; init; } = ImmutableDictionary<Holding, HoldingBooks>.Empty;

    /// <summary>Σ of all strategies and <c>unknown</c>, by contract.</summary>
    public ImmutableDictionary<ConId, PositionQuantity> Net { get; init; } = ImmutableDictionary<ConId, PositionQuantity>.Empty;

    /// <summary>Commissions of booked fills.</summary>
    public ImmutableDictionary<ExecId, Money> Commissions { get; init; } = ImmutableDictionary<ExecId, Money>.Empty;

    /// <summary>Commissions that came before their execution.</summary>
    public ImmutableDictionary<ExecId, Money> StagedCommissions { get; init; } = ImmutableDictionary<ExecId, Money>.Empty;

    /// <summary>Booked executions whose commission is not known yet.</summary>
    public ImmutableHashSet<ExecId> Uncharged { get; init; } = [];

    public ImmutableDictionary<Holding, TargetPosition> Targets { get; init; } = ImmutableDictionary<Holding, TargetPosition>.Empty;

    public ImmutableDictionary<StrategyName, StrategyBooks> Strategies { get; init; } = ImmutableDictionary<StrategyName, StrategyBooks>.Empty;

    /// <summary>Refusals in a row since the last fill, for the back-off of the planner.</summary>
    public ImmutableDictionary<Holding, RefusalTrail> Refusals { get; init; } = ImmutableDictionary<Holding, RefusalTrail>.Empty;

    public ImmutableDictionary<ConId, Mismatch> Mismatches { get; init; } = ImmutableDictionary<ConId, Mismatch>.Empty;

    /// <summary>Contracts with an adjustment that nobody accepted or assigned yet: no opening trades there (design R16).</summary>
    public ImmutableHashSet<ConId> UnacceptedAdjustments { get; init; } = [];

    /// <summary>Reports of the broker that could not be taken, by the sequence of their event.</summary>
    public ImmutableDictionary<long, QuarantinedReport> Quarantine { get; init; } = ImmutableDictionary<long, QuarantinedReport>.Empty;

    public TradingState State { get; init; } = TradingState.Active;

    /// <summary>Why the account waits for adoption; null when it does not.</summary>
    public string? AdoptingCause { get; init; }

    /// <summary>The first synchronization was agreed with, by itself or by a person (design R7).</summary>
    public bool Adopted { get; init; }

    /// <summary>The kill switch; null when not latched.</summary>
    public string? KillLatch { get; init; }

    /// <summary>Limits that a person changed while it ran.</summary>
    public ImmutableDictionary<LimitKey, LimitChange> Limits { get; init; } = ImmutableDictionary<LimitKey, LimitChange>.Empty;

    /// <summary>Contracts in which nothing may be opened.</summary>
    public ImmutableDictionary<ConId, Restriction> Restricted { get; init; } = ImmutableDictionary<ConId, Restriction>.Empty;

    /// <summary>What each strategy sent lately.</summary>
    public ImmutableDictionary<StrategyName, OrderTraffic> Traffic { get; init; } = ImmutableDictionary<StrategyName, OrderTraffic>.Empty;

    /// <summary>Where losses are counted from, by strategy; the account under <see cref="EquityMark.Account"/>.</summary>
    public ImmutableDictionary<string, EquityMark> Marks { get; init; } = ImmutableDictionary<string, EquityMark>.Empty;

    /// <summary>The answers to the newest commands that came under a key of their own.</summary>
    public ImmutableDictionary<string, CommandAnswer> Answers { get; init; } = ImmutableDictionary<string, CommandAnswer>.Empty;

    public BookCounters Counters { get; init; }

    public static Book Empty(AccountId account) => new() { Account = account };

    public IEnumerable<Order> LiveOrders => Live.Values.SelectMany(static ids => ids).Select(id => Orders[id]);

    public IEnumerable<Order> LiveOrdersOf(ConId conId) =>
        Live.TryGetValue(conId, out var ids) ? ids.Select(id => Orders[id]) : [];

    public IEnumerable<Order> LiveOrdersOf(Holding holding) =>
        LiveOrdersOf(holding.ConId).Where(order => order.Intent.Strategy == holding.Strategy);

    public PositionQuantity PositionOf(Holding holding) =>
        Holdings.TryGetValue(holding, out var books) ? books.Quantity : PositionQuantity.Zero;

    public PositionQuantity NetOf(ConId conId) => Net.GetValueOrDefault(conId);

    /// <summary>The fill of this very execution; null when it is unknown or replaced by a correction.</summary>
    public Fill? FillOf(ExecId execId) => Fills.TryGetValue(execId.Root, out var fill) && fill.ExecId == execId ? fill : null;

    public ImmutableArray<Position> Positions() => [.. Holdings.Select(pair => pair.Value.ToPosition(pair.Key, Seq))];

    public ImmutableArray<Position> PositionsOf(StrategyName strategy) =>
        [.. Holdings.Where(pair => pair.Key.Strategy == strategy).Select(pair => pair.Value.ToPosition(pair.Key, Seq))];

    public ImmutableArray<Order> WorkingOrdersOf(StrategyName strategy) =>
        [.. LiveOrders.Where(order => order.Intent.Strategy == strategy)];

    /// <summary>The registered strategy whose tag an order reference carries; null when none fits.</summary>
    public StrategyName? StrategyOfTag(string tag)
    {
        foreach (var (name, books) in Strategies)
        {
            if (books.Tag == tag)
            {
                return name;
            }
        }

        return null;
    }
}

/// <summary>IB's id of an order within its client id.</summary>
public readonly record struct WireId(int ClientId, int OrderId);

/// <summary>The books of one holding: its fills and what they cost.</summary>
/// <param name="Commission">Σ over the newest revisions of what was charged in the holding's own currency; a correction starts without its own until it is reported.</param>
public sealed record HoldingBooks(PositionFold Fold, decimal Commission, string Symbol, Currency Currency, decimal Multiplier)
{
    /// <summary>The same for what was charged in other currencies (forex): kept apart, because amounts of two currencies have no sum.</summary>
    public ImmutableDictionary<Currency, decimal> OtherCommissions { get; init; } = ImmutableDictionary<Currency, decimal>.Empty;

    /// <summary>With one more commission, or with <paramref name="sign"/> -1 without it.</summary>
    public HoldingBooks Charged(Money commission, int sign)
    {
        if (commission.Currency == Currency)
        {
            return this with { Commission = Commission + (sign * commission.Amount) };
        }

        var sum = OtherCommissions.GetValueOrDefault(commission.Currency) + (sign * commission.Amount);
        return this with { OtherCommissions = sum == 0 ? OtherCommissions.Remove(commission.Currency) : OtherCommissions.SetItem(commission.Currency, sum) };
    }

    public PositionQuantity Quantity => PositionQuantity.Of(Fold.State.Quantity);

    public Position ToPosition(Holding holding, long asOfSeq)
    {
        var state = Fold.State;
        return new Position(
            holding.Strategy, holding.ConId, Symbol, Currency, Multiplier, Quantity, state.OpenCost, state.RealizedPnl, Commission, -Fold.Traded - Commission, asOfSeq);
    }
}

/// <param name="Tag">The eight characters in its order references.</param>
/// <param name="Accepted">The newest event sequence whose submission was taken (design R4).</param>
/// <param name="Denials">What was denied in that submission, so that a repeat gets the same answer.</param>
/// <param name="Denied">What was denied since, before its submission is closed.</param>
/// <param name="Flattening">An operator asked for zero; held there until the strategy sets a new target while active.</param>
public sealed record StrategyBooks(
    string Tag,
    StrategyStatus Status,
    Money Capital,
    string? Reason,
    long Accepted,
    ImmutableDictionary<ClientOrderId, Denial> Denials,
    ImmutableDictionary<ClientOrderId, Denial> Denied,
    bool Flattening)
{
    /// <summary>What its limits or an operator leave it to do.</summary>
    public TradingState Trading { get; init; } = TradingState.Active;
}

public sealed record RefusalTrail(int Count, DateTimeOffset LastAt);

public sealed record Mismatch(PositionQuantity Ours, PositionQuantity Broker, string Cause, DateTimeOffset Since);

/// <param name="ConId">Whose opening trades wait; null for the whole account's.</param>
/// <param name="Report">As JSON.</param>
public sealed record QuarantinedReport(string Kind, ConId? ConId, string Report, string Problem, DateTimeOffset At);

/// <summary>Totals since the journal began.</summary>
public readonly record struct BookCounters(long Orders, long Fills, long Denied, long Rejected, long Quarantined);

/// <param name="Seq">The sequence of its event.</param>
public sealed record CommandAnswer(CommandResult Result, long Seq);
