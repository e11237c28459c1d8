using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The advisor configuration was replaced.</summary>
public sealed record ReplaceFaEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.ReplaceFAEnd;

    public int ReqId { get; init; }

    public string? Text { get; init; }

    public static ReplaceFaEndMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Text = fields.ReadText("text"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Text, "text");
    }
}
