using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a quote line.</summary>
public sealed record CancelMktDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelMktData;

    public int ReqId { get; init; }

    public static CancelMktDataRequest Decode(ref FieldReader fields)
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
