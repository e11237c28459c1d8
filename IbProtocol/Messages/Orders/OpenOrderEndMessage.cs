using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>All open orders have been sent.</summary>
public sealed record OpenOrderEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.OpenOrderEnd;

    public static OpenOrderEndMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new();
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
    }
}
