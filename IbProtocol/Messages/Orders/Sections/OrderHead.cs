using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Side, quantity, type, prices and identity: the first fields of every order message.</summary>
internal static class OrderHead
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            Action = fields.ReadText("action"),
            TotalQuantity = fields.ReadQuantityOrEmpty("totalQuantity"),
            OrderType = fields.ReadText("orderType"),
            LmtPrice = fields.ReadDecimalOrEmpty("lmtPrice"),
            AuxPrice = fields.ReadDecimalOrEmpty("auxPrice"),
            Tif = fields.ReadText("tif"),
            OcaGroup = fields.ReadText("ocaGroup"),
            Account = fields.ReadText("account"),
            OpenClose = fields.ReadText("openClose"),
            Origin = fields.ReadInt32("origin"),
            OrderRef = fields.ReadText("orderRef"),
        };

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteText(order.Action, "action");
        fields.WriteQuantityOrEmpty(order.TotalQuantity);
        fields.WriteText(order.OrderType, "orderType");
        fields.WriteDecimalOrEmpty(order.LmtPrice);
        fields.WriteDecimalOrEmpty(order.AuxPrice);
        fields.WriteText(order.Tif, "tif");
        fields.WriteText(order.OcaGroup, "ocaGroup");
        fields.WriteText(order.Account, "account");
        fields.WriteText(order.OpenClose, "openClose");
        fields.WriteInt32(order.Origin);
        fields.WriteText(order.OrderRef, "orderRef");
    }
}
