using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for positions by account or model.</summary>
public sealed record PositionsMultiRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqPositionsMulti;

    public int ReqId { get; init; }

    public string? Account { get; init; }

    public string? ModelCode { get; init; }

    public static PositionsMultiRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadText("account"),
            ModelCode = fields.ReadText("modelCode"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        fields.WriteText(ModelCode, "modelCode");
    }
}
