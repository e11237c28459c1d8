using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One value of an account summary.</summary>
public sealed record AccountSummaryMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountSummary;

    public int ReqId { get; init; }

    public string Account { get; init; } = "";

    public string Tag { get; init; } = "";

    public string Value { get; init; } = "";

    public string? Currency { get; init; }

    public static AccountSummaryMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Account = fields.ReadString("account"),
            Tag = fields.ReadString("tag"),
            Value = fields.ReadString("value"),
            Currency = fields.ReadText("currency"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
        fields.WriteText(Account, "account");
        fields.WriteText(Tag, "tag");
        fields.WriteText(Value, "value");
        fields.WriteText(Currency, "currency");
    }
}
