using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>From this price on, prices move in these steps.</summary>
public sealed record PriceIncrement
{
    public decimal LowEdge { get; init; }

    public decimal Increment { get; init; }

    public static PriceIncrement Decode(ref FieldReader fields) =>
        new()
        {
            LowEdge = fields.ReadDecimal("lowEdge"),
            Increment = fields.ReadDecimal("increment"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteDecimal(LowEdge);
        fields.WriteDecimal(Increment);
    }
}
