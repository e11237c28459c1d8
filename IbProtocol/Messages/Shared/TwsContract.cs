using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>A contract as the wire describes it. A conId with an exchange is enough to identify one.</summary>
public sealed record TwsContract
{
    /// <summary>0 when not known.</summary>
    public int ConId { get; init; }

    public string? Symbol { get; init; }

    /// <summary>STK, OPT, FUT, CASH, BAG ... in upper case.</summary>
    public string? SecType { get; init; }

    public string? LastTradeDateOrContractMonth { get; init; }

    /// <summary>Only in contract data, from server version 182.</summary>
    public string? LastTradeDate { get; init; }

    /// <summary>Absent for what has no strike (0 on the wire).</summary>
    public decimal? Strike { get; init; }

    public string? Right { get; init; }

    public string? Multiplier { get; init; }

    public string? Exchange { get; init; }

    public string? PrimaryExch { get; init; }

    public string? Currency { get; init; }

    public string? LocalSymbol { get; init; }

    public string? TradingClass { get; init; }

    /// <summary>Only in placeOrder.</summary>
    public string? SecIdType { get; init; }

    /// <summary>Only in placeOrder.</summary>
    public string? SecId { get; init; }

    /// <summary>The server's words for the legs of a combination.</summary>
    public string? ComboLegsDescription { get; init; }

    /// <summary>Legs of a BAG.</summary>
    public ValueList<TwsComboLeg> ComboLegs { get; init; } = [];

    public TwsDeltaNeutral? DeltaNeutral { get; init; }

    /// <summary>A combination of legs.</summary>
    public bool IsCombo => string.Equals(SecType, "BAG", StringComparison.OrdinalIgnoreCase);

    /// <summary>The twelve fields of most requests.</summary>
    public static TwsContract Decode(ref FieldReader fields) =>
        new()
        {
            ConId = fields.ReadInt32("conId"),
            Symbol = fields.ReadText("symbol"),
            SecType = fields.ReadText("secType"),
            LastTradeDateOrContractMonth = fields.ReadText("lastTradeDateOrContractMonth"),
            Strike = ReadStrike(ref fields),
            Right = fields.ReadText("right"),
            Multiplier = fields.ReadText("multiplier"),
            Exchange = fields.ReadText("exchange"),
            PrimaryExch = fields.ReadText("primaryExch"),
            Currency = fields.ReadText("currency"),
            LocalSymbol = fields.ReadText("localSymbol"),
            TradingClass = fields.ReadText("tradingClass"),
        };

    /// <summary>The eleven fields without primary exchange: orders, executions, positions.</summary>
    public static TwsContract DecodeShort(ref FieldReader fields) =>
        new()
        {
            ConId = fields.ReadInt32("conId"),
            Symbol = fields.ReadText("symbol"),
            SecType = fields.ReadText("secType"),
            LastTradeDateOrContractMonth = fields.ReadText("lastTradeDateOrContractMonth"),
            Strike = ReadStrike(ref fields),
            Right = fields.ReadText("right"),
            Multiplier = fields.ReadText("multiplier"),
            Exchange = fields.ReadText("exchange"),
            Currency = fields.ReadText("currency"),
            LocalSymbol = fields.ReadText("localSymbol"),
            TradingClass = fields.ReadText("tradingClass"),
        };

    /// <summary>The eleven fields with the primary exchange in place of the exchange: portfolio values.</summary>
    public static TwsContract DecodePrimary(ref FieldReader fields)
    {
        var contract = DecodeShort(ref fields);
        return contract with { PrimaryExch = contract.Exchange, Exchange = null };
    }

    /// <inheritdoc cref="Decode"/>
    public void Encode(ref FieldWriter fields)
    {
        EncodeFront(ref fields);
        fields.WriteText(Exchange, "exchange");
        fields.WriteText(PrimaryExch, "primaryExch");
        EncodeBack(ref fields);
    }

    /// <inheritdoc cref="DecodeShort"/>
    public void EncodeShort(ref FieldWriter fields)
    {
        EncodeFront(ref fields);
        fields.WriteText(Exchange, "exchange");
        EncodeBack(ref fields);
    }

    /// <inheritdoc cref="DecodePrimary"/>
    public void EncodePrimary(ref FieldWriter fields)
    {
        EncodeFront(ref fields);
        fields.WriteText(PrimaryExch, "primaryExch");
        EncodeBack(ref fields);
    }

    internal static decimal? ReadStrike(ref FieldReader fields) => fields.ReadDecimalOrMax("strike") is { } strike and not 0 ? strike : null;

    private void EncodeFront(ref FieldWriter fields)
    {
        fields.WriteInt32(ConId);
        fields.WriteText(Symbol, "symbol");
        fields.WriteText(SecType, "secType");
        fields.WriteText(LastTradeDateOrContractMonth, "lastTradeDateOrContractMonth");
        fields.WriteDecimal(Strike ?? 0);
        fields.WriteText(Right, "right");
        fields.WriteText(Multiplier, "multiplier");
    }

    private void EncodeBack(ref FieldWriter fields)
    {
        fields.WriteText(Currency, "currency");
        fields.WriteText(LocalSymbol, "localSymbol");
        fields.WriteText(TradingClass, "tradingClass");
    }
}
