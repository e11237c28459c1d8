using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A snapshot is complete.</summary>
public sealed record TickSnapshotEndMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.TickSnapshotEnd;

    public int ReqId { get; init; }

    public static TickSnapshotEndMessage Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(1);
        fields.WriteInt32(ReqId);
    }
}
