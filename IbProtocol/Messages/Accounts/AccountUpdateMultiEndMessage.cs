using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The first batch of values by account or model is complete.</summary>
public sealed record AccountUpdateMultiEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountUpdateMultiEnd;

    public int ReqId { get; init; }

    public static AccountUpdateMultiEndMessage Decode(ref FieldReader fields)
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
