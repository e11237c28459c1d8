using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Past mid-points.</summary>
public sealed record HistoricalTicksMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalTicks;

    public int ReqId { get; init; }

    public ValueList<HistoricalTick> Ticks { get; init; } = [];

    /// <summary>No more ticks follow for this request.</summary>
    public bool Done { get; init; }

    public static HistoricalTicksMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Ticks = fields.ReadList("tickCount", HistoricalTick.Decode),
            Done = fields.ReadBool("done"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Ticks, static (ref FieldWriter item, HistoricalTick tick) => tick.Encode(ref item));
        fields.WriteBool(Done);
    }
}

/// <summary>A past mid-point.</summary>
public sealed record HistoricalTick
{
    public DateTimeOffset Time { get; init; }

    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    internal static HistoricalTick Decode(ref FieldReader fields)
    {
        var time = fields.ReadUnixSeconds("tick.time");
        fields.Skip("tick.mask");
        return new() { Time = time, Price = fields.ReadDecimalOrMax("tick.price"), Size = fields.ReadQuantityOrEmpty("tick.size") };
    }

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteUnixSeconds(Time);
        fields.WriteInt32(0);
        fields.WriteDecimalOrMax(Price);
        fields.WriteQuantityOrEmpty(Size);
    }
}
