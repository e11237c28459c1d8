using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the open orders of all clients and of TWS.</summary>
public sealed record AllOpenOrdersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqAllOpenOrders;

    public static AllOpenOrdersRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
