using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Limits of PEG BEST and PEG MID; always there in what the server sends.</summary>
internal static class OrderPegTail
{
    public static TwsOrder Read(ref FieldReader fields, TwsOrder order) =>
        order with
        {
            MinTradeQty = fields.ReadInt32OrEmpty("minTradeQty"),
            MinCompeteSize = fields.ReadInt32OrEmpty("minCompeteSize"),
            CompeteAgainstBestOffset = fields.ReadDecimalOrInfinity("competeAgainstBestOffset", out var upToMid),
            CompeteAgainstBestUpToMid = upToMid,
            MidOffsetAtWhole = fields.ReadDecimalOrEmpty("midOffsetAtWhole"),
            MidOffsetAtHalf = fields.ReadDecimalOrEmpty("midOffsetAtHalf"),
        };

    public static void Write(ref FieldWriter fields, TwsOrder order)
    {
        fields.WriteInt32OrEmpty(order.MinTradeQty);
        fields.WriteInt32OrEmpty(order.MinCompeteSize);
        fields.WriteDecimalOrInfinity(order.CompeteAgainstBestOffset, order.CompeteAgainstBestUpToMid);
        fields.WriteDecimalOrEmpty(order.MidOffsetAtWhole);
        fields.WriteDecimalOrEmpty(order.MidOffsetAtHalf);
    }
}
