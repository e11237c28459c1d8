using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>All positions have been sent; changes follow.</summary>
public sealed record PositionEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.PositionEnd;

    public static PositionEndMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
