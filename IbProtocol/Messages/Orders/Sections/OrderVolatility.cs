using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Volatility orders and their delta hedge. The three order messages differ in details, see <see cref="Layout"/>.</summary>
internal static class OrderVolatility
{
    /// <summary>Which message the section belongs to.</summary>
    internal enum Layout
    {
        /// <summary>Unset types are empty.</summary>
        Place,

        /// <summary>Types are always numbers.</summary>
        Open,

        /// <summary>As open, with a shorter hedge block.</summary>
        Completed,
    }

    public static TwsOrder Read(ref FieldReader fields, TwsOrder order, Layout layout)
    {
        order = order with
        {
            Volatility = fields.ReadDecimalOrEmpty("volatility"),
            VolatilityType = ReadType(ref fields, "volatilityType", layout),
            DeltaNeutralOrderType = fields.ReadText("deltaNeutralOrderType"),
            DeltaNeutralAuxPrice = fields.ReadDecimalOrEmpty("deltaNeutralAuxPrice"),
        };
        if (order.DeltaNeutralOrderType is not null)
        {
            order = ReadHedge(ref fields, order, layout);
        }

        return order with
        {
            ContinuousUpdate = fields.ReadInt32("continuousUpdate"),
            ReferencePriceType = ReadType(ref fields, "referencePriceType", layout),
        };
    }

    public static void Write(ref FieldWriter fields, TwsOrder order, Layout layout)
    {
        fields.WriteDecimalOrEmpty(order.Volatility);
        WriteType(ref fields, order.VolatilityType, layout);
        fields.WriteText(order.DeltaNeutralOrderType, "deltaNeutralOrderType");
        fields.WriteDecimalOrEmpty(order.DeltaNeutralAuxPrice);
        if (!string.IsNullOrEmpty(order.DeltaNeutralOrderType))
        {
            WriteHedge(ref fields, order, layout);
        }

        fields.WriteInt32(order.ContinuousUpdate);
        WriteType(ref fields, order.ReferencePriceType, layout);
    }

    private static TwsOrder ReadHedge(ref FieldReader fields, TwsOrder order, Layout layout)
    {
        order = order with { DeltaNeutralConId = fields.ReadInt32("deltaNeutralConId") };
        if (layout != Layout.Completed)
        {
            order = order with
            {
                DeltaNeutralSettlingFirm = fields.ReadText("deltaNeutralSettlingFirm"),
                DeltaNeutralClearingAccount = fields.ReadText("deltaNeutralClearingAccount"),
                DeltaNeutralClearingIntent = fields.ReadText("deltaNeutralClearingIntent"),
                DeltaNeutralOpenClose = fields.ReadText("deltaNeutralOpenClose"),
            };
        }

        return order with
        {
            DeltaNeutralShortSale = fields.ReadBool("deltaNeutralShortSale"),
            DeltaNeutralShortSaleSlot = fields.ReadInt32("deltaNeutralShortSaleSlot"),
            DeltaNeutralDesignatedLocation = fields.ReadText("deltaNeutralDesignatedLocation"),
        };
    }

    private static void WriteHedge(ref FieldWriter fields, TwsOrder order, Layout layout)
    {
        fields.WriteInt32(order.DeltaNeutralConId);
        if (layout != Layout.Completed)
        {
            fields.WriteText(order.DeltaNeutralSettlingFirm, "deltaNeutralSettlingFirm");
            fields.WriteText(order.DeltaNeutralClearingAccount, "deltaNeutralClearingAccount");
            fields.WriteText(order.DeltaNeutralClearingIntent, "deltaNeutralClearingIntent");
            fields.WriteText(order.DeltaNeutralOpenClose, "deltaNeutralOpenClose");
        }

        fields.WriteBool(order.DeltaNeutralShortSale);
        fields.WriteInt32(order.DeltaNeutralShortSaleSlot);
        fields.WriteText(order.DeltaNeutralDesignatedLocation, "deltaNeutralDesignatedLocation");
    }

    private static int? ReadType(ref FieldReader fields, string field, Layout layout) =>
        layout == Layout.Place ? fields.ReadInt32OrEmpty(field) : fields.ReadInt32OrMax(field);

    private static void WriteType(ref FieldWriter fields, int? value, Layout layout)
    {
        if (layout == Layout.Place)
        {
            fields.WriteInt32OrEmpty(value);
        }
        else
        {
            fields.WriteInt32OrMax(value);
        }
    }
}
