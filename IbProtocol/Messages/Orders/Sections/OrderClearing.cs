using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Who clears the trade.</summary>
internal static class OrderClearing
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            ClearingAccount = fields.ReadText("clearingAccount"),
            ClearingIntent = fields.ReadText("clearingIntent"),
            NotHeld = fields.ReadBool("notHeld"),
        };

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteText(order.ClearingAccount, "clearingAccount");
        fields.WriteText(order.ClearingIntent, "clearingIntent");
        fields.WriteBool(order.NotHeld);
    }
}
