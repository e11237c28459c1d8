using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A display group now shows this contract.</summary>
public sealed record DisplayGroupUpdatedMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.DisplayGroupUpdated;

    public int ReqId { get; init; }

    public string? ContractInfo { get; init; }

    public static DisplayGroupUpdatedMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            ContractInfo = fields.ReadText("contractInfo"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(ContractInfo, "contractInfo");
    }
}
