using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>The contract that hedges a delta-neutral combination.</summary>
public sealed record TwsDeltaNeutral
{
    public int ConId { get; init; }

    /// <summary>Null when the server left it unset.</summary>
    public decimal? Delta { get; init; } = 0;

    /// <summary>Null when the server left it unset.</summary>
    public decimal? Price { get; init; } = 0;

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
            Delta = fields.ReadDecimalOrMax("dn.delta"),
            Price = fields.ReadDecimalOrMax("dn.price"),
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
        fields.WriteDecimalOrMax(value.Delta);
        fields.WriteDecimalOrMax(value.Price);
    }
}
