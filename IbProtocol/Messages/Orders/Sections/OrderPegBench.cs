using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Orders pegged to a benchmark; nothing for any other order type.</summary>
internal static class OrderPegBench
{
    private const string OrderType = "PEG BENCH";

    public static TwsOrder Read(ref FieldReader fields, TwsOrder order) =>
        order.OrderType != OrderType
            ? order
            : order with
            {
                ReferenceContractId = fields.ReadInt32("referenceContractId"),
                IsPeggedChangeAmountDecrease = fields.ReadBool("isPeggedChangeAmountDecrease"),
                PeggedChangeAmount = fields.ReadDecimalOrEmpty("peggedChangeAmount"),
                ReferenceChangeAmount = fields.ReadDecimalOrEmpty("referenceChangeAmount"),
                ReferenceExchange = fields.ReadText("referenceExchange"),
            };

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        if (order.OrderType != OrderType)
        {
            return;
        }

        fields.WriteInt32(order.ReferenceContractId);
        fields.WriteBool(order.IsPeggedChangeAmountDecrease);
        fields.WriteDecimalOrMax(order.PeggedChangeAmount);
        fields.WriteDecimalOrMax(order.ReferenceChangeAmount);
        fields.WriteText(order.ReferenceExchange, "referenceExchange");
    }
}
