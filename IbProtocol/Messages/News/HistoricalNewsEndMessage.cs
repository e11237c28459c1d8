using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The headlines are complete.</summary>
public sealed record HistoricalNewsEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalNewsEnd;

    public int ReqId { get; init; }

    public bool HasMore { get; init; }

    public static HistoricalNewsEndMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            HasMore = fields.ReadBool("hasMore"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteBool(HasMore);
    }
}
