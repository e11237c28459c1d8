using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A soft-dollar tier; orders to the server carry the first two fields.</summary>
public sealed record TwsSoftDollarTier
{
    public string? Name { get; init; }

    public string? Value { get; init; }

    public string? DisplayName { get; init; }

    public static TwsSoftDollarTier Decode(ref FieldReader fields) =>
        new()
        {
            Name = fields.ReadText("tier.name"),
            Value = fields.ReadText("tier.value"),
            DisplayName = fields.ReadText("tier.displayName"),
        };

    internal static TwsSoftDollarTier DecodeShort(ref FieldReader fields) =>
        new() { Name = fields.ReadText("tier.name"), Value = fields.ReadText("tier.value") };

    internal void Encode(ref FieldWriter fields)
    {
        EncodeShort(ref fields);
        fields.WriteText(DisplayName, "tier.displayName");
    }

    internal void EncodeShort(ref FieldWriter fields)
    {
        fields.WriteText(Name, "tier.name");
        fields.WriteText(Value, "tier.value");
    }
}
