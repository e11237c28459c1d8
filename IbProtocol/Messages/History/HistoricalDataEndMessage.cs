using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The history is complete. Only from server version 196; below, <see cref="HistoricalDataMessage"/> is its own end.</summary>
public sealed record HistoricalDataEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalDataEnd;

    public int ReqId { get; init; }

    public string? Start { get; init; }

    public string? End { get; init; }

    public static HistoricalDataEndMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Start = fields.ReadText("start"),
            End = fields.ReadText("end"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Start, "start");
        fields.WriteText(End, "end");
    }
}
