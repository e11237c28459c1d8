using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The server's time.</summary>
public sealed record CurrentTimeMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.CurrentTime;

    public DateTimeOffset Time { get; init; }

    public static CurrentTimeMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Time = fields.ReadUnixSeconds("time"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteUnixSeconds(Time);
    }
}
