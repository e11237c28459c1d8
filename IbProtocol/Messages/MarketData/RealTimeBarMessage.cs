using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A five-second bar.</summary>
public readonly record struct RealTimeBarMessage : IServerMessage
{
    private const int LastVersion = 3;

    public ServerMessageId MessageId => ServerMessageId.RealTimeBar;

    public int ReqId { get; init; }

    /// <summary>Start of the bar.</summary>
    public DateTimeOffset Time { get; init; }

    public decimal? Open { get; init; }

    public decimal? High { get; init; }

    public decimal? Low { get; init; }

    public decimal? Close { get; init; }

    /// <summary>Absent where it does not apply.</summary>
    public decimal? Volume { get; init; }

    /// <summary>Volume-weighted average price; absent where it does not apply.</summary>
    public decimal? Wap { get; init; }

    /// <summary>Number of trades; absent where it does not apply.</summary>
    public int? Count { get; init; }

    public static RealTimeBarMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Time = fields.ReadUnixSeconds("time"),
            Open = fields.ReadDecimalOrMax("open"),
            High = fields.ReadDecimalOrMax("high"),
            Low = fields.ReadDecimalOrMax("low"),
            Close = fields.ReadDecimalOrMax("close"),
            Volume = NotApplicable.ReadQuantity(ref fields, "volume"),
            Wap = NotApplicable.ReadQuantity(ref fields, "wap"),
            Count = NotApplicable.ReadCount(ref fields, "count"),
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(LastVersion);
        fields.WriteInt32(ReqId);
        fields.WriteUnixSeconds(Time);
        fields.WriteDecimalOrMax(Open);
        fields.WriteDecimalOrMax(High);
        fields.WriteDecimalOrMax(Low);
        fields.WriteDecimalOrMax(Close);
        NotApplicable.WriteQuantity(ref fields, Volume);
        NotApplicable.WriteQuantity(ref fields, Wap);
        NotApplicable.WriteCount(ref fields, Count);
    }
}
