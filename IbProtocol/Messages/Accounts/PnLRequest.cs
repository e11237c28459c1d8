using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to an account's profit and loss, about once a second.</summary>
public sealed record PnLRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqPnL;

    public int ReqId { get; init; }

    public string Account { get; init; } = "";

    public string? ModelCode { get; init; }

    public static PnLRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadString("account"),
            ModelCode = fields.ReadText("modelCode"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        fields.WriteText(ModelCode, "modelCode");
    }
}
