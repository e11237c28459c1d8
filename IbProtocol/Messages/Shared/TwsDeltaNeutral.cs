using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The contract that hedges a delta-neutral combination.</summary>
public sealed record TwsDeltaNeutral
{
    public int ConId { get; init; }

    public decimal Delta { get; init; }

    public decimal Price { get; init; }

    /// <summary>A presence flag, then the block.</summary>
    public static TwsDeltaNeutral? DecodeOptional(ref FieldReader fields)
    {
        if (!fields.ReadBool("hasDeltaNeutral"))
        {
            return null;
        }

        return new()
        {
            ConId = fields.ReadInt32("dn.conId"),
            Delta = fields.ReadDecimal("dn.delta"),
            Price = fields.ReadDecimal("dn.price"),
        };
    }

    /// <inheritdoc cref="DecodeOptional"/>
    public static void EncodeOptional(ref FieldWriter fields, TwsDeltaNeutral? value)
    {
        fields.WriteBool(value is not null);
        if (value is null)
        {
            return;
        }

        fields.WriteInt32(value.ConId);
        fields.WriteDecimal(value.Delta);
        fields.WriteDecimal(value.Price);
    }
}
