using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An order that ended today. It has no order id and no client id: join it by permId or orderRef.</summary>
public sealed record CompletedOrderMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.CompletedOrder;

    public TwsContract Contract { get; init; } = new();

    public TwsOrder Order { get; init; } = new();

    public TwsOrderState State { get; init; } = new();

    public static CompletedOrderMessage Decode(ref FieldReader fields, int serverVersion)
    {
        var contract = TwsContract.DecodeShort(ref fields);
        var order = OrderHead.Read(ref fields, new());
        order = ReadHandling(ref fields, order, serverVersion);
        order = ReadSpecialTypes(ref fields, order);
        contract = contract with { ComboLegsDescription = fields.ReadText("comboLegsDescrip") };
        (contract, order) = OrderCombo.Read(ref fields, contract, order);
        order = OrderScale.Read(ref fields, order);
        order = OrderHedge.Read(ref fields, order);
        order = OrderClearing.Read(ref fields, order);
        contract = contract with { DeltaNeutral = TwsDeltaNeutral.DecodeOptional(ref fields) };
        order = OrderAlgo.Read(ref fields, order);
        order = order with { Solicited = fields.ReadBool("solicited") };
        var state = new TwsOrderState { Status = IbOrderStatuses.Read(ref fields, "state.status") };
        order = ReadConditions(ref fields, order);
        order = ReadCompletion(ref fields, order);
        state = state with { CompletedTime = fields.ReadText("completedTime"), CompletedStatus = fields.ReadText("completedStatus") };
        order = OrderPegTail.Read(ref fields, order);
        order = OrderCustomer.Read(ref fields, order, serverVersion);
        order = order with { Submitter = serverVersion >= Versions.Submitter ? fields.ReadText("submitter") : null };
        return new() { Contract = contract, Order = order, State = state };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        Contract.EncodeShort(ref fields);
        OrderHead.Write(ref fields, Order);
        WriteHandling(ref fields, Order, serverVersion);
        WriteSpecialTypes(ref fields, Order);
        fields.WriteText(Contract.ComboLegsDescription, "comboLegsDescrip");
        OrderCombo.Write(ref fields, Contract, Order);
        OrderScale.Write(ref fields, Order);
        OrderHedge.Write(ref fields, Order);
        OrderClearing.Write(ref fields, Order);
        TwsDeltaNeutral.EncodeOptional(ref fields, Contract.DeltaNeutral);
        OrderAlgo.Write(ref fields, Order);
        fields.WriteBool(Order.Solicited);
        fields.WriteText(State.Status.ToWire(), "state.status");
        WriteConditions(ref fields, Order);
        WriteCompletion(ref fields, Order);
        fields.WriteText(State.CompletedTime, "completedTime");
        fields.WriteText(State.CompletedStatus, "completedStatus");
        OrderPegTail.Write(ref fields, Order);
        OrderCustomer.Write(ref fields, Order, serverVersion);
        if (serverVersion >= Versions.Submitter)
        {
            fields.WriteText(Order.Submitter, "submitter");
        }
    }

    private static TwsOrder ReadHandling(ref FieldReader fields, TwsOrder order, int serverVersion)
    {
        order = order with
        {
            PermId = fields.ReadPermId("permId"),
            OutsideRth = fields.ReadBool("outsideRth"),
            Hidden = fields.ReadBool("hidden"),
            DiscretionaryAmt = fields.ReadDecimalOrMax("discretionaryAmt"),
            GoodAfterTime = fields.ReadText("goodAfterTime"),
        };
        order = OrderAdvisor.Read(ref fields, order, serverVersion);
        order = order with
        {
            GoodTillDate = fields.ReadText("goodTillDate"),
            Rule80A = fields.ReadText("rule80A"),
            PercentOffset = fields.ReadDecimalOrEmpty("percentOffset"),
            SettlingFirm = fields.ReadText("settlingFirm"),
        };
        return OrderShortSale.Read(ref fields, order);
    }

    private static void WriteHandling(ref FieldWriter fields, TwsOrder order, int serverVersion)
    {
        fields.WritePermId(order.PermId);
        fields.WriteBool(order.OutsideRth);
        fields.WriteBool(order.Hidden);
        fields.WriteDecimalOrMax(order.DiscretionaryAmt);
        fields.WriteText(order.GoodAfterTime, "goodAfterTime");
        OrderAdvisor.Write(ref fields, order, serverVersion);
        fields.WriteText(order.GoodTillDate, "goodTillDate");
        fields.WriteText(order.Rule80A, "rule80A");
        fields.WriteDecimalOrEmpty(order.PercentOffset);
        fields.WriteText(order.SettlingFirm, "settlingFirm");
        OrderShortSale.Write(ref fields, order);
    }

    private static TwsOrder ReadSpecialTypes(ref FieldReader fields, TwsOrder order)
    {
        order = OrderStockRange.Read(ref fields, order);
        order = order with
        {
            DisplaySize = fields.ReadInt32OrEmpty("displaySize"),
            SweepToFill = fields.ReadBool("sweepToFill"),
            AllOrNone = fields.ReadBool("allOrNone"),
            MinQty = fields.ReadInt32OrEmpty("minQty"),
            OcaType = fields.ReadInt32("ocaType"),
            TriggerMethod = fields.ReadInt32("triggerMethod"),
        };
        order = OrderVolatility.Read(ref fields, order, OrderVolatility.Layout.Completed);
        return order with
        {
            TrailStopPrice = fields.ReadDecimalOrEmpty("trailStopPrice"),
            TrailingPercent = fields.ReadDecimalOrEmpty("trailingPercent"),
        };
    }

    private static void WriteSpecialTypes(ref FieldWriter fields, TwsOrder order)
    {
        OrderStockRange.Write(ref fields, order);
        fields.WriteInt32OrMax(order.DisplaySize);
        fields.WriteBool(order.SweepToFill);
        fields.WriteBool(order.AllOrNone);
        fields.WriteInt32OrEmpty(order.MinQty);
        fields.WriteInt32(order.OcaType);
        fields.WriteInt32(order.TriggerMethod);
        OrderVolatility.Write(ref fields, order, OrderVolatility.Layout.Completed);
        fields.WriteDecimalOrEmpty(order.TrailStopPrice);
        fields.WriteDecimalOrEmpty(order.TrailingPercent);
    }

    private static TwsOrder ReadConditions(ref FieldReader fields, TwsOrder order)
    {
        order = order with { RandomizeSize = fields.ReadBool("randomizeSize"), RandomizePrice = fields.ReadBool("randomizePrice") };
        order = OrderPegBench.Read(ref fields, order);
        order = OrderConditions.Read(ref fields, order);
        return order with { TrailStopPrice = fields.ReadDecimalOrEmpty("trailStopPrice(2)") };
    }

    private static void WriteConditions(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteBool(order.RandomizeSize);
        fields.WriteBool(order.RandomizePrice);
        OrderPegBench.Write(ref fields, order);
        OrderConditions.Write(ref fields, order);
        fields.WriteDecimalOrEmpty(order.TrailStopPrice);
    }

    private static TwsOrder ReadCompletion(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            LmtPriceOffset = fields.ReadDecimalOrEmpty("lmtPriceOffset"),
            CashQty = fields.ReadDecimalOrEmpty("cashQty"),
            DontUseAutoPriceForHedge = fields.ReadBool("dontUseAutoPriceForHedge"),
            IsOmsContainer = fields.ReadBool("isOmsContainer"),
            AutoCancelDate = fields.ReadText("autoCancelDate"),
            FilledQuantity = fields.ReadQuantityOrEmpty("filledQuantity"),
            RefFuturesConId = fields.ReadInt32OrMax("refFuturesConId"),
            AutoCancelParent = fields.ReadBool("autoCancelParent"),
            Shareholder = fields.ReadText("shareholder"),
            ImbalanceOnly = fields.ReadBool("imbalanceOnly"),
            RouteMarketableToBbo = fields.ReadBool("routeMarketableToBbo"),
            ParentPermId = fields.ReadPermId("parentPermId"),
        };

    private static void WriteCompletion(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteDecimalOrEmpty(order.LmtPriceOffset);
        fields.WriteDecimalOrEmpty(order.CashQty);
        fields.WriteBool(order.DontUseAutoPriceForHedge);
        fields.WriteBool(order.IsOmsContainer);
        fields.WriteText(order.AutoCancelDate, "autoCancelDate");
        fields.WriteQuantityOrEmpty(order.FilledQuantity);
        fields.WriteInt32OrMax(order.RefFuturesConId);
        fields.WriteBool(order.AutoCancelParent);
        fields.WriteText(order.Shareholder, "shareholder");
        fields.WriteBool(order.ImbalanceOnly);
        fields.WriteBool(order.RouteMarketableToBbo);
        fields.WriteInt64(order.ParentPermId ?? long.MaxValue);
    }
}
