using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>How shares for a short sale are found.</summary>
internal static class OrderShortSale
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            ShortSaleSlot = fields.ReadInt32("shortSaleSlot"),
            DesignatedLocation = fields.ReadText("designatedLocation"),
            ExemptCode = fields.ReadInt32("exemptCode"),
        };

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteInt32(order.ShortSaleSlot);
        fields.WriteText(order.DesignatedLocation, "designatedLocation");
        fields.WriteInt32(order.ExemptCode);
    }
}
