using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a position's profit-and-loss stream.</summary>
public sealed record CancelPnLSingleRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelPnLSingle;

    public int ReqId { get; init; }

    public static CancelPnLSingleRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
