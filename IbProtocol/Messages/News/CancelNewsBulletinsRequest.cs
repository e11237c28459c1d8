using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Ends the bulletins.</summary>
public sealed record CancelNewsBulletinsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CancelNewsBulletins;

    public static CancelNewsBulletinsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
