using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends a head-timestamp query.</summary>
public sealed record CancelHeadTimestampRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelHeadTimestamp;

    public int ReqId { get; init; }

    public static CancelHeadTimestampRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
    }
}
