using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A size of a quote line.</summary>
public readonly record struct TickSizeMessage : IServerMessage
{
    public ServerMessageId MessageId => ServerMessageId.TickSize;

    public int ReqId { get; init; }

    public int TickType { get; init; }

    public decimal? Size { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TickSizeMessage Decode<TReader>(ref TReader fields)
        where TReader : struct, IFieldReader, allows ref struct
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            TickType = fields.ReadInt32("tickType"),
            Size = fields.ReadQuantityOrEmpty("size"),
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(6);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(TickType);
        fields.WriteQuantityOrEmpty(Size);
    }
}
