using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks which exchanges offer market depth.</summary>
public sealed record MktDepthExchangesRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqMktDepthExchanges;

    public static MktDepthExchangesRequest Decode(ref FieldReader fields) => new();

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
    }
}
