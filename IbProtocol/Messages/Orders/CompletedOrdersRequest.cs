using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for orders that ended today.</summary>
public sealed record CompletedOrdersRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqCompletedOrders;

    public bool ApiOnly { get; init; }

    public static CompletedOrdersRequest Decode(ref FieldReader fields) =>
        new()
        {
            ApiOnly = fields.ReadBool("apiOnly"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteBool(ApiOnly);
    }
}
