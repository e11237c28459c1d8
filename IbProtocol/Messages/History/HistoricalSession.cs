using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One trading session.</summary>
public sealed record HistoricalSession
{
    public string? Start { get; init; }

    public string? End { get; init; }

    public string? RefDate { get; init; }

    public static HistoricalSession Decode(ref FieldReader fields) =>
        new()
        {
            Start = fields.ReadText("start"),
            End = fields.ReadText("end"),
            RefDate = fields.ReadText("refDate"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Start, "start");
        fields.WriteText(End, "end");
        fields.WriteText(RefDate, "refDate");
    }
}
