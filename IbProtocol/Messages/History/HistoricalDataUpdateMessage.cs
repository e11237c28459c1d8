using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The forming bar of a query that is kept up to date; repeats until the bar closes.</summary>
/// <remarks>On the wire: count first, close before high and low, average before volume.</remarks>
public sealed record HistoricalDataUpdateMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalDataUpdate;

    public int ReqId { get; init; }

    public HistoricalBar Bar { get; init; } = new();

    public static HistoricalDataUpdateMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Bar = new()
            {
                Count = NotApplicable.ReadCount(ref fields, "count"),
                Time = fields.ReadString("time"),
                Open = fields.ReadDecimalOrMax("open"),
                Close = fields.ReadDecimalOrMax("close"),
                High = fields.ReadDecimalOrMax("high"),
                Low = fields.ReadDecimalOrMax("low"),
                Wap = NotApplicable.ReadQuantity(ref fields, "wap"),
                Volume = NotApplicable.ReadQuantity(ref fields, "volume"),
            },
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        NotApplicable.WriteCount(ref fields, Bar.Count);
        fields.WriteText(Bar.Time, "time");
        fields.WriteDecimalOrMax(Bar.Open);
        fields.WriteDecimalOrMax(Bar.Close);
        fields.WriteDecimalOrMax(Bar.High);
        fields.WriteDecimalOrMax(Bar.Low);
        NotApplicable.WriteQuantity(ref fields, Bar.Wap);
        NotApplicable.WriteQuantity(ref fields, Bar.Volume);
    }
}
