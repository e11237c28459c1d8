using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>An exchange bulletin.</summary>
public sealed record NewsBulletinMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.NewsBulletins;

    public int MsgId { get; init; }

    public int MsgType { get; init; }

    public string? Message { get; init; }

    public string? Exchange { get; init; }

    public static NewsBulletinMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            MsgId = fields.ReadInt32("msgId"),
            MsgType = fields.ReadInt32("msgType"),
            Message = fields.ReadText("message"),
            Exchange = fields.ReadText("exchange"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(MsgId);
        fields.WriteInt32(MsgType);
        fields.WriteText(Message, "message");
        fields.WriteText(Exchange, "exchange");
    }
}
