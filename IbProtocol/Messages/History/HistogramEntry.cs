using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Size traded at one price.</summary>
public sealed record HistogramEntry
{
    public decimal Price { get; init; }

    public decimal? Size { get; init; }

    public static HistogramEntry Decode(ref FieldReader fields) =>
        new()
        {
            Price = fields.ReadDecimal("price"),
            Size = fields.ReadQuantityOrEmpty("size"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteDecimal(Price);
        fields.WriteQuantityOrEmpty(Size);
    }
}
