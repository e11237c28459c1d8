namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Every attribute of an order that crosses the wire, under IB's own names.</summary>
/// <remarks>Null is unset. A fresh instance has the values a fresh order has in IB's own client.</remarks>
public sealed record TwsOrder
{
    /// <summary>0 in a completed order.</summary>
    public int OrderId { get; init; }

    public bool Solicited { get; init; }

    /// <summary>0 in a completed order and for orders made by hand.</summary>
    public int ClientId { get; init; }

    /// <summary>IB's lasting id; absent until acknowledged.</summary>
    public long? PermId { get; init; }

    /// <summary>BUY or SELL.</summary>
    public string? Action { get; init; }

    /// <summary>In the trading unit; with a modification the new total, not the rest.</summary>
    public decimal? TotalQuantity { get; init; } = 0;

    /// <summary>LMT, MKT, STP, STP LMT, TRAIL ...</summary>
    public string? OrderType { get; init; }

    public decimal? LmtPrice { get; init; }

    /// <summary>Stop price, trailing amount or touch price, by order type.</summary>
    public decimal? AuxPrice { get; init; }

    /// <summary>DAY, GTC, IOC, FOK, OPG, GTD ...; absent means DAY.</summary>
    public string? Tif { get; init; }

    public string? OcaGroup { get; init; }

    /// <summary>1 cancel with block, 2 reduce with block, 3 reduce without block.</summary>
    public int OcaType { get; init; }

    /// <summary>Free text of ours; comes back in openOrder, execDetails and completedOrder.</summary>
    public string? OrderRef { get; init; }

    /// <summary>False keeps the order in the server until it is placed again with true.</summary>
    public bool Transmit { get; init; } = true;

    /// <summary>Order id of the parent, 0 for none.</summary>
    public int ParentId { get; init; }

    public bool BlockOrder { get; init; }

    public bool SweepToFill { get; init; }

    /// <summary>Shown part of an iceberg order; 0 or absent when unused.</summary>
    public int? DisplaySize { get; init; } = 0;

    /// <summary>How stops trigger: 0 default, 2 last, 4 bid or ask, 8 mid-point ...</summary>
    public int TriggerMethod { get; init; }

    public bool OutsideRth { get; init; }

    public bool Hidden { get; init; }

    public string? GoodAfterTime { get; init; }

    public string? GoodTillDate { get; init; }

    public bool OverridePercentageConstraints { get; init; }

    public string? Rule80A { get; init; }

    public bool AllOrNone { get; init; }

    public int? MinQty { get; init; }

    public decimal? PercentOffset { get; init; }

    public decimal? TrailStopPrice { get; init; }

    public decimal? TrailingPercent { get; init; }

    public string? FaGroup { get; init; }

    public string? FaMethod { get; init; }

    public string? FaPercentage { get; init; }

    public string? OpenClose { get; init; }

    public int Origin { get; init; }

    public int ShortSaleSlot { get; init; }

    public string? DesignatedLocation { get; init; }

    /// <summary>-1 when unused.</summary>
    public int ExemptCode { get; init; } = -1;

    /// <summary>0 when unused.</summary>
    public decimal? DiscretionaryAmt { get; init; } = 0;

    public bool OptOutSmartRouting { get; init; }

    public int? AuctionStrategy { get; init; } = 0;

    public decimal? StartingPrice { get; init; }

    public decimal? StockRefPrice { get; init; }

    public decimal? Delta { get; init; }

    public decimal? StockRangeLower { get; init; }

    public decimal? StockRangeUpper { get; init; }

    public decimal? Volatility { get; init; }

    public int? VolatilityType { get; init; }

    public int ContinuousUpdate { get; init; }

    public int? ReferencePriceType { get; init; }

    public string? DeltaNeutralOrderType { get; init; }

    public decimal? DeltaNeutralAuxPrice { get; init; }

    public int DeltaNeutralConId { get; init; }

    public string? DeltaNeutralSettlingFirm { get; init; }

    public string? DeltaNeutralClearingAccount { get; init; }

    public string? DeltaNeutralClearingIntent { get; init; }

    public string? DeltaNeutralOpenClose { get; init; }

    public bool DeltaNeutralShortSale { get; init; }

    public int DeltaNeutralShortSaleSlot { get; init; }

    public string? DeltaNeutralDesignatedLocation { get; init; }

    /// <summary>Only in open orders.</summary>
    public decimal? BasisPoints { get; init; }

    /// <summary>Only in open orders.</summary>
    public int? BasisPointsType { get; init; }

    public int? ScaleInitLevelSize { get; init; }

    public int? ScaleSubsLevelSize { get; init; }

    public decimal? ScalePriceIncrement { get; init; }

    public decimal? ScalePriceAdjustValue { get; init; }

    public int? ScalePriceAdjustInterval { get; init; }

    public decimal? ScaleProfitOffset { get; init; }

    public bool ScaleAutoReset { get; init; }

    public int? ScaleInitPosition { get; init; }

    public int? ScaleInitFillQty { get; init; }

    public bool ScaleRandomPercent { get; init; }

    public string? HedgeType { get; init; }

    public string? HedgeParam { get; init; }

    public string? Account { get; init; }

    public string? SettlingFirm { get; init; }

    public string? ClearingAccount { get; init; }

    public string? ClearingIntent { get; init; }

    public string? AlgoStrategy { get; init; }

    public ValueList<TwsTagValue> AlgoParams { get; init; } = [];

    /// <summary>Asks for margin and commission; no order is made.</summary>
    public bool WhatIf { get; init; }

    public string? AlgoId { get; init; }

    public bool NotHeld { get; init; }

    public ValueList<TwsTagValue> SmartComboRoutingParams { get; init; } = [];

    /// <summary>A price per leg of the combination.</summary>
    public ValueList<decimal?> OrderComboLegs { get; init; } = [];

    public ValueList<TwsTagValue> OrderMiscOptions { get; init; } = [];

    public string? ActiveStartTime { get; init; }

    public string? ActiveStopTime { get; init; }

    public string? ScaleTable { get; init; }

    public string? ModelCode { get; init; }

    public string? ExtOperator { get; init; }

    /// <summary>Amount of money instead of a quantity.</summary>
    public decimal? CashQty { get; init; }

    public string? Mifid2DecisionMaker { get; init; }

    public string? Mifid2DecisionAlgo { get; init; }

    public string? Mifid2ExecutionTrader { get; init; }

    public string? Mifid2ExecutionAlgo { get; init; }

    public bool DontUseAutoPriceForHedge { get; init; }

    /// <summary>Only in completed orders.</summary>
    public string? AutoCancelDate { get; init; }

    /// <summary>Only in completed orders.</summary>
    public decimal? FilledQuantity { get; init; }

    /// <summary>Only in completed orders.</summary>
    public int? RefFuturesConId { get; init; }

    public bool AutoCancelParent { get; init; }

    /// <summary>Only in completed orders.</summary>
    public string? Shareholder { get; init; }

    public bool ImbalanceOnly { get; init; }

    /// <summary>Only in completed orders.</summary>
    public bool RouteMarketableToBbo { get; init; }

    /// <summary>Only in completed orders.</summary>
    public long? ParentPermId { get; init; }

    public string? AdvancedErrorOverride { get; init; }

    public string? ManualOrderTime { get; init; }

    public int? MinTradeQty { get; init; }

    public int? MinCompeteSize { get; init; }

    /// <summary>Absent when unset; see <see cref="CompeteAgainstBestUpToMid"/>.</summary>
    public decimal? CompeteAgainstBestOffset { get; init; }

    /// <summary>PEG BEST may go up to the mid-point: the word Infinity in place of an offset.</summary>
    public bool CompeteAgainstBestUpToMid { get; init; }

    public decimal? MidOffsetAtWhole { get; init; }

    public decimal? MidOffsetAtHalf { get; init; }

    public string? CustomerAccount { get; init; }

    public bool ProfessionalCustomer { get; init; }

    /// <summary>Only in open orders.</summary>
    public string? BondAccruedInterest { get; init; }

    public bool IncludeOvernight { get; init; }

    /// <summary>CME tagging.</summary>
    public int? ManualOrderIndicator { get; init; }

    /// <summary>Who sent the order.</summary>
    public string? Submitter { get; init; }

    public bool RandomizeSize { get; init; }

    public bool RandomizePrice { get; init; }

    public int ReferenceContractId { get; init; }

    public bool IsPeggedChangeAmountDecrease { get; init; }

    public decimal? PeggedChangeAmount { get; init; } = 0;

    public decimal? ReferenceChangeAmount { get; init; } = 0;

    public string? ReferenceExchange { get; init; }

    public string? AdjustedOrderType { get; init; }

    public decimal? TriggerPrice { get; init; }

    public decimal? LmtPriceOffset { get; init; }

    public decimal? AdjustedStopPrice { get; init; }

    public decimal? AdjustedStopLimitPrice { get; init; }

    public decimal? AdjustedTrailingAmount { get; init; }

    public int AdjustableTrailingUnit { get; init; }

    public ValueList<OrderCondition> Conditions { get; init; } = [];

    public bool ConditionsIgnoreRth { get; init; }

    public bool ConditionsCancelOrder { get; init; }

    public TwsSoftDollarTier Tier { get; init; } = new();

    public bool IsOmsContainer { get; init; }

    public bool DiscretionaryUpToLimitPrice { get; init; }

    /// <summary>Null is the server default.</summary>
    public bool? UsePriceMgmtAlgo { get; init; }

    public int? Duration { get; init; }

    public int? PostToAts { get; init; }
}
