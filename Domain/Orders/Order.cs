using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>One order, from intent to final state, as a fold of its events.</summary>
/// <param name="Intent">As the broker last confirmed it: a modification replaces its quantity and prices.</param>
/// <param name="Filled">Cumulative, from booked executions of the newest revision only.</param>
/// <param name="FilledValue">Σ quantity × price of those executions, without multiplier.</param>
/// <param name="OrderId">IB's per-client id of the newest write; null until written.</param>
/// <param name="PermIds">Every permId seen for this intent; more than one is a second incarnation (design P4).</param>
/// <param name="Acknowledged">The broker has shown this order at least once: never settled by absence (design R6).</param>
/// <param name="CancelRequested">We asked for its cancellation, or want to as soon as that is possible.</param>
/// <param name="Reason">The newest refusal, warning or hold text.</param>
public sealed record Order(
    OrderIntent Intent,
    OrderRef Ref,
    OrderStatus Status,
    Quantity Filled,
    decimal FilledValue,
    int? OrderId,
    int? ClientId,
    ImmutableArray<PermId> PermIds,
    bool Acknowledged,
    bool CancelRequested,
    string? Reason,
    DateTimeOffset IntendedAt,
    DateTimeOffset UpdatedAt)
{
    public ClientOrderId Id => Intent.Id;

    /// <summary>What it was asked to become and the broker has not answered yet; null when nothing is under way.</summary>
    public OrderChange? Changing { get; init; }

    /// <summary>The form beside <see cref="Intent"/>: what it was before the last change, or what a change taken back had made of it. Late reports of it are no surprise.</summary>
    public OrderChange? Former { get; init; }

    /// <summary>
    /// Nobody knows yet which of the two forms the broker holds: the form it shows first may be the gateway's echo of our own message, and a refusal can still
    /// follow. Both count until a list asked for later, or the order's end, shows which.
    /// </summary>
    public bool InDoubt { get; init; }

    /// <summary>The broker takes some of it away by itself when another of its group fills: the exits of a bracket, and OCA groups that reduce.</summary>
    public bool MayShrink => Intent is { Bracket.Parent: not null } or { Oca.Type: OcaType.ReduceWithBlock or OcaType.ReduceWithoutBlock };

    /// <summary>A change is on its way or not yet certain.</summary>
    public bool IsUnconfirmed => Changing is not null || InDoubt;

    /// <summary>How many changes the broker refused: after one, the planner cancels and replaces instead.</summary>
    public int ChangesRefused { get; init; }

    /// <summary>The most it may ever fill: with a change under way or in doubt the larger of old and new (design P4).</summary>
    public Quantity Most => Larger(Larger(Intent.Quantity, Changing?.Quantity), InDoubt ? Former?.Quantity : null);

    /// <summary>What may still fill; zero once terminal.</summary>
    public Quantity Leaves => Status.IsTerminal() || Filled >= Most ? Quantity.Zero : Most - Filled;

    /// <summary>Whether its size or price may be asked to change now: known to the broker, one incarnation, nothing else under way.</summary>
    public bool IsModifiable => this is
    {
        Status: OrderStatus.Submitted or OrderStatus.PreSubmitted, Acknowledged: true, CancelRequested: false, Changing: null, OrderId: not null, PermIds.Length: <= 1,
    };

    public Price? AveragePrice => Filled.IsZero ? null : Price.Of(Money.Divide(FilledValue, Filled.Value));

    private static Quantity Larger(Quantity one, Quantity? other) => other is { } quantity && quantity > one ? quantity : one;
}
