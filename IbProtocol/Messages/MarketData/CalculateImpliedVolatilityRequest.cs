using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Asks for the volatility implied by an option price; answered by tickOptionComputation type 53.</summary>
public sealed record CalculateImpliedVolatilityRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.CalculateImpliedVolatility;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public decimal? OptionPrice { get; init; }

    public decimal? UnderPrice { get; init; }

    public ValueList<TwsTagValue> Options { get; init; } = [];

    public static CalculateImpliedVolatilityRequest Decode(ref FieldReader fields)
    {
        fields.Skip("version");
        return new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = TwsContract.Decode(ref fields),
            OptionPrice = fields.ReadDecimalOrMax("optionPrice"),
            UnderPrice = fields.ReadDecimalOrMax("underPrice"),
            Options = TwsTagValues.ReadText(ref fields, "options"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(3);
        fields.WriteInt32(ReqId);
        Contract.Encode(ref fields);
        fields.WriteDecimalOrMax(OptionPrice);
        fields.WriteDecimalOrMax(UnderPrice);
        TwsTagValues.WriteText(ref fields, Options, "options");
    }
}
