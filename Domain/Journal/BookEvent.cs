using System.Text.Json.Serialization;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Journal;

/// <summary>A fact of the account's books, past tense. The journal of these is the truth; everything else is a fold of it.</summary>
/// <remarks>Discriminators and property names are stored for ever: add new ones, never rename or reuse (a test holds the baseline).</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(StrategyRegistered), "strategy-registered")]
[JsonDerivedType(typeof(StrategyStatusSet), "strategy-status-set")]
[JsonDerivedType(typeof(TargetSet), "target-set")]
[JsonDerivedType(typeof(SubmissionAccepted), "submission-accepted")]
[JsonDerivedType(typeof(OrderIntended), "order-intended")]
[JsonDerivedType(typeof(OrderDenied), "order-denied")]
[JsonDerivedType(typeof(OrderWritten), "order-written")]
[JsonDerivedType(typeof(OrderNotSent), "order-not-sent")]
[JsonDerivedType(typeof(OrderAcknowledged), "order-acknowledged")]
[JsonDerivedType(typeof(OrderStatusChanged), "order-status-changed")]
[JsonDerivedType(typeof(CancelRequested), "cancel-requested")]
[JsonDerivedType(typeof(ModifyRequested), "modify-requested")]
[JsonDerivedType(typeof(OrderModified), "order-modified")]
[JsonDerivedType(typeof(ModifyRefused), "modify-refused")]
[JsonDerivedType(typeof(ModifyConfirmed), "modify-confirmed")]
[JsonDerivedType(typeof(ExecutionBooked), "execution-booked")]
[JsonDerivedType(typeof(CommissionReported), "commission-reported")]
[JsonDerivedType(typeof(ExecutionAssigned), "execution-assigned")]
[JsonDerivedType(typeof(AdjustmentSuperseded), "adjustment-superseded")]
[JsonDerivedType(typeof(MismatchOpened), "mismatch-opened")]
[JsonDerivedType(typeof(MismatchClosed), "mismatch-closed")]
[JsonDerivedType(typeof(AccountStateSet), "account-state-set")]
[JsonDerivedType(typeof(AccountAdopting), "account-adopting")]
[JsonDerivedType(typeof(AccountAdopted), "account-adopted")]
[JsonDerivedType(typeof(KillLatched), "kill-latched")]
[JsonDerivedType(typeof(KillRearmed), "kill-rearmed")]
[JsonDerivedType(typeof(Notified), "notified")]
[JsonDerivedType(typeof(CommandAnswered), "command-answered")]
[JsonDerivedType(typeof(FlattenRequested), "flatten-requested")]
[JsonDerivedType(typeof(ReportQuarantined), "report-quarantined")]
[JsonDerivedType(typeof(ReportReleased), "report-released")]
[JsonDerivedType(typeof(LimitChanged), "limit-changed")]
[JsonDerivedType(typeof(RestrictionSet), "restriction-set")]
[JsonDerivedType(typeof(StrategyStateSet), "strategy-state-set")]
[JsonDerivedType(typeof(EquityMarked), "equity-marked")]
[JsonDerivedType(typeof(AdjustmentAccepted), "adjustment-accepted")]
[JsonDerivedType(typeof(ParametersChanged), "parameters-changed")]
public abstract record BookEvent
{
    private protected BookEvent()
    {
    }
}

public sealed record StrategyRegistered(StrategyName Strategy, Money Capital) : BookEvent;

public sealed record StrategyStatusSet(StrategyName Strategy, StrategyStatus Status, string By, string Reason) : BookEvent;

/// <summary>Its <see cref="TargetPosition.Version"/> is the sequence of this event.</summary>
public sealed record TargetSet(StrategyName Strategy, ConId ConId, PositionQuantity Quantity, ExecutionPolicy Policy) : BookEvent;

/// <summary>A strategy's submission up to this event sequence was taken: a repeat gets the first result (design R4).</summary>
public sealed record SubmissionAccepted(StrategyName Strategy, long EventSequence) : BookEvent;

/// <summary>An order exists from here on, before a byte is sent (design P1).</summary>
public sealed record OrderIntended(OrderIntent Intent, OrderRef Ref) : BookEvent;

/// <summary>Never left the process.</summary>
public sealed record OrderDenied(OrderIntent Intent, Denial Denial) : BookEvent;

public sealed record OrderWritten(ClientOrderId Id, int OrderId, int ClientId, long Session) : BookEvent;

public sealed record OrderNotSent(ClientOrderId Id, string Reason) : BookEvent;

/// <summary>The broker showed the order: it exists there. A second permId for one intent is a second incarnation.</summary>
public sealed record OrderAcknowledged(ClientOrderId Id, PermId? PermId, int? OrderId, int? ClientId) : BookEvent;

public sealed record OrderStatusChanged(ClientOrderId Id, OrderStatus Status, string? Reason) : BookEvent;

public sealed record CancelRequested(ClientOrderId Id, string Reason) : BookEvent;

/// <summary>A working order is to have another quantity or price: it counts with the larger quantity until the broker answered (design P4).</summary>
/// <param name="Quantity">The new total.</param>
/// <param name="Terms">The same type with its new prices.</param>
public sealed record ModifyRequested(ClientOrderId Id, Quantity Quantity, OrderTerms Terms, string Reason) : BookEvent;

/// <summary>The broker shows the order as it was asked to become. That may be the gateway's echo: a smaller size counts only once it is confirmed (design P4).</summary>
public sealed record OrderModified(ClientOrderId Id) : BookEvent;

/// <summary>A list of the broker taken after any refusal would have come, or the order's own end, shows this form: it alone counts from here on.</summary>
/// <param name="Quantity">The total.</param>
public sealed record ModifyConfirmed(ClientOrderId Id, Quantity Quantity, OrderTerms Terms) : BookEvent;

/// <summary>The order stays as it was. After it had been shown changed, both forms count until the lists show which holds.</summary>
public sealed record ModifyRefused(ClientOrderId Id, string Reason) : BookEvent;

/// <summary>Also a correction: a higher revision of a known root replaces quantity, price and side of the earlier one.</summary>
public sealed record ExecutionBooked(Fill Fill) : BookEvent;

/// <summary>The newest amount for an execution, known or not yet known.</summary>
public sealed record CommissionReported(ExecId ExecId, Money Commission) : BookEvent;

/// <summary>Moves a booked execution to another strategy; the transaction keeps its history.</summary>
public sealed record ExecutionAssigned(string ExecRoot, StrategyName From, StrategyName To, string By) : BookEvent;

/// <summary>An execution turned up that an adjustment stood for: the adjustment's quantity is set to what remains.</summary>
public sealed record AdjustmentSuperseded(ExecId Adjustment, Quantity Remaining, ExecId By) : BookEvent;

public sealed record MismatchOpened(ConId ConId, PositionQuantity Ours, PositionQuantity Broker, string Cause) : BookEvent;

public sealed record MismatchClosed(ConId ConId, string Cause) : BookEvent;

public sealed record AccountStateSet(TradingState State, string By, string Reason) : BookEvent;

/// <summary>The broker has a life that our empty journal does not know (design R7).</summary>
public sealed record AccountAdopting(string Cause) : BookEvent;

public sealed record AccountAdopted(string By) : BookEvent;

public sealed record KillLatched(string LatchId, string By, string Reason) : BookEvent;

public sealed record KillRearmed(string By) : BookEvent;

/// <summary>The strategy is traded to zero and held there, whatever its status, until it sets a new target while active. Follows its targets' being set to zero.</summary>
public sealed record FlattenRequested(StrategyName Strategy, string By) : BookEvent;

/// <summary>A report of the broker that our rules could not take: kept whole. Opening trades of its contract wait until it is released (design R15).</summary>
/// <param name="Kind">The report's type.</param>
/// <param name="ConId">Null when it names none: then the whole account waits.</param>
/// <param name="Report">The report as JSON.</param>
public sealed record ReportQuarantined(string Kind, ConId? ConId, string Report, string Problem) : BookEvent;

/// <summary>The quarantined report with this sequence blocks nothing any more: complete lists were taken without it, or a person said so.</summary>
public sealed record ReportReleased(long Seq, string By) : BookEvent;

/// <summary>A person changed a limit while it runs; it outlives restarts.</summary>
/// <param name="Strategy">Null for the account.</param>
/// <param name="Value">Null lifts it.</param>
/// <param name="FromSettings">True forgets the change: the settings count again.</param>
public sealed record LimitChanged(StrategyName? Strategy, LimitName Limit, decimal? Value, bool FromSettings, string By, string Reason) : BookEvent;

/// <summary>A contract was put on the restricted list, or taken off.</summary>
public sealed record RestrictionSet(ConId ConId, bool Restricted, string By, string Reason) : BookEvent;

/// <summary>What one strategy may do, beside what an operator decided about its running.</summary>
public sealed record StrategyStateSet(StrategyName Strategy, TradingState State, string By, string Reason) : BookEvent;

/// <summary>Where the day's loss and the drawdown are counted from, as results since the books began.</summary>
/// <param name="Strategy">Null for the account.</param>
public sealed record EquityMarked(StrategyName? Strategy, DateOnly Day, decimal Opening, decimal Peak) : BookEvent;
/// <summary>A person accepted the contract's adjustments as they are: they block nothing any more.</summary>
public sealed record AdjustmentAccepted(ConId ConId, string By) : BookEvent;

/// <summary>A person changed parameters of a strategy while it runs; they outlive restarts and end with new settings.</summary>
public sealed record ParametersChanged(StrategyName Strategy, System.Collections.Immutable.ImmutableArray<ParameterChange> Changes, string By) : BookEvent;

/// <param name="Old">Null where the strategy's default held.</param>
/// <param name="New">Null where the settings, or the strategy's default, hold again.</param>
public sealed record ParameterChange(string Name, string? Old, string? New)
{
    public override string ToString() => $"{Name} {Old ?? "(default)"} -> {New ?? "(default)"}";
}

/// <summary>An operator's command was answered: a repeat under its key gets the same (design R4).</summary>
/// <param name="Command">Kind and key.</param>
public sealed record CommandAnswered(string Command, CommandResult Result) : BookEvent;

/// <summary>Something a person should know.</summary>
public sealed record Notified(NotificationLevel Level, string Topic, string Text) : BookEvent;

public enum NotificationLevel
{
    Info = 1,
    Warning = 2,
    Alarm = 3,
}
