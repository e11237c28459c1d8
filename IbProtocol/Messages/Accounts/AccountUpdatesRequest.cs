using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to or leaves the values and portfolio of one account; one account at a time.</summary>
public sealed record AccountUpdatesRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqAccountUpdates;

    public bool Subscribe { get; init; }

    public string? AccountCode { get; init; }

    public static AccountUpdatesRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Subscribe = fields.ReadBool("subscribe"),
            AccountCode = fields.ReadText("accountCode"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(2);
        fields.WriteBool(Subscribe);
        fields.WriteText(AccountCode, "accountCode");
    }
}
