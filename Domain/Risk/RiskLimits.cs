namespace OrleansTrader.Domain.Risk;

/// <summary>What orders, positions, strategies and the account may not exceed. Null is no limit. Money is in the account's currency.</summary>
/// <remarks>Settings give the first values; a person changes single ones while it runs, for the account or one strategy (<see cref="LimitName"/>).</remarks>
/// <param name="MaxOrderQuantity">Units of one order.</param>
/// <param name="MaxOrderNotional">Quantity × price × multiplier of one order.</param>
/// <param name="PriceCollar">How far a limit price may be on the wrong side of the market, as a share of it (0.05 = 5 %).</param>
/// <param name="MaxLivePerSide">Our live orders on one side of a contract; IB refuses more than 15 (design R14).</param>
public sealed record RiskLimits(decimal MaxOrderQuantity = 10_000, decimal? MaxOrderNotional = 1_000_000, decimal? PriceCollar = null, int MaxLivePerSide = 15)
{
    /// <summary>Units that one strategy may hold of one contract, working orders at their worst.</summary>
    public decimal? MaxPosition { get; init; }

    /// <summary>The same in money.</summary>
    public decimal? MaxPositionNotional { get; init; }

    /// <summary>Live orders of one strategy, all contracts together.</summary>
    public decimal? MaxOpenOrders { get; init; }

    /// <summary>Orders and changes of one strategy within 60 seconds.</summary>
    public decimal? MaxOrdersPerMinute { get; init; }

    /// <summary>Orders, changes and cancels of one strategy per order that filled, since midnight UTC; counts from 20 messages on. IB asks for less than 20.</summary>
    public decimal? MaxOrderRatio { get; init; }

    /// <summary>What one strategy may lose since the broker's midnight, open positions included.</summary>
    public decimal? MaxDailyLoss { get; init; }

    /// <summary>How far one strategy may fall below its best result.</summary>
    public decimal? MaxDrawdown { get; init; }

    /// <summary>Σ of all positions' values without their signs, working orders at their worst.</summary>
    public decimal? MaxGross { get; init; }

    /// <summary>Σ of all positions' values with their signs, either way.</summary>
    public decimal? MaxNet { get; init; }

    /// <summary>Gross value per net liquidation value.</summary>
    public decimal? MaxLeverage { get; init; }

    /// <summary>What the whole account may lose since the broker's midnight.</summary>
    public decimal? MaxAccountDailyLoss { get; init; }

    /// <summary>Orders outside of regular hours go to the broker, which keeps them for the opening; else they are denied.</summary>
    public bool QueueOutsideSession { get; init; } = true;

    /// <summary>What a breached loss limit does to the strategy or account: <see cref="TradingState.Reducing"/> or <see cref="TradingState.Halted"/>.</summary>
    public TradingState OnLossLimit { get; init; } = TradingState.Reducing;

    public bool HasLossLimits => MaxDailyLoss is not null || MaxDrawdown is not null || MaxAccountDailyLoss is not null;
}

/// <summary>The limits that can be changed while it runs.</summary>
public enum LimitName
{
    MaxOrderQuantity = 1,
    MaxOrderNotional = 2,
    PriceCollar = 3,
    MaxLivePerSide = 4,
    MaxPosition = 5,
    MaxPositionNotional = 6,
    MaxOpenOrders = 7,
    MaxOrdersPerMinute = 8,
    MaxOrderRatio = 9,
    MaxDailyLoss = 10,
    MaxDrawdown = 11,
    MaxGross = 12,
    MaxNet = 13,
    MaxLeverage = 14,
    MaxAccountDailyLoss = 15,
}

/// <summary>Reading and changing single limits by name: the one table of both.</summary>
public static class LimitTable
{
    /// <summary>Limits of the whole account: no strategy has its own.</summary>
    public static bool IsOfAccount(LimitName name) => name is LimitName.MaxGross or LimitName.MaxNet or LimitName.MaxLeverage or LimitName.MaxAccountDailyLoss or LimitName.MaxLivePerSide;

    /// <summary>Why the limit cannot have this value; null when it can.</summary>
    public static string? Problem(LimitName name, decimal? value) => (name, value) switch
    {
        (LimitName.MaxOrderQuantity or LimitName.MaxLivePerSide, null) => $"{name} cannot be lifted: give it a value",
        (LimitName.MaxLivePerSide, not (>= 1 and <= 15)) => "MaxLivePerSide is from 1 to 15: IB refuses more",
        (LimitName.MaxLivePerSide or LimitName.MaxOpenOrders or LimitName.MaxOrdersPerMinute, { } count) when count != Math.Truncate(count) => $"{name} is a whole number",
        (LimitName.MaxPosition or LimitName.MaxOpenOrders, >= 0) => null,
        (_, <= 0) => $"{name} must be more than zero",
        _ => null,
    };

    public static decimal? Read(RiskLimits limits, LimitName name)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return name switch
        {
            LimitName.MaxOrderQuantity => limits.MaxOrderQuantity,
            LimitName.MaxOrderNotional => limits.MaxOrderNotional,
            LimitName.PriceCollar => limits.PriceCollar,
            LimitName.MaxLivePerSide => limits.MaxLivePerSide,
            LimitName.MaxPosition => limits.MaxPosition,
            LimitName.MaxPositionNotional => limits.MaxPositionNotional,
            LimitName.MaxOpenOrders => limits.MaxOpenOrders,
            LimitName.MaxOrdersPerMinute => limits.MaxOrdersPerMinute,
            LimitName.MaxOrderRatio => limits.MaxOrderRatio,
            LimitName.MaxDailyLoss => limits.MaxDailyLoss,
            LimitName.MaxDrawdown => limits.MaxDrawdown,
            LimitName.MaxGross => limits.MaxGross,
            LimitName.MaxNet => limits.MaxNet,
            LimitName.MaxLeverage => limits.MaxLeverage,
            LimitName.MaxAccountDailyLoss => limits.MaxAccountDailyLoss,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a limit."),
        };
    }

    /// <summary>With one limit changed; a value that <see cref="Problem"/> refuses must not come here.</summary>
    public static RiskLimits With(this RiskLimits limits, LimitName name, decimal? value)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return name switch
        {
            LimitName.MaxOrderQuantity => limits with { MaxOrderQuantity = value!.Value },
            LimitName.MaxOrderNotional => limits with { MaxOrderNotional = value },
            LimitName.PriceCollar => limits with { PriceCollar = value },
            LimitName.MaxLivePerSide => limits with { MaxLivePerSide = (int)value!.Value },
            LimitName.MaxPosition => limits with { MaxPosition = value },
            LimitName.MaxPositionNotional => limits with { MaxPositionNotional = value },
            LimitName.MaxOpenOrders => limits with { MaxOpenOrders = value },
            LimitName.MaxOrdersPerMinute => limits with { MaxOrdersPerMinute = value },
            LimitName.MaxOrderRatio => limits with { MaxOrderRatio = value },
            LimitName.MaxDailyLoss => limits with { MaxDailyLoss = value },
            LimitName.MaxDrawdown => limits with { MaxDrawdown = value },
            LimitName.MaxGross => limits with { MaxGross = value },
            LimitName.MaxNet => limits with { MaxNet = value },
            LimitName.MaxLeverage => limits with { MaxLeverage = value },
            LimitName.MaxAccountDailyLoss => limits with { MaxAccountDailyLoss = value },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a limit."),
        };
    }
}
