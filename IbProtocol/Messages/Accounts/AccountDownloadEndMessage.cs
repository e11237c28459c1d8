using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The first batch of account values is complete.</summary>
public sealed record AccountDownloadEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountDownloadEnd;

    public string Account { get; init; } = "";

    public static AccountDownloadEndMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Account = fields.ReadString("account"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteText(Account, "account");
    }
}
