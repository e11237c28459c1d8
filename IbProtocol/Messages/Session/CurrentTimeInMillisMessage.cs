using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The server's time, to the millisecond.</summary>
public sealed record CurrentTimeInMillisMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.CurrentTimeInMillis;

    public DateTimeOffset Time { get; init; }

    public static CurrentTimeInMillisMessage Decode(ref FieldReader fields) =>
        new()
        {
            Time = fields.ReadUnixMilliseconds("time"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteUnixMilliseconds(Time);
    }
}
