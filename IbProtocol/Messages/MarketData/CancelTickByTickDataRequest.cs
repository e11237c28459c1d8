using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a tick-by-tick line.</summary>
public sealed record CancelTickByTickDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelTickByTickData;

    public int ReqId { get; init; }

    public static CancelTickByTickDataRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
