using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to one position's profit and loss, about once a second.</summary>
public sealed record PnLSingleRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqPnLSingle;

    public int ReqId { get; init; }

    public string Account { get; init; } = "";

    public string? ModelCode { get; init; }

    public int ConId { get; init; }

    public static PnLSingleRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadString("account"),
            ModelCode = fields.ReadText("modelCode"),
            ConId = fields.ReadInt32("conId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        fields.WriteText(ModelCode, "modelCode");
        fields.WriteInt32(ConId);
    }
}
