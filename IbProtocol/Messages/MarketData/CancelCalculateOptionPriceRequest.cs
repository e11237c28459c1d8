using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a price calculation.</summary>
public sealed record CancelCalculateOptionPriceRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelCalculateOptionPrice;

    public int ReqId { get; init; }

    public static CancelCalculateOptionPriceRequest Decode(ref FieldReader fields)
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
