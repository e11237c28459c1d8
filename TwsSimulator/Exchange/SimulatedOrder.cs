using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One order as the exchange holds it. Stored whole at every change.</summary>
/// <param name="OrderId">0 for an order placed by hand; negative once client 0 has bound it.</param>
/// <param name="Held">Transmit was 0: it waits for the client to send it again, or to send the rest of its bracket.</param>
internal sealed record SimulatedOrder(
    long PermId,
    int ClientId,
    int OrderId,
    AccountId Account,
    ConId ConId,
    Side Side,
    Quantity Quantity,
    OrderWords Words,
    string? OrderRef,
    string? Exchange,
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

    /// <summary>A stop or touch order that woke up.</summary>
    public bool Triggered { get; init; }

    /// <summary>Sold short while nobody lends: it waits.</summary>
    public bool Locating { get; init; }

    /// <summary>Why it ended, in words.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public long? ParentPermId { get; init; }

    /// <summary>When it ends by itself (GTD).</summary>
    public DateTimeOffset? GoodTill { get; init; }

    /// <summary>Before this it does not work.</summary>
    public DateTimeOffset? GoodAfter { get; init; }

    /// <summary>Of a combination, contract id and signed ratio of each leg; else null.</summary>
    public IReadOnlyList<OrderLeg>? Legs { get; init; }

    [JsonIgnore]
    public Quantity Leaves => Filled > Quantity ? Quantity.Zero : Quantity - Filled;

    [JsonIgnore]
    public decimal AverageFillPrice => Filled.IsZero ? 0 : Math.Round(FilledValue / Filled.Value, 8);

    [JsonIgnore]
    public bool IsOpen => Status is not (BrokerOrderStatus.Filled or BrokerOrderStatus.Cancelled or BrokerOrderStatus.ApiCancelled or BrokerOrderStatus.Inactive);

    /// <summary>What the book holds of it now: what it got since it was placed does not come a second time after a restart or a change.</summary>
    [JsonIgnore]
    public BookTerms Terms
    {
        get
        {
            var terms = OrderTypes.Terms(Words, Side, OcaNumber);
            return terms with
            {
                Pricing = Triggered && terms.Trigger is BookTrigger.Trail { LimitOffset: not null } && Words.LimitPrice is { } limit ? new BookPricing.Limit(Price.Of(limit)) : terms.Pricing,
                MinQuantity = Filled.IsZero ? terms.MinQuantity : 0,
            };
        }
    }

    /// <summary>Its OCA group; children of one parent are one without a word.</summary>
    [JsonIgnore]
    public string? OcaGroup => Words.OcaGroup ?? ParentPermId?.ToString(CultureInfo.InvariantCulture);

    [JsonIgnore]
    public int OcaType => Words.OcaType ?? 3;

    /// <summary>It waits in the book for a price.</summary>
    [JsonIgnore]
    public bool IsAsleep => !Triggered && OrderTypes.Terms(Words, Side, 0).Trigger is not null;

    [JsonIgnore]
    private long OcaNumber => OcaGroup is { } group ? group.Aggregate(17L, static (number, letter) => number * 31 + letter) | 1 : 0;
}

/// <param name="Ratio">Positive when buying the combination buys the leg.</param>
internal sealed record OrderLeg(int ConId, int Ratio);

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

    /// <summary>The combination as a whole: its legs are what is booked.</summary>
    public bool IsCombo { get; init; }

    /// <summary>How a contract's end was booked; null for a trade. Nobody is told of it as an execution.</summary>
    public SettlementKind? Settlement { get; init; }
}
