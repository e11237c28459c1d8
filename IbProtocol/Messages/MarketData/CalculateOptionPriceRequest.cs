using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for an option price from a volatility; answered by tickOptionComputation type 53.</summary>
public sealed record CalculateOptionPriceRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CalculateOptionPrice;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public decimal? Volatility { get; init; }

    public decimal? UnderPrice { get; init; }

    public ValueList<TwsTagValue> Options { get; init; } = [];

    public static CalculateOptionPriceRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            Volatility = fields.ReadDecimalOrMax("volatility"),
            UnderPrice = fields.ReadDecimalOrMax("underPrice"),
            Options = TwsTagValues.ReadText(ref fields, "options"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(3);
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteDecimalOrMax(Volatility);
        fields.WriteDecimalOrMax(UnderPrice);
        TwsTagValues.WriteText(ref fields, Options, "options");
    }
}
