using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One value by account or model.</summary>
public sealed record AccountUpdateMultiMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountUpdateMulti;

    public int ReqId { get; init; }

    public string Account { get; init; } = "";

    public string? ModelCode { get; init; }

    public string Key { get; init; } = "";

    public string Value { get; init; } = "";

    public string? Currency { get; init; }

    public static AccountUpdateMultiMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadString("account"),
            ModelCode = fields.ReadText("modelCode"),
            Key = fields.ReadString("key"),
            Value = fields.ReadString("value"),
            Currency = fields.ReadText("currency"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        fields.WriteText(ModelCode, "modelCode");
        fields.WriteText(Key, "key");
        fields.WriteText(Value, "value");
        fields.WriteText(Currency, "currency");
    }
}
