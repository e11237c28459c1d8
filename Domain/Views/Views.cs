using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Views;

/// <summary>The account as the engine knows it, durable parts only.</summary>
public sealed record AccountView(
    AccountId Account,
    long Seq,
    TradingState State,
    bool Adopting,
    string? KillLatch,
    SessionState Session,
    bool Synchronized,
    ImmutableArray<StrategyView> Strategies,
    ImmutableArray<Position> Positions,
    ImmutableArray<TargetPosition> Targets,
    ImmutableArray<Order> WorkingOrders,
    ImmutableArray<Order> RecentOrders,
    ImmutableArray<Fill> RecentFills,
    ImmutableArray<ContractProof> Proof,
    ImmutableDictionary<string, string> AccountValues,
    AccountCounters Counters)
{
    /// <summary>Reports of the broker that could not be taken, oldest first.</summary>
    public ImmutableArray<QuarantineView> Quarantine { get; init; } = [];

    /// <summary>The limits in force, and where each comes from.</summary>
    public ImmutableArray<LimitView> Limits { get; init; } = [];

    public ImmutableArray<RestrictionView> Restricted { get; init; } = [];
}

public sealed record StrategyView(StrategyName Name, StrategyStatus Status, Money Capital, string? Reason)
{
    /// <summary>What its limits or an operator leave it to do.</summary>
    public TradingState Trading { get; init; } = TradingState.Active;
}

/// <param name="Strategy">Null for the account.</param>
/// <param name="Value">Null means no limit.</param>
/// <param name="Change">Who set it while it ran; null when it comes from the settings.</param>
public sealed record LimitView(StrategyName? Strategy, LimitName Limit, decimal? Value, LimitChange? Change)
{
    /// <summary>Every limit of the account, then those that strategies have of their own.</summary>
    public static ImmutableArray<LimitView> Of(Book book, RiskLimits settings)
    {
        ArgumentNullException.ThrowIfNull(book);
        return
        [
            .. Enum.GetValues<LimitName>().Select(name => book.Limits.GetValueOrDefault(new LimitKey(null, name)) is { } change
                ? new LimitView(null, name, change.Value, change)
                : new LimitView(null, name, LimitTable.Read(settings, name), null)),
            .. book.Limits.Where(static pair => pair.Key.Strategy is not null)
                .OrderBy(static pair => pair.Key.Strategy!.Value.Value, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Limit)
                .Select(static pair => new LimitView(pair.Key.Strategy, pair.Key.Limit, pair.Value.Value, pair.Value)),
        ];
    }
}

public sealed record RestrictionView(ConId ConId, Restriction Restriction);

/// <param name="Seq">The journal sequence to release it by.</param>
/// <param name="ConId">Whose opening trades wait; null for the whole account's.</param>
/// <param name="Report">As JSON.</param>
public sealed record QuarantineView(long Seq, string Kind, ConId? ConId, string Report, string Problem, DateTimeOffset At);

/// <param name="UnknownOrders">Orders whose fate is not known now.</param>
/// <param name="StagedCommissions">Commissions whose execution is not known yet.</param>
/// <param name="MissingCommissions">Executions whose commission is not known yet.</param>
public sealed record AccountCounters(long Orders, long Fills, long Denied, long Rejected, int UnknownOrders, int StagedCommissions, int MissingCommissions);

/// <summary>The proof of one contract (design P3): Σ strategies + unknown = Σ transactions = broker net.</summary>
/// <param name="Broker">Null until a complete list of positions was read.</param>
/// <param name="Tables">Null when the tables were not read for this view.</param>
public sealed record ContractProof(
    ConId ConId,
    string Symbol,
    ProofState State,
    ImmutableDictionary<StrategyName, PositionQuantity> Strategies,
    PositionQuantity Transactions,
    PositionQuantity? Broker,
    PositionQuantity? Tables,
    DateTimeOffset Since,
    string? Cause,
    string? Repair);

public enum ProofState
{
    Proven = 1,
    Settling = 2,
    Mismatch = 3,
}

/// <summary>One contract grain as the dashboard and console show it.</summary>
public sealed record ContractView(
    ConId ConId,
    string Symbol,
    MarketData.Quote? Quote,
    DateTimeOffset? LastBarAt,
    bool Stale,
    ImmutableArray<SubscriberView> Subscribers,
    ImmutableArray<Ports.LineKind> Lines,
    long Quotes,
    long Conflated,
    long Bars,
    int Resubscriptions,
    ImmutableArray<MarketData.Gap> Gaps,
    long GapsFilled,
    MarketData.DataQuality Quality,
    string? Problem,
    long Trades,
    long BarsDeferred,
    long TradesLost,
    MarketData.MarketDepth? Depth,
    MarketData.OptionGreeks? Greeks);

public sealed record SubscriberView(StrategyName Strategy, MarketData.BarSize? Period, bool Quotes);

/// <summary>One strategy grain as the dashboard and console show it.</summary>
/// <param name="Account">Null until it is configured.</param>
/// <param name="Parameters">As they count now, changes at run time included.</param>
/// <param name="Stage">How far its start has come, with the progress of the warm-up; <c>live</c> afterwards.</param>
public sealed record StrategyHostView(
    StrategyName Name,
    string Type,
    AccountId? Account,
    StrategyStatus Status,
    bool Warm,
    ImmutableDictionary<string, string> Parameters,
    ImmutableArray<string> Instruments,
    long Events,
    long Actions,
    int Failures,
    string? LastError,
    DateTimeOffset? LastEventAt,
    string Stage);
