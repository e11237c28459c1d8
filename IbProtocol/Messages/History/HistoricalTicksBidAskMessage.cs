using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Past best bids and asks.</summary>
public sealed record HistoricalTicksBidAskMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalTicksBidAsk;

    public int ReqId { get; init; }

    public ValueList<HistoricalTickBidAsk> Ticks { get; init; } = [];

    /// <summary>No more ticks follow for this request.</summary>
    public bool Done { get; init; }

    public static HistoricalTicksBidAskMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Ticks = fields.ReadList("tickCount", HistoricalTickBidAsk.Decode),
            Done = fields.ReadBool("done"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Ticks, static (ref FieldWriter item, HistoricalTickBidAsk tick) => tick.Encode(ref item));
        fields.WriteBool(Done);
    }
}

/// <summary>A past best bid and ask. The mask's bits are reversed against tick-by-tick.</summary>
public sealed record HistoricalTickBidAsk
{
    private const int AskPastHighBit = 1;
    private const int BidPastLowBit = 2;

    public DateTimeOffset Time { get; init; }

    public decimal? PriceBid { get; init; }

    public decimal? PriceAsk { get; init; }

    public decimal? SizeBid { get; init; }

    public decimal? SizeAsk { get; init; }

    public bool BidPastLow { get; init; }

    public bool AskPastHigh { get; init; }

    internal static HistoricalTickBidAsk Decode(ref FieldReader fields)
    {
        var time = fields.ReadUnixSeconds("tick.time");
        var mask = fields.ReadInt32("tick.mask");
        return new()
        {
            Time = time,
            BidPastLow = (mask & BidPastLowBit) != 0,
            AskPastHigh = (mask & AskPastHighBit) != 0,
            PriceBid = fields.ReadDecimalOrMax("tick.priceBid"),
            PriceAsk = fields.ReadDecimalOrMax("tick.priceAsk"),
            SizeBid = fields.ReadQuantityOrEmpty("tick.sizeBid"),
            SizeAsk = fields.ReadQuantityOrEmpty("tick.sizeAsk"),
        };
    }

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteUnixSeconds(Time);
        fields.WriteInt32((AskPastHigh ? AskPastHighBit : 0) | (BidPastLow ? BidPastLowBit : 0));
        fields.WriteDecimalOrMax(PriceBid);
        fields.WriteDecimalOrMax(PriceAsk);
        fields.WriteQuantityOrEmpty(SizeBid);
        fields.WriteQuantityOrEmpty(SizeAsk);
    }
}
