using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Scale orders. The long block is there only when the price increment is set and above zero.</summary>
internal static class OrderScale
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order)
    {
        order = order with
        {
            ScaleInitLevelSize = fields.ReadInt32OrEmpty("scaleInitLevelSize"),
            ScaleSubsLevelSize = fields.ReadInt32OrEmpty("scaleSubsLevelSize"),
            ScalePriceIncrement = fields.ReadDecimalOrEmpty("scalePriceIncrement"),
        };
        if (order.ScalePriceIncrement is null or <= 0)
        {
            return order;
        }

        return order with
        {
            ScalePriceAdjustValue = fields.ReadDecimalOrEmpty("scalePriceAdjustValue"),
            ScalePriceAdjustInterval = fields.ReadInt32OrEmpty("scalePriceAdjustInterval"),
            ScaleProfitOffset = fields.ReadDecimalOrEmpty("scaleProfitOffset"),
            ScaleAutoReset = fields.ReadBool("scaleAutoReset"),
            ScaleInitPosition = fields.ReadInt32OrEmpty("scaleInitPosition"),
            ScaleInitFillQty = fields.ReadInt32OrEmpty("scaleInitFillQty"),
            ScaleRandomPercent = fields.ReadBool("scaleRandomPercent"),
        };
    }

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteInt32OrEmpty(order.ScaleInitLevelSize);
        fields.WriteInt32OrEmpty(order.ScaleSubsLevelSize);
        fields.WriteDecimalOrEmpty(order.ScalePriceIncrement);
        if (order.ScalePriceIncrement is null or <= 0)
        {
            return;
        }

        fields.WriteDecimalOrEmpty(order.ScalePriceAdjustValue);
        fields.WriteInt32OrEmpty(order.ScalePriceAdjustInterval);
        fields.WriteDecimalOrEmpty(order.ScaleProfitOffset);
        fields.WriteBool(order.ScaleAutoReset);
        fields.WriteInt32OrEmpty(order.ScaleInitPosition);
        fields.WriteInt32OrEmpty(order.ScaleInitFillQty);
        fields.WriteBool(order.ScaleRandomPercent);
    }
}
