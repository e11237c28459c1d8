using System.Text.Json.Serialization;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Commands;

/// <summary>What an operator or the host asks of an account's engine. Journaled with who.</summary>
/// <param name="Key">Idempotency key.</param>
/// <param name="By">Who asks, for example <c>console</c> or <c>host</c>.</param>
public abstract record OperatorCommand(string Key, string By)
{
    /// <summary>The caller minted the key: a repeat of the same kind of command under it gets the first answer and changes nothing (design R4).</summary>
    public bool IsKeyed { get; init; }

    /// <summary>What its answer is remembered under.</summary>
    [JsonIgnore]
    public string Name => $"{GetType().Name}/{Key}";
}

/// <summary>Makes the strategy known with its capital; changes nothing when it is.</summary>
public sealed record RegisterStrategy(string Key, string By, StrategyName Strategy, Money Capital) : OperatorCommand(Key, By);

/// <summary>pause, resume, stop (stopping) or inactive for one strategy.</summary>
public sealed record SetStrategyStatus(string Key, string By, StrategyName Strategy, StrategyStatus Status, string Reason) : OperatorCommand(Key, By);

/// <summary>halt (Halted), reduce (Reducing) or resume-account (Active).</summary>
public sealed record SetAccountState(string Key, string By, TradingState State, string Reason) : OperatorCommand(Key, By);

/// <summary>Cancel all, flatten all, stay latched until <see cref="Rearm"/> (design R11).</summary>
public sealed record Kill(string Key, string By, string Reason) : OperatorCommand(Key, By);

public sealed record Rearm(string Key, string By) : OperatorCommand(Key, By);

/// <summary>Cancels one strategy's orders and trades its positions to zero; a null strategy flattens all strategies.</summary>
public sealed record Flatten(string Key, string By, StrategyName? Strategy) : OperatorCommand(Key, By);

/// <summary>Accepts what the broker holds and the journal does not explain (design R7): of all contracts, which opens trading, or of one.</summary>
/// <param name="ConId">One contract; null for all.</param>
/// <param name="Strategy">Who gets it; null for <c>unknown</c>.</param>
/// <param name="Leave">Opens trading and books nothing: contracts that differ stay closed as mismatches.</param>
public sealed record Adopt(string Key, string By, ConId? ConId = null, StrategyName? Strategy = null, bool Leave = false) : OperatorCommand(Key, By);

/// <summary>Asks for the broker's lists again and compares.</summary>
public sealed record Reconcile(string Key, string By) : OperatorCommand(Key, By);

/// <summary>Moves one execution to a strategy.</summary>
public sealed record AssignExecution(string Key, string By, ExecId ExecId, StrategyName Strategy) : OperatorCommand(Key, By);

/// <summary>Places one order by hand for a strategy.</summary>
public sealed record PlaceByHand(string Key, string By, StrategyName Strategy, ConId ConId, Side Side, Quantity Quantity, OrderTerms Terms) : OperatorCommand(Key, By)
{
    public TimeInForce TimeInForce { get; init; } = TimeInForce.Day;

    public OrderAttributes? Attributes { get; init; }

    /// <summary>Makes it the parent of a bracket.</summary>
    public BracketExits? Exits { get; init; }

    /// <summary>The orders it is made of, under ids that the key decides.</summary>
    public System.Collections.Immutable.ImmutableArray<OrderIntent> Legs() => Bracket.Legs(
        new OrderIntent(ClientOrderId.From("hand/" + Key), Strategy, ConId, Side, Quantity, Terms, TimeInForce, false, OrderPurpose.Operator, null).With(Attributes), Exits);
}

/// <summary>Asks the broker to change one working order; what is null stays.</summary>
/// <param name="Quantity">The new total, what is filled included.</param>
public sealed record ModifyByHand(string Key, string By, ClientOrderId Order, Quantity? Quantity, OrderTerms? Terms) : OperatorCommand(Key, By);

/// <summary>Cancels one order.</summary>
public sealed record CancelByHand(string Key, string By, ClientOrderId Order) : OperatorCommand(Key, By);

/// <summary>Ends the quarantine of one report of the broker: what it said is known to be in the books, or not to matter.</summary>
/// <param name="Seq">The journal sequence under which it is kept.</param>
public sealed record ReleaseReport(string Key, string By, long Seq) : OperatorCommand(Key, By);

/// <summary>reduce (Reducing), halt (Halted) or resume (Active) for one strategy.</summary>
public sealed record SetStrategyState(string Key, string By, StrategyName Strategy, TradingState State, string Reason) : OperatorCommand(Key, By);

/// <summary>Changes one limit while it runs.</summary>
/// <param name="Strategy">Null for the account.</param>
/// <param name="Value">Null lifts it.</param>
/// <param name="FromSettings">Forgets the change: the settings count again.</param>
public sealed record SetLimit(string Key, string By, StrategyName? Strategy, LimitName Limit, decimal? Value, bool FromSettings, string Reason) : OperatorCommand(Key, By);

/// <summary>Puts a contract on the restricted list, or takes it off.</summary>
public sealed record Restrict(string Key, string By, ConId ConId, bool Restricted, string Reason) : OperatorCommand(Key, By);

/// <summary>Journals which parameters of a strategy a person changes, and tells it to those who watch; the strategy's host does it.</summary>
public sealed record ChangeParameters(string Key, string By, StrategyName Strategy, System.Collections.Immutable.ImmutableArray<ParameterChange> Changes) : OperatorCommand(Key, By);

/// <summary>Journals something a person should know (<see cref="Notified"/>).</summary>
public sealed record NotifyOperator(string Key, string By, NotificationLevel Level, string Topic, string Text) : OperatorCommand(Key, By);

/// <summary>Done, or refused with the reason.</summary>
public sealed record CommandResult(bool Done, string Text, Denial? Denial = null)
{
    public static CommandResult Ok(string text) => new(true, text);

    public static CommandResult Refused(Denial denial) => new(false, denial.Text, denial);
}

/// <summary>All actions of one strategy event, in order. A repeat of an accepted <paramref name="EventSequence"/> changes nothing (design R4).</summary>
/// <param name="EventSequence">The strategy's persisted event number; rises by at least one.</param>
public sealed record StrategySubmission(StrategyName Strategy, long EventSequence, System.Collections.Immutable.ImmutableArray<StrategyAction> Actions);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "action")]
[JsonDerivedType(typeof(SetTargetAction), "set-target")]
[JsonDerivedType(typeof(PlaceAction), "place")]
[JsonDerivedType(typeof(ModifyAction), "modify")]
[JsonDerivedType(typeof(CancelAction), "cancel")]
public abstract record StrategyAction;

public sealed record SetTargetAction(ConId ConId, PositionQuantity Quantity, ExecutionPolicy Policy) : StrategyAction;

/// <param name="Id">Minted from (strategy, event sequence, ordinal).</param>
public sealed record PlaceAction(ClientOrderId Id, ConId ConId, Side Side, Quantity Quantity, OrderTerms Terms, TimeInForce TimeInForce) : StrategyAction
{
    public OrderAttributes? Attributes { get; init; }

    /// <summary>Makes it the parent of a bracket.</summary>
    public BracketExits? Exits { get; init; }

    public OrderIntent ToIntent(StrategyName strategy) =>
        new OrderIntent(Id, strategy, ConId, Side, Quantity, Terms, TimeInForce, false, OrderPurpose.Strategy, null).With(Attributes);

    /// <summary>The orders it is made of.</summary>
    public System.Collections.Immutable.ImmutableArray<OrderIntent> Legs(StrategyName strategy) => Bracket.Legs(ToIntent(strategy), Exits);
}

/// <summary>Changes a working order of the strategy; what is null stays.</summary>
/// <param name="Quantity">The new total, what is filled included.</param>
public sealed record ModifyAction(ClientOrderId Id, Quantity? Quantity, OrderTerms? Terms) : StrategyAction;

public sealed record CancelAction(ClientOrderId Id) : StrategyAction;

/// <summary>What became of each action; a null entry was accepted.</summary>
public sealed record SubmissionResult(bool Duplicate, System.Collections.Immutable.ImmutableArray<Denial?> Denials);
