using System.Globalization;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Exchange;

namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>Orders and executions in the words of the wire, with the values that real servers were seen to send.</summary>
internal static class WireOrders
{
    public static OpenOrderMessage OpenOrder(SimulatedOrder order, Listing listing, IbOrderStatus? status = null) => new()
    {
        Contract = WireContracts.Contract(listing) with { Exchange = string.IsNullOrEmpty(order.Exchange) ? listing.Instrument.Exchange : order.Exchange },
        Order = Order(order),
        State = new TwsOrderState
        {
            Status = status ?? Status(order.Status),
            Commission = order.Commission > 0 ? order.Commission : null,
            CommissionCurrency = order.Commission > 0 ? "USD" : null,
            RejectReason = order.Status == BrokerOrderStatus.Inactive ? order.Reason : null,
        },
    };

    public static OrderStatusMessage OrderStatus(SimulatedOrder order, IbOrderStatus? status = null) => new()
    {
        OrderId = order.OrderId,
        Status = status ?? Status(order.Status),
        Filled = order.Filled.Value,
        Remaining = order.Leaves.Value,
        AvgFillPrice = order.AverageFillPrice,
        PermId = order.PermId,
        LastFillPrice = order.LastFillPrice ?? 0,
        ClientId = order.ClientId,
        ParentId = order.Words.ParentId ?? 0,
        WhyHeld = order.IsOpen && order.Locating ? "locate" : order is { IsOpen: true, ParentPermId: not null, Status: BrokerOrderStatus.PreSubmitted, IsAsleep: false } ? "child" : null,
        MktCapPrice = 0,
    };

    public static CompletedOrderMessage CompletedOrder(SimulatedOrder order, Listing listing) => new()
    {
        Contract = WireContracts.Contract(listing),
        Order = Order(order) with { OrderId = 0, ClientId = 0, FilledQuantity = order.Filled.Value, ParentPermId = null },
        State = new TwsOrderState
        {
            Status = Status(order.Status),
            CompletedTime = ServerTime.Text(order.EndedAt ?? order.PlacedAt),
            CompletedStatus = order.Status == BrokerOrderStatus.Filled
                ? string.Create(CultureInfo.InvariantCulture, $"Filled Size: {order.Filled.Value}")
                : order.Reason ?? "Cancelled by Trader",
        },
    };

    public static ExecDetailsMessage Execution(SimulatedExecution execution, Listing listing, int reqId) => new()
    {
        ReqId = reqId,
        Contract = WireContracts.Contract(listing),
        Execution = new TwsExecution
        {
            OrderId = execution.OrderId,
            ClientId = execution.ClientId,
            ExecId = execution.ExecId.Value,
            Time = ServerTime.Text(execution.At),
            AcctNumber = execution.Account.Value,
            Exchange = execution.Venue,
            Side = execution.Side == Side.Buy ? IbExecutionSide.Bought : IbExecutionSide.Sold,
            Shares = execution.Quantity.Value,
            Price = execution.Price.Value,
            PermId = execution.PermId,
            CumQty = execution.CumulativeQuantity.Value,
            AvgPrice = execution.AveragePrice,
            OrderRef = execution.OrderRef,
            LastLiquidity = execution.AddedLiquidity ? 1 : 2,
        },
    };

    public static CommissionReportMessage Commission(SimulatedExecution execution) => new()
    {
        ExecId = execution.ExecId.Value,
        Commission = execution.Commission,
        Currency = "USD",
        RealizedPNL = execution.RealizedPnl,
    };

    public static IbOrderStatus Status(BrokerOrderStatus status) => status switch
    {
        BrokerOrderStatus.ApiPending => IbOrderStatus.ApiPending,
        BrokerOrderStatus.PendingSubmit => IbOrderStatus.PendingSubmit,
        BrokerOrderStatus.PendingCancel => IbOrderStatus.PendingCancel,
        BrokerOrderStatus.PreSubmitted => IbOrderStatus.PreSubmitted,
        BrokerOrderStatus.Submitted => IbOrderStatus.Submitted,
        BrokerOrderStatus.ApiCancelled => IbOrderStatus.ApiCancelled,
        BrokerOrderStatus.Cancelled => IbOrderStatus.Cancelled,
        BrokerOrderStatus.Filled => IbOrderStatus.Filled,
        BrokerOrderStatus.Inactive => IbOrderStatus.Inactive,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "No wire word."),
    };

    private static TwsOrder Order(SimulatedOrder order) => new()
    {
        OrderId = order.OrderId,
        ClientId = order.ClientId,
        PermId = order.PermId,
        Action = order.Side == Side.Buy ? "BUY" : "SELL",
        TotalQuantity = order.Quantity.Value,
        OrderType = order.Words.OrderType,
        LmtPrice = order.Words.LimitPrice ?? 0,
        AuxPrice = order.Words.AuxPrice ?? 0,
        Tif = order.Words.Tif,
        GoodTillDate = order.Words.GoodTillDate,
        GoodAfterTime = order.Words.GoodAfterTime,
        OcaGroup = order.OcaGroup,
        OcaType = order.OcaType,
        ParentId = order.Words.ParentId ?? 0,
        TriggerMethod = order.Words.TriggerMethod ?? 0,
        TrailStopPrice = order.Words.TrailStopPrice,
        TrailingPercent = order.Words.TrailingPercent,
        LmtPriceOffset = order.Words.LimitOffset,
        PercentOffset = order.Words.PercentOffset,
        AllOrNone = order.Words.AllOrNone ?? false,
        MinQty = order.Words.MinQuantity,
        Hidden = order.Words.Hidden ?? false,
        SweepToFill = order.Words.SweepToFill ?? false,
        OpenClose = order.Words.OpenClose,
        ModelCode = order.Words.ModelCode,
        Account = order.Account.Value,
        OrderRef = order.OrderRef,
        OutsideRth = order.Words.OutsideRth ?? false,
        AlgoStrategy = order.Words.AlgoStrategy,
        AlgoParams = [.. order.Words.AlgoParams ?? []],
        DisplaySize = order.Words.DisplaySize ?? int.MaxValue,
        ClearingIntent = "IB",
        DeltaNeutralOrderType = "None",
        DeltaNeutralOpenClose = "?",
        AdjustedOrderType = "None",
        DontUseAutoPriceForHedge = true,
    };

    public static string? NotSimulated(TwsOrder order) => order switch
    {
        { Conditions.Count: > 0 } => "an order condition",
        { AlgoStrategy: var algo } when !OrderAlgos.IsKnown(algo) => $"the algo {algo}",
        { HedgeType: not (null or "") } => "hedgeType",
        { CashQty: not (null or 0) } => "cashQty",
        { FaGroup: not (null or "") } => "faGroup",
        { FaMethod: not (null or "") } => "faMethod",
        { DiscretionaryAmt: not (null or 0) } => "discretionaryAmt",
        { AutoCancelParent: true } => "autoCancelParent",
        { AdjustedOrderType: not (null or "" or "None") } => "adjustedOrderType",
        { DeltaNeutralOrderType: not (null or "" or "None") } => "deltaNeutralOrderType",
        { Volatility: not (null or 0) } => "volatility",
        { PercentOffset: not (null or 0) } => "percentOffset",
        { BlockOrder: true } => "blockOrder",
        { NotHeld: true } => "notHeld",
        { ScalePriceIncrement: > 0 } => "scalePriceIncrement",
        _ => null,
    };
}
