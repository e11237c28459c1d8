using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a histogram query.</summary>
public sealed record CancelHistogramDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelHistogramData;

    public int ReqId { get; init; }

    public static CancelHistogramDataRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
