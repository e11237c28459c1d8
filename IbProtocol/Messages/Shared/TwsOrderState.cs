namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What the server says about an order: status, margin effect, commission, warnings.</summary>
public sealed record TwsOrderState
{
    public IbOrderStatus Status { get; init; }

    /// <summary>The nine margin texts: numbers, or the largest double when not computed.</summary>
    public string? InitMarginBefore { get; init; }

    public string? MaintMarginBefore { get; init; }

    public string? EquityWithLoanBefore { get; init; }

    public string? InitMarginChange { get; init; }

    public string? MaintMarginChange { get; init; }

    public string? EquityWithLoanChange { get; init; }

    public string? InitMarginAfter { get; init; }

    public string? MaintMarginAfter { get; init; }

    public string? EquityWithLoanAfter { get; init; }

    public decimal? Commission { get; init; }

    public decimal? MinCommission { get; init; }

    public decimal? MaxCommission { get; init; }

    public string? CommissionCurrency { get; init; }

    public string? MarginCurrency { get; init; }

    public decimal? InitMarginBeforeOutsideRTH { get; init; }

    public decimal? MaintMarginBeforeOutsideRTH { get; init; }

    public decimal? EquityWithLoanBeforeOutsideRTH { get; init; }

    public decimal? InitMarginChangeOutsideRTH { get; init; }

    public decimal? MaintMarginChangeOutsideRTH { get; init; }

    public decimal? EquityWithLoanChangeOutsideRTH { get; init; }

    public decimal? InitMarginAfterOutsideRTH { get; init; }

    public decimal? MaintMarginAfterOutsideRTH { get; init; }

    public decimal? EquityWithLoanAfterOutsideRTH { get; init; }

    public decimal? SuggestedSize { get; init; }

    public string? RejectReason { get; init; }

    public ValueList<OrderAllocation> OrderAllocations { get; init; } = [];

    public string? WarningText { get; init; }

    /// <summary>Only in completed orders.</summary>
    public string? CompletedTime { get; init; }

    /// <summary>Only in completed orders; free text.</summary>
    public string? CompletedStatus { get; init; }
}
