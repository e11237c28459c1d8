using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The start of a contract's history.</summary>
public sealed record HeadTimestampMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HeadTimestamp;

    public int ReqId { get; init; }

    public string? HeadTimestamp { get; init; }

    public static HeadTimestampMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            HeadTimestamp = fields.ReadText("headTimestamp"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(HeadTimestamp, "headTimestamp");
    }
}
