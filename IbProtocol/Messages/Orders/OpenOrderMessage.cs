using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An order as the server sees it, with its state: on request, and at every change. Repeats freely.</summary>
public sealed record OpenOrderMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.OpenOrder;

    public TwsContract Contract { get; init; } = new();

    /// <summary>With <see cref="TwsOrder.OrderId"/>, <see cref="TwsOrder.ClientId"/> and <see cref="TwsOrder.PermId"/>.</summary>
    public TwsOrder Order { get; init; } = new();

    public TwsOrderState State { get; init; } = new();

    public static OpenOrderMessage Decode(ref FieldReader fields, int serverVersion)
    {
        var orderId = fields.ReadInt32("orderId");
        var contract = TwsContract.DecodeShort(ref fields);
        var order = OrderHead.Read(ref fields, new() { OrderId = orderId });
        order = ReadHandling(ref fields, order, serverVersion);
        order = ReadSpecialTypes(ref fields, order);
        contract = contract with { ComboLegsDescription = fields.ReadText("comboLegsDescrip") };
        (contract, order) = OrderCombo.Read(ref fields, contract, order);
        order = OrderScale.Read(ref fields, order);
        order = OrderHedge.Read(ref fields, order);
        order = order with { OptOutSmartRouting = fields.ReadBool("optOutSmartRouting") };
        order = OrderClearing.Read(ref fields, order);
        contract = contract with { DeltaNeutral = TwsDeltaNeutral.DecodeOptional(ref fields) };
        order = OrderAlgo.Read(ref fields, order);
        order = order with { Solicited = fields.ReadBool("solicited"), WhatIf = fields.ReadBool("whatIf") };
        var state = TwsOrderStates.Read(ref fields, serverVersion);
        order = ReadConditionsAndAdjusted(ref fields, order);
        order = ReadHandlingTail(ref fields, order);
        return new() { Contract = contract, Order = ReadTail(ref fields, order, serverVersion), State = state };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(Order.OrderId);
        Contract.EncodeShort(ref fields);
        OrderHead.Write(ref fields, Order);
        WriteHandling(ref fields, Order, serverVersion);
        WriteSpecialTypes(ref fields, Order);
        fields.WriteText(Contract.ComboLegsDescription, "comboLegsDescrip");
        OrderCombo.Write(ref fields, Contract, Order);
        OrderScale.Write(ref fields, Order);
        OrderHedge.Write(ref fields, Order);
        fields.WriteBool(Order.OptOutSmartRouting);
        OrderClearing.Write(ref fields, Order);
        TwsDeltaNeutral.EncodeOptional(ref fields, Contract.DeltaNeutral);
        OrderAlgo.Write(ref fields, Order);
        fields.WriteBool(Order.Solicited);
        fields.WriteBool(Order.WhatIf);
        TwsOrderStates.Write(ref fields, State, serverVersion);
        WriteConditionsAndAdjusted(ref fields, Order);
        WriteHandlingTail(ref fields, Order);
        WriteTail(ref fields, Order, serverVersion);
    }

    private static TwsOrder ReadHandling(ref FieldReader fields, TwsOrder order, int serverVersion)
    {
        order = order with
        {
            ClientId = fields.ReadInt32("clientId"),
            PermId = fields.ReadPermId("permId"),
            OutsideRth = fields.ReadBool("outsideRth"),
            Hidden = fields.ReadBool("hidden"),
            DiscretionaryAmt = fields.ReadDecimalOrMax("discretionaryAmt"),
            GoodAfterTime = fields.ReadText("goodAfterTime"),
        };
        fields.Skip("sharesAllocation");
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
        fields.WriteInt32(order.ClientId);
        fields.WritePermId(order.PermId);
        fields.WriteBool(order.OutsideRth);
        fields.WriteBool(order.Hidden);
        fields.WriteDecimalOrMax(order.DiscretionaryAmt);
        fields.WriteText(order.GoodAfterTime, "goodAfterTime");
        fields.WriteEmpty(); // sharesAllocation, retired
        OrderAdvisor.Write(ref fields, order, serverVersion);
        fields.WriteText(order.GoodTillDate, "goodTillDate");
        fields.WriteText(order.Rule80A, "rule80A");
        fields.WriteDecimalOrEmpty(order.PercentOffset);
        fields.WriteText(order.SettlingFirm, "settlingFirm");
        OrderShortSale.Write(ref fields, order);
    }

    private static TwsOrder ReadSpecialTypes(ref FieldReader fields, TwsOrder order)
    {
        order = order with { AuctionStrategy = fields.ReadInt32OrMax("auctionStrategy") };
        order = OrderStockRange.Read(ref fields, order);
        order = order with
        {
            DisplaySize = fields.ReadInt32OrEmpty("displaySize"),
            BlockOrder = fields.ReadBool("blockOrder"),
            SweepToFill = fields.ReadBool("sweepToFill"),
            AllOrNone = fields.ReadBool("allOrNone"),
            MinQty = fields.ReadInt32OrEmpty("minQty"),
            OcaType = fields.ReadInt32("ocaType"),
        };
        fields.Skip("eTradeOnly");
        fields.Skip("firmQuoteOnly");
        fields.Skip("nbboPriceCap");
        order = order with
        {
            ParentId = fields.ReadInt32("parentId"),
            TriggerMethod = fields.ReadInt32("triggerMethod"),
        };
        order = OrderVolatility.Read(ref fields, order, OrderVolatility.Layout.Open);
        return order with
        {
            TrailStopPrice = fields.ReadDecimalOrEmpty("trailStopPrice"),
            TrailingPercent = fields.ReadDecimalOrEmpty("trailingPercent"),
            BasisPoints = fields.ReadDecimalOrEmpty("basisPoints"),
            BasisPointsType = fields.ReadInt32OrEmpty("basisPointsType"),
        };
    }

    private static void WriteSpecialTypes(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteInt32OrMax(order.AuctionStrategy);
        OrderStockRange.Write(ref fields, order);
        fields.WriteInt32OrMax(order.DisplaySize);
        fields.WriteBool(order.BlockOrder);
        fields.WriteBool(order.SweepToFill);
        fields.WriteBool(order.AllOrNone);
        fields.WriteInt32OrEmpty(order.MinQty);
        fields.WriteInt32(order.OcaType);
        fields.WriteInt32(0); // eTradeOnly, retired
        fields.WriteInt32(0); // firmQuoteOnly, retired
        fields.WriteEmpty(); // nbboPriceCap, retired
        fields.WriteInt32(order.ParentId);
        fields.WriteInt32(order.TriggerMethod);
        OrderVolatility.Write(ref fields, order, OrderVolatility.Layout.Open);
        fields.WriteDecimalOrEmpty(order.TrailStopPrice);
        fields.WriteDecimalOrEmpty(order.TrailingPercent);
        fields.WriteDecimalOrEmpty(order.BasisPoints);
        fields.WriteInt32OrEmpty(order.BasisPointsType);
    }

    private static TwsOrder ReadConditionsAndAdjusted(ref FieldReader fields, TwsOrder order)
    {
        order = order with { RandomizeSize = fields.ReadBool("randomizeSize"), RandomizePrice = fields.ReadBool("randomizePrice") };
        order = OrderPegBench.Read(ref fields, order);
        order = OrderConditions.Read(ref fields, order);
        return order with
        {
            AdjustedOrderType = fields.ReadText("adjustedOrderType"),
            TriggerPrice = fields.ReadDecimalOrEmpty("triggerPrice"),
            TrailStopPrice = fields.ReadDecimalOrEmpty("trailStopPrice(2)"),
            LmtPriceOffset = fields.ReadDecimalOrEmpty("lmtPriceOffset"),
            AdjustedStopPrice = fields.ReadDecimalOrEmpty("adjustedStopPrice"),
            AdjustedStopLimitPrice = fields.ReadDecimalOrEmpty("adjustedStopLimitPrice"),
            AdjustedTrailingAmount = fields.ReadDecimalOrEmpty("adjustedTrailingAmount"),
            AdjustableTrailingUnit = fields.ReadInt32("adjustableTrailingUnit"),
        };
    }

    private static void WriteConditionsAndAdjusted(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteBool(order.RandomizeSize);
        fields.WriteBool(order.RandomizePrice);
        OrderPegBench.Write(ref fields, order);
        OrderConditions.Write(ref fields, order);
        fields.WriteText(order.AdjustedOrderType, "adjustedOrderType");
        fields.WriteDecimalOrEmpty(order.TriggerPrice);
        fields.WriteDecimalOrEmpty(order.TrailStopPrice);
        fields.WriteDecimalOrEmpty(order.LmtPriceOffset);
        fields.WriteDecimalOrEmpty(order.AdjustedStopPrice);
        fields.WriteDecimalOrEmpty(order.AdjustedStopLimitPrice);
        fields.WriteDecimalOrEmpty(order.AdjustedTrailingAmount);
        fields.WriteInt32(order.AdjustableTrailingUnit);
    }

    private static TwsOrder ReadHandlingTail(ref FieldReader fields, TwsOrder order)
    {
        order = order with
        {
            Tier = TwsSoftDollarTier.Decode(ref fields),
            CashQty = fields.ReadDecimalOrEmpty("cashQty"),
            DontUseAutoPriceForHedge = fields.ReadBool("dontUseAutoPriceForHedge"),
            IsOmsContainer = fields.ReadBool("isOmsContainer"),
            DiscretionaryUpToLimitPrice = fields.ReadBool("discretionaryUpToLimitPrice"),
            UsePriceMgmtAlgo = fields.ReadBool("usePriceMgmtAlgo"),
            Duration = fields.ReadInt32OrEmpty("duration"),
            PostToAts = fields.ReadInt32OrEmpty("postToAts"),
            AutoCancelParent = fields.ReadBool("autoCancelParent"),
        };
        return OrderPegTail.Read(ref fields, order);
    }

    private static void WriteHandlingTail(ref FieldWriter fields, TwsOrder order)
    {
        order.Tier.Encode(ref fields);
        fields.WriteDecimalOrEmpty(order.CashQty);
        fields.WriteBool(order.DontUseAutoPriceForHedge);
        fields.WriteBool(order.IsOmsContainer);
        fields.WriteBool(order.DiscretionaryUpToLimitPrice);
        fields.WriteBool(order.UsePriceMgmtAlgo ?? false);
        fields.WriteInt32OrEmpty(order.Duration);
        fields.WriteInt32OrEmpty(order.PostToAts);
        fields.WriteBool(order.AutoCancelParent);
        OrderPegTail.Write(ref fields, order);
    }

    private static TwsOrder ReadTail(ref FieldReader fields, TwsOrder order, int serverVersion)
    {
        order = OrderCustomer.Read(ref fields, order, serverVersion);
        return order with
        {
            BondAccruedInterest = serverVersion >= Versions.BondAccruedInterest ? fields.ReadText("bondAccruedInterest") : null,
            IncludeOvernight = serverVersion >= Versions.IncludeOvernight && fields.ReadBool("includeOvernight"),
            ExtOperator = serverVersion >= Versions.CmeTaggingInOpenOrder ? fields.ReadText("extOperator") : null,
            ManualOrderIndicator = serverVersion >= Versions.CmeTaggingInOpenOrder ? fields.ReadInt32OrEmpty("manualOrderIndicator") : null,
            Submitter = serverVersion >= Versions.Submitter ? fields.ReadText("submitter") : null,
            ImbalanceOnly = serverVersion >= Versions.ImbalanceOnly && fields.ReadBool("imbalanceOnly"),
        };
    }

    private static void WriteTail(ref FieldWriter fields, TwsOrder order, int serverVersion)
    {
        OrderCustomer.Write(ref fields, order, serverVersion);
        if (serverVersion >= Versions.BondAccruedInterest)
        {
            fields.WriteText(order.BondAccruedInterest, "bondAccruedInterest");
        }

        if (serverVersion >= Versions.IncludeOvernight)
        {
            fields.WriteBool(order.IncludeOvernight);
        }

        if (serverVersion >= Versions.CmeTaggingInOpenOrder)
        {
            fields.WriteText(order.ExtOperator, "extOperator");
            fields.WriteInt32OrMax(order.ManualOrderIndicator);
        }

        if (serverVersion >= Versions.Submitter)
        {
            fields.WriteText(order.Submitter, "submitter");
        }

        if (serverVersion >= Versions.ImbalanceOnly)
        {
            fields.WriteBool(order.ImbalanceOnly);
        }
    }
}
