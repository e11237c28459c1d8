using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>When the values were computed: hours and minutes, server local time.</summary>
public sealed record AccountUpdateTimeMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.AccountUpdateTime;

    public string Timestamp { get; init; } = "";

    public static AccountUpdateTimeMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            Timestamp = fields.ReadString("timestamp"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteText(Timestamp, "timestamp");
    }
}
