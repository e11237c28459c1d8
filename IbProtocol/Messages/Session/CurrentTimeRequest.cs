using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the server's time in seconds; also serves as heartbeat.</summary>
public sealed record CurrentTimeRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqCurrentTime;

    public static CurrentTimeRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
