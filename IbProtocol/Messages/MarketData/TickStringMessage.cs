using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A text of a quote line, such as the last trade's time.</summary>
public readonly record struct TickStringMessage : IServerMessage
{
    public ServerMessageId MessageId => ServerMessageId.TickString;

    public int ReqId { get; init; }

    public int TickType { get; init; }

    public InlineText Value { get; init; }

    public static TickStringMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            TickType = fields.ReadInt32("tickType"),
            Value = fields.ReadInlineText("value"),
        };
    }

    public void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(6);
        fields.WriteInt32(ReqId);
        fields.WriteInt32(TickType);
        fields.WriteInlineText(Value, "value");
    }
}
