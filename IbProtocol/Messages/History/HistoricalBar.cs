using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A past bar.</summary>
public sealed record HistoricalBar
{
    /// <summary>Start of the bar: yyyyMMdd, text with a zone, or epoch seconds; see <see cref="TwsTime"/>.</summary>
    public string Time { get; init; } = "";

    public decimal? Open { get; init; }

    public decimal? High { get; init; }

    public decimal? Low { get; init; }

    public decimal? Close { get; init; }

    /// <summary>Absent where it does not apply.</summary>
    public decimal? Volume { get; init; }

    /// <summary>Volume-weighted average price; absent where it does not apply.</summary>
    public decimal? Wap { get; init; }

    /// <summary>Number of trades; absent where it does not apply.</summary>
    public int? Count { get; init; }

    public static HistoricalBar Decode(ref FieldReader fields) =>
        new()
        {
            Time = fields.ReadString("bar.time"),
            Open = fields.ReadDecimalOrMax("bar.open"),
            High = fields.ReadDecimalOrMax("bar.high"),
            Low = fields.ReadDecimalOrMax("bar.low"),
            Close = fields.ReadDecimalOrMax("bar.close"),
            Volume = NotApplicable.ReadQuantity(ref fields, "bar.volume"),
            Wap = NotApplicable.ReadQuantity(ref fields, "bar.wap"),
            Count = NotApplicable.ReadCount(ref fields, "bar.count"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Time, "bar.time");
        fields.WriteDecimalOrMax(Open);
        fields.WriteDecimalOrMax(High);
        fields.WriteDecimalOrMax(Low);
        fields.WriteDecimalOrMax(Close);
        NotApplicable.WriteQuantity(ref fields, Volume);
        NotApplicable.WriteQuantity(ref fields, Wap);
        NotApplicable.WriteCount(ref fields, Count);
    }
}
