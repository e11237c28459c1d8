using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the news sources.</summary>
public sealed record NewsProvidersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqNewsProviders;

    public static NewsProvidersRequest Decode(ref FieldReader fields) => new();

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
    }
}
