using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the soft-dollar tiers.</summary>
public sealed record SoftDollarTiersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqSoftDollarTiers;

    public int ReqId { get; init; }

    public static SoftDollarTiersRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
