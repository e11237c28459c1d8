using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Places an order, or modifies the one with the same id. There is no direct reply.</summary>
public sealed record PlaceOrderRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.PlaceOrder;

    /// <summary>Chosen by the client, above every id this client id ever used; the same id again modifies.</summary>
    public int OrderId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public TwsOrder Order { get; init; } = new();

    public static PlaceOrderRequest Decode(ref FieldReader fields, int serverVersion)
    {
        var orderId = fields.ReadInt32("orderId");
        var contract = TwsContract.Decode(ref fields);
        contract = contract with { SecIdType = fields.ReadText("secIdType"), SecId = fields.ReadText("secId") };
        var order = OrderHead.Read(ref fields, new() { OrderId = orderId });
        order = ReadHandling(ref fields, order);
        if (contract.IsCombo)
        {
            (contract, order) = OrderCombo.Read(ref fields, contract, order);
        }

        order = ReadTimesAndAllocation(ref fields, order, serverVersion);
        order = ReadSpecialTypes(ref fields, order);
        order = OrderClearing.Read(ref fields, order);
        contract = contract with { DeltaNeutral = TwsDeltaNeutral.DecodeOptional(ref fields) };
        order = ReadAlgoAndConditions(ref fields, order);
        order = ReadAdjusted(ref fields, order);
        order = ReadRegulatory(ref fields, order);
        order = OrderPegRequest.Read(ref fields, contract, order);
        return new() { OrderId = orderId, Contract = contract, Order = ReadTail(ref fields, order, serverVersion) };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(OrderId);
        Contract.Encode(ref fields);
        fields.WriteText(Contract.SecIdType, "secIdType");
        fields.WriteText(Contract.SecId, "secId");
        OrderHead.Write(ref fields, Order);
        WriteHandling(ref fields, Order);
        if (Contract.IsCombo)
        {
            OrderCombo.Write(ref fields, Contract, Order);
        }

        WriteTimesAndAllocation(ref fields, Order, serverVersion);
        WriteSpecialTypes(ref fields, Order);
        OrderClearing.Write(ref fields, Order);
        TwsDeltaNeutral.EncodeOptional(ref fields, Contract.DeltaNeutral);
        WriteAlgoAndConditions(ref fields, Order);
        WriteAdjusted(ref fields, Order);
        WriteRegulatory(ref fields, Order);
        OrderPegRequest.Write(ref fields, Contract, Order);
        WriteTail(ref fields, Order, serverVersion);
    }

    private static TwsOrder ReadHandling(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            Transmit = fields.ReadBool("transmit"),
            ParentId = fields.ReadInt32("parentId"),
            BlockOrder = fields.ReadBool("blockOrder"),
            SweepToFill = fields.ReadBool("sweepToFill"),
            DisplaySize = fields.ReadInt32OrMax("displaySize"),
            TriggerMethod = fields.ReadInt32("triggerMethod"),
            OutsideRth = fields.ReadBool("outsideRth"),
            Hidden = fields.ReadBool("hidden"),
        };

    private static void WriteHandling(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteBool(order.Transmit);
        fields.WriteInt32(order.ParentId);
        fields.WriteBool(order.BlockOrder);
        fields.WriteBool(order.SweepToFill);
        fields.WriteInt32OrMax(order.DisplaySize);
        fields.WriteInt32(order.TriggerMethod);
        fields.WriteBool(order.OutsideRth);
        fields.WriteBool(order.Hidden);
    }

    private static TwsOrder ReadTimesAndAllocation(ref FieldReader fields, TwsOrder order, int serverVersion)
    {
        fields.Skip("sharesAllocation");
        order = order with
        {
            DiscretionaryAmt = fields.ReadDecimalOrMax("discretionaryAmt"),
            GoodAfterTime = fields.ReadText("goodAfterTime"),
            GoodTillDate = fields.ReadText("goodTillDate"),
        };
        order = OrderAdvisor.Read(ref fields, order, serverVersion);
        return OrderShortSale.Read(ref fields, order);
    }

    private static void WriteTimesAndAllocation(ref FieldWriter fields, TwsOrder order, int serverVersion)
    {
        fields.WriteEmpty(); // sharesAllocation, retired
        fields.WriteDecimalOrMax(order.DiscretionaryAmt);
        fields.WriteText(order.GoodAfterTime, "goodAfterTime");
        fields.WriteText(order.GoodTillDate, "goodTillDate");
        OrderAdvisor.Write(ref fields, order, serverVersion);
        OrderShortSale.Write(ref fields, order);
    }

    private static TwsOrder ReadSpecialTypes(ref FieldReader fields, TwsOrder order)
    {
        order = order with
        {
            OcaType = fields.ReadInt32("ocaType"),
            Rule80A = fields.ReadText("rule80A"),
            SettlingFirm = fields.ReadText("settlingFirm"),
            AllOrNone = fields.ReadBool("allOrNone"),
            MinQty = fields.ReadInt32OrEmpty("minQty"),
            PercentOffset = fields.ReadDecimalOrEmpty("percentOffset"),
        };
        fields.Skip("eTradeOnly");
        fields.Skip("firmQuoteOnly");
        fields.Skip("nbboPriceCap");
        order = order with { AuctionStrategy = fields.ReadInt32OrEmpty("auctionStrategy") };
        order = OrderStockRange.Read(ref fields, order);
        order = order with { OverridePercentageConstraints = fields.ReadBool("overridePercentageConstraints") };
        order = OrderVolatility.Read(ref fields, order, OrderVolatility.Layout.Place);
        order = order with
        {
            TrailStopPrice = fields.ReadDecimalOrEmpty("trailStopPrice"),
            TrailingPercent = fields.ReadDecimalOrEmpty("trailingPercent"),
        };
        order = OrderScale.Read(ref fields, order);
        order = order with
        {
            ScaleTable = fields.ReadText("scaleTable"),
            ActiveStartTime = fields.ReadText("activeStartTime"),
            ActiveStopTime = fields.ReadText("activeStopTime"),
        };
        order = OrderHedge.Read(ref fields, order);
        return order with { OptOutSmartRouting = fields.ReadBool("optOutSmartRouting") };
    }

    private static void WriteSpecialTypes(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteInt32(order.OcaType);
        fields.WriteText(order.Rule80A, "rule80A");
        fields.WriteText(order.SettlingFirm, "settlingFirm");
        fields.WriteBool(order.AllOrNone);
        fields.WriteInt32OrEmpty(order.MinQty);
        fields.WriteDecimalOrEmpty(order.PercentOffset);
        fields.WriteInt32(0); // eTradeOnly, retired
        fields.WriteInt32(0); // firmQuoteOnly, retired
        fields.WriteEmpty(); // nbboPriceCap, retired
        fields.WriteInt32OrEmpty(order.AuctionStrategy);
        OrderStockRange.Write(ref fields, order);
        fields.WriteBool(order.OverridePercentageConstraints);
        OrderVolatility.Write(ref fields, order, OrderVolatility.Layout.Place);
        fields.WriteDecimalOrEmpty(order.TrailStopPrice);
        fields.WriteDecimalOrEmpty(order.TrailingPercent);
        OrderScale.Write(ref fields, order);
        fields.WriteText(order.ScaleTable, "scaleTable");
        fields.WriteText(order.ActiveStartTime, "activeStartTime");
        fields.WriteText(order.ActiveStopTime, "activeStopTime");
        OrderHedge.Write(ref fields, order);
        fields.WriteBool(order.OptOutSmartRouting);
    }

    private static TwsOrder ReadAlgoAndConditions(ref FieldReader fields, TwsOrder order)
    {
        order = OrderAlgo.Read(ref fields, order);
        order = order with
        {
            AlgoId = fields.ReadText("algoId"),
            WhatIf = fields.ReadBool("whatIf"),
            OrderMiscOptions = TwsTagValues.ReadText(ref fields, "orderMiscOptions"),
            Solicited = fields.ReadBool("solicited"),
            RandomizeSize = fields.ReadBool("randomizeSize"),
            RandomizePrice = fields.ReadBool("randomizePrice"),
        };
        order = OrderPegBench.Read(ref fields, order);
        return OrderConditions.Read(ref fields, order);
    }

    private static void WriteAlgoAndConditions(ref FieldWriter fields, TwsOrder order)
    {
        OrderAlgo.Write(ref fields, order);
        fields.WriteText(order.AlgoId, "algoId");
        fields.WriteBool(order.WhatIf);
        TwsTagValues.WriteText(ref fields, order.OrderMiscOptions, "orderMiscOptions");
        fields.WriteBool(order.Solicited);
        fields.WriteBool(order.RandomizeSize);
        fields.WriteBool(order.RandomizePrice);
        OrderPegBench.Write(ref fields, order);
        OrderConditions.Write(ref fields, order);
    }

    private static TwsOrder ReadAdjusted(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            AdjustedOrderType = fields.ReadText("adjustedOrderType"),
            TriggerPrice = fields.ReadDecimalOrMax("triggerPrice"),
            LmtPriceOffset = fields.ReadDecimalOrMax("lmtPriceOffset"),
            AdjustedStopPrice = fields.ReadDecimalOrMax("adjustedStopPrice"),
            AdjustedStopLimitPrice = fields.ReadDecimalOrMax("adjustedStopLimitPrice"),
            AdjustedTrailingAmount = fields.ReadDecimalOrMax("adjustedTrailingAmount"),
            AdjustableTrailingUnit = fields.ReadInt32("adjustableTrailingUnit"),
        };

    private static void WriteAdjusted(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteText(order.AdjustedOrderType, "adjustedOrderType");
        fields.WriteDecimalOrMax(order.TriggerPrice);
        fields.WriteDecimalOrMax(order.LmtPriceOffset);
        fields.WriteDecimalOrMax(order.AdjustedStopPrice);
        fields.WriteDecimalOrMax(order.AdjustedStopLimitPrice);
        fields.WriteDecimalOrMax(order.AdjustedTrailingAmount);
        fields.WriteInt32(order.AdjustableTrailingUnit);
    }

    private static TwsOrder ReadRegulatory(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            ExtOperator = fields.ReadText("extOperator"),
            Tier = TwsSoftDollarTier.DecodeShort(ref fields),
            CashQty = fields.ReadDecimalOrEmpty("cashQty"),
            Mifid2DecisionMaker = fields.ReadText("mifid2DecisionMaker"),
            Mifid2DecisionAlgo = fields.ReadText("mifid2DecisionAlgo"),
            Mifid2ExecutionTrader = fields.ReadText("mifid2ExecutionTrader"),
            Mifid2ExecutionAlgo = fields.ReadText("mifid2ExecutionAlgo"),
            DontUseAutoPriceForHedge = fields.ReadBool("dontUseAutoPriceForHedge"),
            IsOmsContainer = fields.ReadBool("isOmsContainer"),
            DiscretionaryUpToLimitPrice = fields.ReadBool("discretionaryUpToLimitPrice"),
            UsePriceMgmtAlgo = fields.ReadBoolOrEmpty("usePriceMgmtAlgo"),
            Duration = fields.ReadInt32OrMax("duration"),
            PostToAts = fields.ReadInt32OrMax("postToAts"),
            AutoCancelParent = fields.ReadBool("autoCancelParent"),
            AdvancedErrorOverride = fields.ReadText("advancedErrorOverride"),
            ManualOrderTime = fields.ReadText("manualOrderTime"),
        };

    private static void WriteRegulatory(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteText(order.ExtOperator, "extOperator");
        order.Tier.EncodeShort(ref fields);
        fields.WriteDecimalOrEmpty(order.CashQty);
        fields.WriteText(order.Mifid2DecisionMaker, "mifid2DecisionMaker");
        fields.WriteText(order.Mifid2DecisionAlgo, "mifid2DecisionAlgo");
        fields.WriteText(order.Mifid2ExecutionTrader, "mifid2ExecutionTrader");
        fields.WriteText(order.Mifid2ExecutionAlgo, "mifid2ExecutionAlgo");
        fields.WriteBool(order.DontUseAutoPriceForHedge);
        fields.WriteBool(order.IsOmsContainer);
        fields.WriteBool(order.DiscretionaryUpToLimitPrice);
        fields.WriteBoolOrEmpty(order.UsePriceMgmtAlgo);
        fields.WriteInt32OrMax(order.Duration);
        fields.WriteInt32OrMax(order.PostToAts);
        fields.WriteBool(order.AutoCancelParent);
        fields.WriteText(order.AdvancedErrorOverride, "advancedErrorOverride");
        fields.WriteText(order.ManualOrderTime, "manualOrderTime");
    }

    private static TwsOrder ReadTail(ref FieldReader fields, TwsOrder order, int serverVersion)
    {
        order = OrderCustomer.Read(ref fields, order, serverVersion);
        if (Versions.HasRfqFields(serverVersion))
        {
            fields.Skip("rfq1");
            fields.Skip("rfq2");
        }

        return order with
        {
            IncludeOvernight = serverVersion >= Versions.IncludeOvernight && fields.ReadBool("includeOvernight"),
            ManualOrderIndicator = serverVersion >= Versions.CmeTagging ? fields.ReadInt32OrEmpty("manualOrderIndicator") : null,
            ImbalanceOnly = serverVersion >= Versions.ImbalanceOnly && fields.ReadBool("imbalanceOnly"),
        };
    }

    private static void WriteTail(ref FieldWriter fields, TwsOrder order, int serverVersion)
    {
        OrderCustomer.Write(ref fields, order, serverVersion);
        if (Versions.HasRfqFields(serverVersion))
        {
            fields.WriteEmpty();
            fields.WriteInt32(int.MaxValue);
        }

        if (serverVersion >= Versions.IncludeOvernight)
        {
            fields.WriteBool(order.IncludeOvernight);
        }

        if (serverVersion >= Versions.CmeTagging)
        {
            fields.WriteInt32OrMax(order.ManualOrderIndicator);
        }

        if (serverVersion >= Versions.ImbalanceOnly)
        {
            fields.WriteBool(order.ImbalanceOnly);
        }
    }
}
