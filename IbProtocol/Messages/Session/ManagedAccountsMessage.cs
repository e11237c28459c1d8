using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The accounts of this login. Comes after startApi, before or after <see cref="NextValidIdMessage"/>.</summary>
public sealed record ManagedAccountsMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.ManagedAccounts;

    /// <summary>Comma list; may end with a comma.</summary>
    public string AccountsList { get; init; } = "";

    public static ManagedAccountsMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            AccountsList = fields.ReadString("accountsList"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteText(AccountsList, "accountsList");
    }
}
