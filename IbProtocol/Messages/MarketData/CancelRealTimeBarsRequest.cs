using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a five-second bar line.</summary>
public sealed record CancelRealTimeBarsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelRealTimeBars;

    public int ReqId { get; init; }

    public static CancelRealTimeBarsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
    }
}
