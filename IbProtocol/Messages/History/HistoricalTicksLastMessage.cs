using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Past trades.</summary>
public sealed record HistoricalTicksLastMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalTicksLast;

    public int ReqId { get; init; }

    public ValueList<HistoricalTickLast> Ticks { get; init; } = [];

    /// <summary>No more ticks follow for this request.</summary>
    public bool Done { get; init; }

    public static HistoricalTicksLastMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Ticks = fields.ReadList("tickCount", HistoricalTickLast.Decode),
            Done = fields.ReadBool("done"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Ticks, static (ref FieldWriter item, HistoricalTickLast tick) => tick.Encode(ref item));
        fields.WriteBool(Done);
    }
}

/// <summary>A past trade.</summary>
public sealed record HistoricalTickLast
{
    private const int PastLimitBit = 1;
    private const int UnreportedBit = 2;

    public DateTimeOffset Time { get; init; }

    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    public string? Exchange { get; init; }

    public string? SpecialConditions { get; init; }

    public bool PastLimit { get; init; }

    public bool Unreported { get; init; }

    internal static HistoricalTickLast Decode(ref FieldReader fields)
    {
        var time = fields.ReadUnixSeconds("tick.time");
        var mask = fields.ReadInt32("tick.mask");
        return new()
        {
            Time = time,
            PastLimit = (mask & PastLimitBit) != 0,
            Unreported = (mask & UnreportedBit) != 0,
            Price = fields.ReadDecimalOrMax("tick.price"),
            Size = fields.ReadQuantityOrEmpty("tick.size"),
            Exchange = fields.ReadText("tick.exchange"),
            SpecialConditions = fields.ReadText("tick.specialConditions"),
        };
    }

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteUnixSeconds(Time);
        fields.WriteInt32((PastLimit ? PastLimitBit : 0) | (Unreported ? UnreportedBit : 0));
        fields.WriteDecimalOrMax(Price);
        fields.WriteQuantityOrEmpty(Size);
        fields.WriteText(Exchange, "tick.exchange");
        fields.WriteText(SpecialConditions, "tick.specialConditions");
    }
}
