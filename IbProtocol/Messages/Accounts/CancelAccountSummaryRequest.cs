using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends an account summary.</summary>
public sealed record CancelAccountSummaryRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelAccountSummary;

    public int ReqId { get; init; }

    public static CancelAccountSummaryRequest Decode(ref FieldReader fields)
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
