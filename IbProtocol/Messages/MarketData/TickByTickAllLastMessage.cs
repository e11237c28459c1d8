using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One trade (kinds Last and AllLast).</summary>
public readonly record struct TickByTickAllLastMessage : IServerMessage
{
    private const int PastLimitBit = 1;
    private const int UnreportedBit = 2;

    public ServerMessageId MessageId => ServerMessageId.TickByTick;

    public int ReqId { get; init; }

    /// <summary>Last or AllLast.</summary>
    public TickByTickKind Kind { get; init; }

    public DateTimeOffset Time { get; init; }

    public decimal? Price { get; init; }

    public decimal? Size { get; init; }

    public bool PastLimit { get; init; }

    public bool Unreported { get; init; }

    public InlineText Exchange { get; init; }

    public InlineText SpecialConditions { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TickByTickAllLastMessage Decode<TReader>(ref TReader fields, int reqId, TickByTickKind kind)
        where TReader : struct, IFieldReader, allows ref struct
    {
        var time = fields.ReadUnixSeconds("time");
        var price = fields.ReadDecimalOrMax("price");
        var size = fields.ReadQuantityOrEmpty("size");
        var mask = fields.ReadInt32("mask");
        return new()
        {
            ReqId = reqId,
            Kind = kind,
            Time = time,
            Price = price,
            Size = size,
            PastLimit = (mask & PastLimitBit) != 0,
            Unreported = (mask & UnreportedBit) != 0,
            Exchange = fields.ReadInlineText("exchange"),
            SpecialConditions = fields.ReadInlineText("specialConditions"),
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32((int)Kind);
        fields.WriteUnixSeconds(Time);
        fields.WriteDecimalOrMax(Price);
        fields.WriteQuantityOrEmpty(Size);
        fields.WriteInt32((PastLimit ? PastLimitBit : 0) | (Unreported ? UnreportedBit : 0));
        fields.WriteInlineText(Exchange, "exchange");
        fields.WriteInlineText(SpecialConditions, "specialConditions");
    }
}
