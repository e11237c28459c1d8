using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Sets how much the server logs: 1 system to 5 detail.</summary>
public sealed record SetServerLogLevelRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.SetServerLogLevel;

    public int LogLevel { get; init; }

    public static SetServerLogLevelRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            LogLevel = fields.ReadInt32("logLevel"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(LogLevel);
    }
}
