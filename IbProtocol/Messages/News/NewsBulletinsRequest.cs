using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to exchange bulletins.</summary>
public sealed record NewsBulletinsRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqNewsBulletins;

    public bool AllMessages { get; init; }

    public static NewsBulletinsRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            AllMessages = fields.ReadBool("allMessages"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteBool(AllMessages);
    }
}
