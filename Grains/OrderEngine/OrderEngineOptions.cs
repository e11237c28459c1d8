using System.ComponentModel.DataAnnotations;
using OrleansTrader.Domain.Risk;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>How the order engine trades. Section <c>OrderEngine</c>, checked at start.</summary>
public sealed class OrderEngineOptions
{
    /// <summary>Tells our orders from those of another installation or a test (design R4): 4 characters of a-z, 2-7. Never change it while orders live.</summary>
    [RegularExpression("^[a-z2-7]{4}$")]
    public string Installation { get; set; } = "main";

    /// <summary>Units of one order (default 10,000).</summary>
    [Range(typeof(decimal), "0.000001", "1000000000")]
    public decimal MaxOrderQuantity { get; set; } = 10_000;

    /// <summary>Quantity × price × multiplier of one order (default 1,000,000); null for no limit. While a limit is set, no price means no order.</summary>
    [Range(typeof(decimal), "1", "1000000000000")]
    public decimal? MaxOrderNotional { get; set; } = 1_000_000;

    /// <summary>How far a limit price may be through the market, as a share of it; null (default) for no limit.</summary>
    [Range(typeof(decimal), "0.0001", "10")]
    public decimal? PriceCollar { get; set; }

    /// <summary>Own live orders on one side of a contract; IB refuses more than 15 (default 15).</summary>
    [Range(1, 15)]
    public int MaxLivePerSide { get; set; } = 15;

    /// <summary>Silence after a write before an order is Unknown, and after a cancel before the lists are asked (default 5 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Quiet time before a difference of positions counts, and between two looks at what is absent (default 5 s, design P3 and R6).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old the broker's lists may become before they are asked for again (default 30 min); besides, after every connect, after the close and at 23:59.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan ReconcileEvery { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>After how many journal entries the book is kept as a snapshot, so that a start is short (default 20,000); later under a load at which that would take more than a twentieth of the time.</summary>
    [Range(100, 10_000_000)]
    public long SnapshotEvery { get; set; } = 20_000;

    /// <summary>How often waits are looked at (default 250 ms).</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:10")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether a halted account still lets orders pass that reduce a position (default false).</summary>
    public bool ReduceWhenHalted { get; set; }

    /// <summary>Whether a target on the other side of zero is reached in two orders, the second once flat (default false: one order).</summary>
    public bool SplitAtZero { get; set; }

    /// <summary>Whether the kill switch may cancel every order of the login, other programs' too, when ours do not confirm (default false).</summary>
    public bool GlobalCancelOnKill { get; set; }

    /// <summary>The zone at whose midnight the broker's lists of executions end (default New York).</summary>
    [Required]
    public string BrokerZone { get; set; } = "America/New_York";

    /// <summary>Units one strategy may hold of one contract, working orders at their worst; null (default) for no limit. So for all that follow.</summary>
    [Range(typeof(decimal), "0", "1000000000")]
    public decimal? MaxPosition { get; set; }

    /// <summary>The same in money: quantity × price × multiplier.</summary>
    [Range(typeof(decimal), "1", "1000000000000")]
    public decimal? MaxPositionNotional { get; set; }

    /// <summary>Live orders of one strategy.</summary>
    [Range(0, 100_000)]
    public int? MaxOpenOrders { get; set; }

    /// <summary>Orders and changes of one strategy within 60 seconds.</summary>
    [Range(1, 100_000)]
    public int? MaxOrdersPerMinute { get; set; }

    /// <summary>Orders, changes and cancels of one strategy per order that filled, since midnight UTC, from 20 messages on.</summary>
    [Range(typeof(decimal), "1", "1000000")]
    public decimal? MaxOrderRatio { get; set; }

    /// <summary>What one strategy may lose since the broker's midnight, in the account's currency.</summary>
    [Range(typeof(decimal), "0.01", "1000000000000")]
    public decimal? MaxDailyLoss { get; set; }

    /// <summary>How far one strategy may fall below its best result.</summary>
    [Range(typeof(decimal), "0.01", "1000000000000")]
    public decimal? MaxDrawdown { get; set; }

    /// <summary>Σ of the values of all positions of the account, without their signs.</summary>
    [Range(typeof(decimal), "1", "1000000000000")]
    public decimal? MaxGross { get; set; }

    /// <summary>Σ of the values of all positions of the account, with their signs.</summary>
    [Range(typeof(decimal), "1", "1000000000000")]
    public decimal? MaxNet { get; set; }

    /// <summary>Gross value per net liquidation value.</summary>
    [Range(typeof(decimal), "0.01", "1000")]
    public decimal? MaxLeverage { get; set; }

    /// <summary>What the account may lose since the broker's midnight.</summary>
    [Range(typeof(decimal), "0.01", "1000000000000")]
    public decimal? MaxAccountDailyLoss { get; set; }

    /// <summary>Whether orders placed outside of regular hours go to the broker, which keeps them for the opening (default true); false denies them. Targets wait in any case.</summary>
    public bool QueueOutsideSession { get; set; } = true;

    /// <summary>What a breached loss limit does to the strategy or account: <c>Reducing</c> (default) or <c>Halted</c>.</summary>
    [AllowedValues(TradingState.Reducing, TradingState.Halted)]
    public TradingState OnLossLimit { get; set; } = TradingState.Reducing;

    internal RiskLimits ToLimits() => new(MaxOrderQuantity, MaxOrderNotional, PriceCollar, MaxLivePerSide)
    {
        MaxPosition = MaxPosition,
        MaxPositionNotional = MaxPositionNotional,
        MaxOpenOrders = MaxOpenOrders,
        MaxOrdersPerMinute = MaxOrdersPerMinute,
        MaxOrderRatio = MaxOrderRatio,
        MaxDailyLoss = MaxDailyLoss,
        MaxDrawdown = MaxDrawdown,
        MaxGross = MaxGross,
        MaxNet = MaxNet,
        MaxLeverage = MaxLeverage,
        MaxAccountDailyLoss = MaxAccountDailyLoss,
        QueueOutsideSession = QueueOutsideSession,
        OnLossLimit = OnLossLimit,
    };
}
