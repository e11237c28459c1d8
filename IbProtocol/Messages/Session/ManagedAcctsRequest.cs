using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the account list; answered by <see cref="ManagedAccountsMessage"/>.</summary>
public sealed record ManagedAcctsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqManagedAccts;

    public static ManagedAcctsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
