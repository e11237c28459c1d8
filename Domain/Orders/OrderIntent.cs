using System.Text.Json.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>The wish for one order, complete before anything is sent and never changed after it is journaled.</summary>
/// <param name="Quantity">Total quantity, more than zero.</param>
/// <param name="Purpose">Why it exists; decides what conditions forbid it (design P7).</param>
/// <param name="TargetVersion">The target's version it was planned for; null when a strategy or operator placed it itself.</param>
public sealed record OrderIntent(
    ClientOrderId Id,
    StrategyName Strategy,
    ConId ConId,
    Side Side,
    Quantity Quantity,
    OrderTerms Terms,
    TimeInForce TimeInForce,
    bool OutsideRth,
    OrderPurpose Purpose,
    long? TargetVersion)
{
    /// <summary>When a <see cref="TimeInForce.Gtd"/> order ends.</summary>
    public DateTimeOffset? GoodTill { get; init; }

    public OcaGroup? Oca { get; init; }

    public BracketLeg? Bracket { get; init; }

    public OrderAlgo? Algo { get; init; }

    /// <summary>False keeps it at the server until the last leg of its bracket arrives.</summary>
    [JsonIgnore]
    public bool Transmit => Bracket?.Transmit ?? true;

    /// <summary>The same order with these attributes; null leaves it plain.</summary>
    public OrderIntent With(OrderAttributes? attributes) => attributes is null
        ? this
        : this with { OutsideRth = attributes.OutsideRth, GoodTill = attributes.GoodTill, Oca = attributes.Oca, Bracket = attributes.Bracket, Algo = attributes.Algo };
}

public enum OrderPurpose
{
    /// <summary>From the difference between target and position.</summary>
    Target = 1,

    /// <summary>Placed by a strategy itself.</summary>
    Strategy = 2,

    /// <summary>Placed by an operator.</summary>
    Operator = 3,

    /// <summary>Closes the account's net position after a kill, or one strategy's on request.</summary>
    Flatten = 4,
}
