using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The bars of one query, possibly none.</summary>
public sealed record HistoricalDataMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.HistoricalData;

    public int ReqId { get; init; }

    /// <summary>Only below server version 196, where this message is its own end marker.</summary>
    public string? Start { get; init; }

    /// <inheritdoc cref="Start"/>
    public string? End { get; init; }

    public ValueList<HistoricalBar> Bars { get; init; } = [];

    public static HistoricalDataMessage Decode(ref FieldReader fields, int serverVersion) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Start = serverVersion < Versions.HistoricalDataEnd ? fields.ReadText("startDate") : null,
            End = serverVersion < Versions.HistoricalDataEnd ? fields.ReadText("endDate") : null,
            Bars = fields.ReadList("barCount", HistoricalBar.Decode),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        if (serverVersion < Versions.HistoricalDataEnd)
        {
            fields.WriteText(Start, "startDate");
            fields.WriteText(End, "endDate");
        }

        fields.WriteList(Bars, static (ref FieldWriter item, HistoricalBar bar) => bar.Encode(ref item));
    }
}
