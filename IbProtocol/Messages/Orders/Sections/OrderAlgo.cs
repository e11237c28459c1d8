using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An IB algorithm; the parameters are there only with a strategy.</summary>
internal static class OrderAlgo
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order)
    {
        order = order with { AlgoStrategy = fields.ReadText("algoStrategy") };
        return order.AlgoStrategy is null ? order : order with { AlgoParams = TwsTagValues.ReadList(ref fields, "algoParamsCount") };
    }

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteText(order.AlgoStrategy, "algoStrategy");
        if (!string.IsNullOrEmpty(order.AlgoStrategy))
        {
            TwsTagValues.WriteList(ref fields, order.AlgoParams);
        }
    }
}
