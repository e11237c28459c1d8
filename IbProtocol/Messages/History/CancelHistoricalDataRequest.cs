using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a historical query or bar stream.</summary>
public sealed record CancelHistoricalDataRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelHistoricalData;

    public int ReqId { get; init; }

    public static CancelHistoricalDataRequest Decode(ref FieldReader fields)
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
