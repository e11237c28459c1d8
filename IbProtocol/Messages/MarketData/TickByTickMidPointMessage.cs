using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A new mid-point.</summary>
public readonly record struct TickByTickMidPointMessage : IServerMessage
{
    public ServerMessageId MessageId => ServerMessageId.TickByTick;

    public int ReqId { get; init; }

    public DateTimeOffset Time { get; init; }

    public decimal? MidPoint { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TickByTickMidPointMessage Decode<TReader>(ref TReader fields, int reqId)
        where TReader : struct, IFieldReader, allows ref struct =>
        new()
        {
            ReqId = reqId,
            Time = fields.ReadUnixSeconds("time"),
            MidPoint = fields.ReadDecimalOrMax("midPoint"),
        };

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32((int)TickByTickKind.MidPoint);
        fields.WriteUnixSeconds(Time);
        fields.WriteDecimalOrMax(MidPoint);
    }
}
