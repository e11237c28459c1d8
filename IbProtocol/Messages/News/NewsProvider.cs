using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A news source.</summary>
public sealed record NewsProvider
{
    public string? Code { get; init; }

    public string? Name { get; init; }

    public static NewsProvider Decode(ref FieldReader fields) =>
        new()
        {
            Code = fields.ReadText("code"),
            Name = fields.ReadText("name"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteText(Code, "code");
        fields.WriteText(Name, "name");
    }
}
