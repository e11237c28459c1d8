using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A named option of a request or an order.</summary>
public sealed record TwsTagValue(string Tag, string Value)
{
    public static TwsTagValue Decode(ref FieldReader fields) => new(fields.ReadString("tag"), fields.ReadString("value"));

    public void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Tag, "tag");
        fields.WriteText(Value, "value");
    }
}
