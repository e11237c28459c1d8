using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a profit-and-loss stream.</summary>
public sealed record CancelPnLRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelPnL;

    public int ReqId { get; init; }

    public static CancelPnLRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
