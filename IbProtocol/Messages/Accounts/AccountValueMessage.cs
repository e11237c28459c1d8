using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One value of the subscribed account.</summary>
public sealed record AccountValueMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountValue;

    public string Key { get; init; } = "";

    public string Value { get; init; } = "";

    /// <summary>A currency, BASE for the total, or none.</summary>
    public string? Currency { get; init; }

    public string AccountName { get; init; } = "";

    public static AccountValueMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Key = fields.ReadString("key"),
            Value = fields.ReadString("value"),
            Currency = fields.ReadText("currency"),
            AccountName = fields.ReadString("accountName"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(2);
        fields.WriteText(Key, "key");
        fields.WriteText(Value, "value");
        fields.WriteText(Currency, "currency");
        fields.WriteText(AccountName, "accountName");
    }
}
