using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A hedging child order; the parameter is there only with a hedge type.</summary>
internal static class OrderHedge
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order)
    {
        order = order with { HedgeType = fields.ReadText("hedgeType") };
        return order.HedgeType is null ? order : order with { HedgeParam = fields.ReadText("hedgeParam") };
    }

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteText(order.HedgeType, "hedgeType");
        if (!string.IsNullOrEmpty(order.HedgeType))
        {
            fields.WriteText(order.HedgeParam, "hedgeParam");
        }
    }
}
