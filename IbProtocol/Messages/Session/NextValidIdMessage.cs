using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The lowest order id this client id may use next. Comes after startApi and on request.</summary>
public sealed record NextValidIdMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.NextValidId;

    public int OrderId { get; init; }

    public static NextValidIdMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            OrderId = fields.ReadInt32("orderId"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(OrderId);
    }
}
