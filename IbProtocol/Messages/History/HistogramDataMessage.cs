using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Traded size per price.</summary>
public sealed record HistogramDataMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistogramData;

    public int ReqId { get; init; }

    public ValueList<HistogramEntry> Entries { get; init; } = [];

    public static HistogramDataMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Entries = fields.ReadList("entriesCount", HistogramEntry.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteList(Entries, static (ref FieldWriter item, HistogramEntry value) => value.Encode(ref item));
    }
}
