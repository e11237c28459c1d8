using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a position stream by account or model.</summary>
public sealed record CancelPositionsMultiRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelPositionsMulti;

    public int ReqId { get; init; }

    public static CancelPositionsMultiRequest Decode(ref FieldReader fields)
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
