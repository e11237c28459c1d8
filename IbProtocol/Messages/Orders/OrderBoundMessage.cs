using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A manual order got an order id of this client.</summary>
public sealed record OrderBoundMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.OrderBound;

    public long? PermId { get; init; }

    public int ClientId { get; init; }

    public int OrderId { get; init; }

    public static OrderBoundMessage Decode(ref FieldReader fields) =>
        new()
        {
            PermId = fields.ReadPermId("permId"),
            ClientId = fields.ReadInt32("clientId"),
            OrderId = fields.ReadInt32("orderId"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WritePermId(PermId);
        fields.WriteInt32(ClientId);
        fields.WriteInt32(OrderId);
    }
}
