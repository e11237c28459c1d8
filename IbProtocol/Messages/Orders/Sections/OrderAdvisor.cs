using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>How an advisor's order is shared out.</summary>
internal static class OrderAdvisor
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order, int serverVersion)
    {
        order = order with
        {
            FaGroup = fields.ReadText("faGroup"),
            FaMethod = fields.ReadText("faMethod"),
            FaPercentage = fields.ReadText("faPercentage"),
        };
        if (serverVersion < Versions.NoFaProfile)
        {
            fields.Skip("faProfile");
        }

        return order with { ModelCode = fields.ReadText("modelCode") };
    }

    public static void Write(ref FieldWriter fields, TwsOrder order, int serverVersion)
    {
        fields.WriteText(order.FaGroup, "faGroup");
        fields.WriteText(order.FaMethod, "faMethod");
        fields.WriteText(order.FaPercentage, "faPercentage");
        if (serverVersion < Versions.NoFaProfile)
        {
            fields.WriteEmpty();
        }

        fields.WriteText(order.ModelCode, "modelCode");
    }
}
