using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Facts about a quote line, once at its start.</summary>
public sealed record TickReqParamsMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.TickReqParams;

    public int ReqId { get; init; }

    public decimal? MinTick { get; init; }

    /// <summary>Key for <see cref="SmartComponentsRequest"/>.</summary>
    public string? BboExchange { get; init; }

    public int SnapshotPermissions { get; init; }

    public static TickReqParamsMessage Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            MinTick = fields.ReadDecimalOrMax("minTick"),
            BboExchange = fields.ReadText("bboExchange"),
            SnapshotPermissions = fields.ReadInt32("snapshotPermissions"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteDecimalOrMax(MinTick);
        fields.WriteText(BboExchange, "bboExchange");
        fields.WriteInt32(SnapshotPermissions);
    }
}
