using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for account values by account or model.</summary>
public sealed record AccountUpdatesMultiRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqAccountUpdatesMulti;

    public int ReqId { get; init; }

    public string? Account { get; init; }

    public string? ModelCode { get; init; }

    public bool LedgerAndNLV { get; init; }

    public static AccountUpdatesMultiRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadText("account"),
            ModelCode = fields.ReadText("modelCode"),
            LedgerAndNLV = fields.ReadBool("ledgerAndNLV"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        fields.WriteText(ModelCode, "modelCode");
        fields.WriteBool(LedgerAndNLV);
    }
}
