using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Binds future manual orders to client 0.</summary>
public sealed record AutoOpenOrdersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqAutoOpenOrders;

    public bool AutoBind { get; init; }

    public static AutoOpenOrdersRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            AutoBind = fields.ReadBool("autoBind"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteBool(AutoBind);
    }
}
