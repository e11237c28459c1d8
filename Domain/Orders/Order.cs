using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>One order, from intent to final state, as a fold of its events.</summary>
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

    /// <summary>What may still fill; zero once terminal.</summary>
    public Quantity Leaves => Status.IsTerminal() || Filled >= Intent.Quantity ? Quantity.Zero : Intent.Quantity - Filled;

    public Price? AveragePrice => Filled.IsZero ? null : Price.Of(Money.Divide(FilledValue, Filled.Value));
}
