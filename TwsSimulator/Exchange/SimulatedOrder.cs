using System.Text.Json.Serialization;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One order as the exchange holds it. Stored whole at every change.</summary>
/// <param name="OrderId">0 for an order placed by hand.</param>
/// <param name="Held">Transmit was 0: it waits for the client to send it again.</param>
internal sealed record SimulatedOrder(
    long PermId,
    int ClientId,
    int OrderId,
    AccountId Account,
    ConId ConId,
    Side Side,
    Quantity Quantity,
    OrderTerms Terms,
    TimeInForce TimeInForce,
    string? OrderRef,
    string? Exchange,
    bool OutsideRth,
    bool Held,
    BrokerOrderStatus Status,
    DateTimeOffset PlacedAt)
{
    public Quantity Filled { get; init; }

    /// <summary>Sum of quantity times price over all fills.</summary>
    public decimal FilledValue { get; init; }

    public decimal? LastFillPrice { get; init; }

    public decimal Commission { get; init; }

    /// <summary>It was once working or waiting to work: only such orders are listed as completed.</summary>
    public bool Accepted { get; init; }

    /// <summary>A stop that became a market order.</summary>
    public bool Triggered { get; init; }

    /// <summary>Why it ended, in words.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    [JsonIgnore]
    public Quantity Leaves => Quantity - Filled;

    [JsonIgnore]
    public decimal AverageFillPrice => Filled.IsZero ? 0 : Math.Round(FilledValue / Filled.Value, 8);

    [JsonIgnore]
    public bool IsOpen => Status is not (BrokerOrderStatus.Filled or BrokerOrderStatus.Cancelled or BrokerOrderStatus.ApiCancelled or BrokerOrderStatus.Inactive);

    /// <summary>What it would be while working.</summary>
    [JsonIgnore]
    public BrokerOrderStatus WorkingStatus => Held || (Terms is OrderTerms.Stop && !Triggered) ? BrokerOrderStatus.PreSubmitted : BrokerOrderStatus.Submitted;
}

/// <summary>One trade with its commission. A correction has the same root and the next revision.</summary>
internal sealed record SimulatedExecution(
    ExecId ExecId,
    long PermId,
    int ClientId,
    int OrderId,
    string? OrderRef,
    AccountId Account,
    ConId ConId,
    Side Side,
    Quantity Quantity,
    Price Price,
    DateTimeOffset At,
    string Venue,
    bool AddedLiquidity,
    Quantity CumulativeQuantity,
    decimal AveragePrice,
    decimal Commission,
    decimal? RealizedPnl)
{
    public decimal Multiplier { get; init; } = 1;

    /// <summary>Only what it realizes moved cash.</summary>
    public bool IsMargined { get; init; }
}
