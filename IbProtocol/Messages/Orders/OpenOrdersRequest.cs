using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for this client's open orders; client 0 also binds manual orders.</summary>
public sealed record OpenOrdersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqOpenOrders;

    public static OpenOrdersRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
