using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Limits of PEG BEST and PEG MID as a client sends them: each only where the order uses it.</summary>
internal static class OrderPegRequest
{
    private const string PegBest = "PEG BEST";
    private const string PegMid = "PEG MID";
    private const string IbkrAts = "IBKRATS";

    public static TwsOrder Read(ref FieldReader fields, TwsContract contract, TwsOrder order)
    {
        if (contract.Exchange == IbkrAts)
        {
            order = order with { MinTradeQty = fields.ReadInt32OrEmpty("minTradeQty") };
        }

        if (order.OrderType == PegBest)
        {
            order = order with
            {
                MinCompeteSize = fields.ReadInt32OrEmpty("minCompeteSize"),
                CompeteAgainstBestOffset = fields.ReadDecimalOrInfinity("competeAgainstBestOffset", out var upToMid),
                CompeteAgainstBestUpToMid = upToMid,
            };
        }

        return HasMidOffsets(order)
            ? order with
            {
                MidOffsetAtWhole = fields.ReadDecimalOrEmpty("midOffsetAtWhole"),
                MidOffsetAtHalf = fields.ReadDecimalOrEmpty("midOffsetAtHalf"),
            }
            : order;
    }

    public static void Write(ref FieldWriter fields, TwsContract contract, TwsOrder order)
    {
        if (contract.Exchange == IbkrAts)
        {
            fields.WriteInt32OrEmpty(order.MinTradeQty);
        }

        if (order.OrderType == PegBest)
        {
            fields.WriteInt32OrEmpty(order.MinCompeteSize);
            fields.WriteDecimalOrInfinity(order.CompeteAgainstBestOffset, order.CompeteAgainstBestUpToMid);
        }

        if (HasMidOffsets(order))
        {
            fields.WriteDecimalOrEmpty(order.MidOffsetAtWhole);
            fields.WriteDecimalOrEmpty(order.MidOffsetAtHalf);
        }
    }

    private static bool HasMidOffsets(TwsOrder order) =>
        order.OrderType == PegMid || (order.OrderType == PegBest && order.CompeteAgainstBestUpToMid);
}
