using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends an order-book line.</summary>
public sealed record CancelMktDepthRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelMktDepth;

    public int ReqId { get; init; }

    /// <summary>Must equal the subscription's value.</summary>
    public bool IsSmartDepth { get; init; }

    public static CancelMktDepthRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            IsSmartDepth = fields.ReadBool("isSmartDepth"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteBool(IsSmartDepth);
    }
}
