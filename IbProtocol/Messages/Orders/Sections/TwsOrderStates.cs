using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The state block of openOrder. From server version 195 it has the margin effect outside regular hours too.</summary>
internal static class TwsOrderStates
{
    public static TwsOrderState Read(ref FieldReader fields, int serverVersion)
    {
        var state = new TwsOrderState
        {
            Status = IbOrderStatuses.Read(ref fields, "state.status"),
            InitMarginBefore = fields.ReadText("state.initMarginBefore"),
            MaintMarginBefore = fields.ReadText("state.maintMarginBefore"),
            EquityWithLoanBefore = fields.ReadText("state.equityWithLoanBefore"),
            InitMarginChange = fields.ReadText("state.initMarginChange"),
            MaintMarginChange = fields.ReadText("state.maintMarginChange"),
            EquityWithLoanChange = fields.ReadText("state.equityWithLoanChange"),
            InitMarginAfter = fields.ReadText("state.initMarginAfter"),
            MaintMarginAfter = fields.ReadText("state.maintMarginAfter"),
            EquityWithLoanAfter = fields.ReadText("state.equityWithLoanAfter"),
            Commission = fields.ReadDecimalOrEmpty("state.commission"),
            MinCommission = fields.ReadDecimalOrEmpty("state.minCommission"),
            MaxCommission = fields.ReadDecimalOrEmpty("state.maxCommission"),
            CommissionCurrency = fields.ReadText("state.commissionCurrency"),
        };
        if (serverVersion >= Versions.FullOrderPreview)
        {
            state = ReadOutsideRth(ref fields, state);
        }

        return state with { WarningText = fields.ReadText("state.warningText") };
    }

    public static void Write(ref FieldWriter fields, TwsOrderState state, int serverVersion)
    {
        fields.WriteText(state.Status.ToWire(), "state.status");
        fields.WriteText(state.InitMarginBefore, "state.initMarginBefore");
        fields.WriteText(state.MaintMarginBefore, "state.maintMarginBefore");
        fields.WriteText(state.EquityWithLoanBefore, "state.equityWithLoanBefore");
        fields.WriteText(state.InitMarginChange, "state.initMarginChange");
        fields.WriteText(state.MaintMarginChange, "state.maintMarginChange");
        fields.WriteText(state.EquityWithLoanChange, "state.equityWithLoanChange");
        fields.WriteText(state.InitMarginAfter, "state.initMarginAfter");
        fields.WriteText(state.MaintMarginAfter, "state.maintMarginAfter");
        fields.WriteText(state.EquityWithLoanAfter, "state.equityWithLoanAfter");
        fields.WriteDecimalOrEmpty(state.Commission);
        fields.WriteDecimalOrEmpty(state.MinCommission);
        fields.WriteDecimalOrEmpty(state.MaxCommission);
        fields.WriteText(state.CommissionCurrency, "state.commissionCurrency");
        if (serverVersion >= Versions.FullOrderPreview)
        {
            WriteOutsideRth(ref fields, state);
        }

        fields.WriteText(state.WarningText, "state.warningText");
    }

    private static TwsOrderState ReadOutsideRth(ref FieldReader fields, TwsOrderState state) =>
        state with
        {
            MarginCurrency = fields.ReadText("state.marginCurrency"),
            InitMarginBeforeOutsideRTH = fields.ReadDecimalOrEmpty("state.initMarginBeforeOutsideRTH"),
            MaintMarginBeforeOutsideRTH = fields.ReadDecimalOrEmpty("state.maintMarginBeforeOutsideRTH"),
            EquityWithLoanBeforeOutsideRTH = fields.ReadDecimalOrEmpty("state.equityWithLoanBeforeOutsideRTH"),
            InitMarginChangeOutsideRTH = fields.ReadDecimalOrEmpty("state.initMarginChangeOutsideRTH"),
            MaintMarginChangeOutsideRTH = fields.ReadDecimalOrEmpty("state.maintMarginChangeOutsideRTH"),
            EquityWithLoanChangeOutsideRTH = fields.ReadDecimalOrEmpty("state.equityWithLoanChangeOutsideRTH"),
            InitMarginAfterOutsideRTH = fields.ReadDecimalOrEmpty("state.initMarginAfterOutsideRTH"),
            MaintMarginAfterOutsideRTH = fields.ReadDecimalOrEmpty("state.maintMarginAfterOutsideRTH"),
            EquityWithLoanAfterOutsideRTH = fields.ReadDecimalOrEmpty("state.equityWithLoanAfterOutsideRTH"),
            SuggestedSize = fields.ReadQuantityOrEmpty("state.suggestedSize"),
            RejectReason = fields.ReadText("state.rejectReason"),
            OrderAllocations = fields.ReadList("state.orderAllocationsCount", OrderAllocation.Decode),
        };

    private static void WriteOutsideRth(ref FieldWriter fields, TwsOrderState state)
    {
        fields.WriteText(state.MarginCurrency, "state.marginCurrency");
        fields.WriteDecimalOrEmpty(state.InitMarginBeforeOutsideRTH);
        fields.WriteDecimalOrEmpty(state.MaintMarginBeforeOutsideRTH);
        fields.WriteDecimalOrEmpty(state.EquityWithLoanBeforeOutsideRTH);
        fields.WriteDecimalOrEmpty(state.InitMarginChangeOutsideRTH);
        fields.WriteDecimalOrEmpty(state.MaintMarginChangeOutsideRTH);
        fields.WriteDecimalOrEmpty(state.EquityWithLoanChangeOutsideRTH);
        fields.WriteDecimalOrEmpty(state.InitMarginAfterOutsideRTH);
        fields.WriteDecimalOrEmpty(state.MaintMarginAfterOutsideRTH);
        fields.WriteDecimalOrEmpty(state.EquityWithLoanAfterOutsideRTH);
        fields.WriteQuantityOrEmpty(state.SuggestedSize);
        fields.WriteText(state.RejectReason, "state.rejectReason");
        fields.WriteList(state.OrderAllocations, static (ref FieldWriter item, OrderAllocation allocation) => allocation.Encode(ref item));
    }
}
