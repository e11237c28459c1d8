using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>All completed orders have been sent.</summary>
public sealed record CompletedOrdersEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.CompletedOrdersEnd;

    public static CompletedOrdersEndMessage Decode(ref FieldReader fields) => new();

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
    }
}
