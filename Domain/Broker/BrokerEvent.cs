using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Broker;

/// <summary>A fact the broker told us about orders, executions or positions, translated from the wire. May repeat and arrive in any order.</summary>
public abstract record BrokerEvent
{
    private protected BrokerEvent()
    {
    }
}

/// <summary>One open order as the server holds it (IB openOrder).</summary>
/// <param name="OrderId">0 or negative for orders placed by hand.</param>
/// <param name="Terms">Null when the type is one we do not know.</param>
/// <param name="Snapshot">The list it belongs to; null for a live event.</param>
public sealed record OpenOrderReport(
    AccountId Account,
    int OrderId,
    int ClientId,
    PermId? PermId,
    string? OrderRef,
    ConId ConId,
    Side Side,
    Quantity Quantity,
    OrderTerms? Terms,
    BrokerOrderStatus Status,
    string? Reason,
    SnapshotId? Snapshot) : BrokerEvent;

/// <summary>The newest status of one order (IB orderStatus). Not a fill.</summary>
public sealed record OrderStatusReport(
    int OrderId,
    int ClientId,
    PermId? PermId,
    BrokerOrderStatus Status,
    Quantity Filled,
    Quantity Remaining,
    string? WhyHeld) : BrokerEvent;

/// <summary>An order that ended, from the list of completed orders; has no order id (IB completedOrder).</summary>
public sealed record CompletedOrderReport(
    AccountId Account,
    PermId? PermId,
    string? OrderRef,
    ConId ConId,
    Side Side,
    Quantity Filled,
    BrokerOrderStatus Status,
    string? Reason,
    SnapshotId? Snapshot) : BrokerEvent;

/// <summary>One trade (IB execDetails). A higher revision of the same root replaces the earlier one, quantity and price included.</summary>
/// <param name="At">Exchange time in UTC, to the second.</param>
/// <param name="TimeUncertain">The zone was unknown: <paramref name="At"/> is the time we received it.</param>
/// <param name="IsComboSummary">The BAG row of a combo: its legs carry the positions.</param>
public sealed record ExecutionReport(
    ExecId ExecId,
    AccountId Account,
    ConId ConId,
    string Symbol,
    SecurityType SecurityType,
    Currency Currency,
    decimal Multiplier,
    int OrderId,
    int ClientId,
    PermId? PermId,
    string? OrderRef,
    Side Side,
    Quantity Quantity,
    Price Price,
    DateTimeOffset At,
    bool TimeUncertain,
    string? Exchange,
    bool IsComboSummary,
    SnapshotId? Snapshot) : BrokerEvent;

/// <summary>What an execution cost (IB commissionReport). The newest wins; may come before its execution.</summary>
public sealed record CommissionReport(ExecId ExecId, Money Commission, decimal? RealizedPnl) : BrokerEvent;

/// <summary>An error whose id is one of our order ids.</summary>
public sealed record OrderErrorReport(int OrderId, int Code, OrderErrorKind Kind, string Text) : BrokerEvent;

/// <summary>The broker's net position of a contract in an account; a closed one comes once with zero.</summary>
/// <param name="AverageCost">Per unit, commission and multiplier included, as the broker counts it.</param>
public sealed record PositionReport(AccountId Account, ConId ConId, string Symbol, PositionQuantity Quantity, decimal AverageCost, SnapshotId? Snapshot) : BrokerEvent;

/// <summary>One account value such as NetLiquidation.</summary>
public sealed record AccountValueReport(AccountId Account, string Key, string Value, string? Currency) : BrokerEvent;

/// <summary>A list begins. Live events go on throughout.</summary>
public sealed record SnapshotBegan(SnapshotId Snapshot) : BrokerEvent;

/// <summary>The list's end marker arrived: only now does absence mean anything (design P5).</summary>
public sealed record SnapshotEnded(SnapshotId Snapshot) : BrokerEvent;

/// <summary>All lists of R8 were read to their end markers on this session.</summary>
public sealed record SynchronizationEnded(long Synchronization) : BrokerEvent;

/// <summary>A well-framed order message could not be decoded (design R15).</summary>
/// <param name="OrderId">Null when not even that was readable.</param>
public sealed record UnreadableReport(UnreadableKind Kind, int? OrderId, string Detail) : BrokerEvent;

/// <summary>The session to the gateway changed its state.</summary>
public sealed record SessionReport(SessionState State, long Session, string Cause) : BrokerEvent;

/// <summary>One list of one synchronization; <paramref name="Session"/> rises with every socket, <paramref name="Number"/> with every list.</summary>
public readonly record struct SnapshotId(long Session, long Number, SnapshotKind Kind);

public enum SnapshotKind
{
    OpenOrders = 1,
    Executions = 2,
    CompletedOrders = 3,
    Positions = 4,
    AccountValues = 5,
}

public enum UnreadableKind
{
    Order = 1,
    Execution = 2,
    Position = 3,
    Other = 4,
}

/// <summary>IB's status words (orderStatus, openOrder.state, completedOrder.state).</summary>
public enum BrokerOrderStatus
{
    ApiPending = 1,
    PendingSubmit = 2,
    PendingCancel = 3,
    PreSubmitted = 4,
    Submitted = 5,
    ApiCancelled = 6,
    Cancelled = 7,
    Filled = 8,
    Inactive = 9,
}

/// <summary>What an error code means for the order it names; from the error table of the wire layer.</summary>
public enum OrderErrorKind
{
    /// <summary>A remark; the order lives.</summary>
    Warning = 1,

    /// <summary>The order is not working, unless a status or execution says otherwise.</summary>
    Rejected = 2,

    /// <summary>The modification was refused; the old order lives.</summary>
    ModifyRejected = 3,

    /// <summary>The cancellation was refused; ask what the order's state is.</summary>
    CancelRejected = 4,

    /// <summary>The order was cancelled.</summary>
    Cancelled = 5,

    /// <summary>An unknown code: state unknown, ask.</summary>
    Unclear = 6,
}

/// <summary>The session's states (design §6).</summary>
public enum SessionState
{
    Disconnected = 1,
    Connecting = 2,
    Handshaking = 3,
    Synchronizing = 4,
    Ready = 5,
    Degraded = 6,
    Draining = 7,
}
