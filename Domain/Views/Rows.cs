using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Views;

// The rows of /api/v1 and of the console's --json. Names are part of the outside contract: add, never rename.

/// <param name="LeaseEpoch">Null when this process does not hold the lease of the gateway session.</param>
/// <param name="AllowOrders">Whether orders may leave the process at all.</param>
public sealed record StatusRow(
    string Version,
    DateTimeOffset StartedAt,
    SessionState Session,
    long? LeaseEpoch,
    bool AllowOrders,
    ImmutableArray<AccountRow> Accounts);

/// <param name="Problem">Why the account's engine gave no answer; everything else is then null or zero.</param>
public sealed record AccountRow(
    AccountId Account,
    TradingState? State,
    bool Adopting,
    string? KillLatch,
    bool Synchronized,
    int Proven,
    int Settling,
    int Mismatches,
    AccountCounters? Counters,
    string? Problem);

public sealed record PositionRow(
    AccountId Account,
    StrategyName Strategy,
    ConId ConId,
    string Symbol,
    decimal Quantity,
    decimal? AveragePrice,
    decimal OpenCost,
    decimal RealizedPnl,
    decimal Commission,
    decimal Cash,
    Currency Currency);

/// <param name="Type">The name of the order type, for example market, stop-limit or trailing-stop.</param>
/// <param name="Price">The limit price, else the price that triggers it.</param>
public sealed record OrderRow(
    AccountId Account,
    ClientOrderId Id,
    StrategyName Strategy,
    ConId ConId,
    string? Symbol,
    Side Side,
    decimal Quantity,
    string Type,
    decimal? Price,
    TimeInForce TimeInForce,
    OrderStatus Status,
    decimal Filled,
    decimal? AveragePrice,
    int? OrderId,
    PermId? PermId,
    OrderPurpose Purpose,
    string? Reason,
    DateTimeOffset IntendedAt,
    DateTimeOffset UpdatedAt,
    decimal? LimitPrice,
    decimal? TriggerPrice,
    bool OutsideRth,
    DateTimeOffset? GoodTill,
    string? OcaGroup,
    ClientOrderId? Parent,
    OrderAlgo? Algo,
    bool CancelRequested);

/// <param name="Suggested">For an execution of <c>unknown</c>: whose it probably is; null when nobody trades the contract.</param>
/// <param name="Commission">Null until the broker has reported it.</param>
public sealed record FillRow(
    AccountId Account,
    ExecId ExecId,
    StrategyName Strategy,
    ConId ConId,
    string Symbol,
    Side Side,
    decimal Quantity,
    decimal Price,
    Currency Currency,
    DateTimeOffset At,
    ClientOrderId? Order,
    FillSource Source,
    AdjustmentCause? Cause = null,
    StrategyName? Suggested = null,
    decimal? Commission = null,
    Currency? CommissionCurrency = null);

public sealed record TargetRow(
    AccountId Account,
    StrategyName Strategy,
    ConId ConId,
    string? Symbol,
    decimal Target,
    decimal Current,
    decimal? LimitPrice,
    DateTimeOffset At,
    string Policy);

/// <param name="Type">Null when the strategy is in the books but no longer in the settings.</param>
/// <param name="Stage">How far its start has come, with the progress of the warm-up; live afterwards.</param>
/// <param name="Parameters">As they count now, changes at run time included.</param>
/// <param name="RealizedPnl">After commissions, in the capital's currency; null while it holds something in another one.</param>
/// <param name="UnrealizedPnl">At current prices; null besides while one is missing.</param>
/// <param name="Equity">Capital and both profits.</param>
public sealed record StrategyRow(
    AccountId Account,
    StrategyName Name,
    string? Type,
    StrategyStatus Status,
    decimal? Capital,
    Currency? Currency,
    bool Warm,
    ImmutableArray<string> Instruments,
    long Events,
    long Actions,
    int Failures,
    string? LastError,
    DateTimeOffset? LastEventAt,
    string? Reason,
    string? Stage,
    ImmutableDictionary<string, string> Parameters,
    TradingState Trading,
    decimal? RealizedPnl = null,
    decimal? UnrealizedPnl = null,
    decimal? Equity = null);

/// <param name="Strategy">Null for the account.</param>
/// <param name="Value">Null means no limit.</param>
/// <param name="By">Who changed it while it ran; null when it comes from the settings.</param>
public sealed record LimitRow(AccountId Account, StrategyName? Strategy, LimitName Limit, decimal? Value, string? By, string? Reason, DateTimeOffset? At);

public sealed record RestrictionRow(AccountId Account, ConId ConId, string By, string Reason, DateTimeOffset At);

public sealed record ContractRow(
    ConId ConId,
    string Symbol,
    decimal? Bid,
    decimal? Ask,
    decimal? Last,
    DateTimeOffset? QuoteAt,
    DateTimeOffset? LastBarAt,
    bool Stale,
    ImmutableArray<Ports.LineKind> Lines,
    ImmutableArray<SubscriberView> Subscribers,
    long Quotes,
    long Conflated,
    long Bars,
    int Resubscriptions,
    int Gaps,
    long GapsFilled,
    MarketData.DataQuality Quality,
    string? Problem,
    long Trades,
    long BarsDeferred,
    long TradesLost);

public sealed record ProofRow(
    AccountId Account,
    ConId ConId,
    string Symbol,
    ProofState State,
    ImmutableSortedDictionary<string, decimal> Strategies,
    decimal Transactions,
    decimal? Broker,
    decimal? Tables,
    DateTimeOffset Since,
    string? Cause,
    string? Repair);

/// <param name="Seq">The journal sequence to release it by.</param>
/// <param name="ConId">Whose opening trades wait; null for the whole account's.</param>
/// <param name="Report">The report as JSON.</param>
public sealed record QuarantineRow(AccountId Account, long Seq, DateTimeOffset At, string Kind, ConId? ConId, string Problem, string Report);

public sealed record LogRow(DateTimeOffset At, string Level, string Source, string Message, string? Strategy, string? Order, string? Exception);

public sealed record NotificationRow(DateTimeOffset At, AccountId Account, string Level, string Topic, string Text);

/// <summary>One stored history.</summary>
/// <param name="Symbol">Null when the contract was never looked up here.</param>
/// <param name="From">The first bar's start; null while there is none.</param>
/// <param name="To">The last bar's start.</param>
/// <param name="Spans">How many separate spans are complete: one means no gap between the first and last that was asked for.</param>
public sealed record HistoryRow(
    ConId ConId,
    string? Symbol,
    MarketData.BarSize Bar,
    string What,
    MarketData.PriceAdjustment Adjustment,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int Spans);

/// <summary>A wish for history and how far it has come.</summary>
/// <param name="State">Waiting, Running, Done or Failed.</param>
/// <param name="Requests">Requests answered by the broker so far.</param>
/// <param name="Remaining">Requests still to be answered; null until planned.</param>
public sealed record HistoryFillRow(
    long Id,
    string Instrument,
    ConId ConId,
    MarketData.BarSize Bar,
    string What,
    DateTimeOffset From,
    DateTimeOffset To,
    string State,
    int Requests,
    int? Remaining,
    long Bars,
    string? Problem,
    string AskedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset ChangedAt);

/// <summary>A strategy class that may be configured by name, or a file of the strategy folder that was skipped.</summary>
/// <param name="Name">Null for a file that was skipped.</param>
/// <param name="Source">The assembly, or the file.</param>
/// <param name="Problem">Why the file was skipped, or why the class cannot be configured with defaults alone.</param>
public sealed record StrategyTypeRow(string? Name, string Source, ImmutableArray<Strategies.ParameterInfo> Parameters, string? Problem);
