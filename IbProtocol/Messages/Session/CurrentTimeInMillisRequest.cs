using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the server's time in milliseconds. Only from server version 197.</summary>
public sealed record CurrentTimeInMillisRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqCurrentTimeInMillis;

    public static CurrentTimeInMillisRequest Decode(ref FieldReader fields) => new();

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
    }
}
