using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>What one bit or letter of an exchange map stands for.</summary>
public sealed record SmartComponent
{
    public int BitNumber { get; init; }

    public string? Exchange { get; init; }

    public string? ExchangeLetter { get; init; }

    public static SmartComponent Decode(ref FieldReader fields) =>
        new()
        {
            BitNumber = fields.ReadInt32("bitNumber"),
            Exchange = fields.ReadText("exchange"),
            ExchangeLetter = fields.ReadText("exchangeLetter"),
        };

    internal void Encode(ref FieldWriter fields)
    {
        fields.WriteInt32(BitNumber);
        fields.WriteText(Exchange, "exchange");
        fields.WriteText(ExchangeLetter, "exchangeLetter");
    }
}
