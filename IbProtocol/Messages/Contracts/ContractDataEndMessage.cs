using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>All contracts that fit have been sent.</summary>
public sealed record ContractDataEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.ContractDataEnd;

    public int ReqId { get; init; }

    public static ContractDataEndMessage Decode(ref FieldReader fields)
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
