using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The first batch of an account summary is complete.</summary>
public sealed record AccountSummaryEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountSummaryEnd;

    public int ReqId { get; init; }

    public static AccountSummaryEndMessage Decode(ref FieldReader fields)
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
