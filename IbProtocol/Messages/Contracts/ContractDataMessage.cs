using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One contract that fits a query. Bonds come as <see cref="BondContractDataMessage"/>.</summary>
public sealed record ContractDataMessage : ServerMessage
{
    private const string Fund = "FUND";

    public override ServerMessageId MessageId => ServerMessageId.ContractData;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    /// <summary>Last trading day, and for some contracts the time and zone: see <see cref="MaturityText"/>.</summary>
    public string? LastTradeText { get; init; }

    public string? MarketName { get; init; }

    public decimal? MinTick { get; init; }

    public string? OrderTypes { get; init; }

    public string? ValidExchanges { get; init; }

    /// <summary>Prices on the wire are this much larger than in the currency.</summary>
    public int PriceMagnifier { get; init; }

    public int UnderConId { get; init; }

    /// <summary>Never empty when sent: IB's own client fails on an empty name.</summary>
    public string LongName { get; init; } = "";

    /// <summary>yyyyMM.</summary>
    public string? ContractMonth { get; init; }

    public string? Industry { get; init; }

    public string? Category { get; init; }

    public string? Subcategory { get; init; }

    /// <summary>Zone of the trading hours.</summary>
    public string? TimeZoneId { get; init; }

    /// <summary>yyyyMMdd:HHmm-yyyyMMdd:HHmm;yyyyMMdd:CLOSED;...</summary>
    public string? TradingHours { get; init; }

    /// <summary>Regular hours, in the same form.</summary>
    public string? LiquidHours { get; init; }

    public string? EvRule { get; init; }

    public decimal? EvMultiplier { get; init; }

    public ValueList<TwsTagValue> SecIdList { get; init; } = [];

    public int? AggGroup { get; init; }

    public string? UnderSymbol { get; init; }

    public string? UnderSecType { get; init; }

    /// <summary>One id per entry of the valid exchanges.</summary>
    public string? MarketRuleIds { get; init; }

    public string? RealExpirationDate { get; init; }

    public string? StockType { get; init; }

    public decimal? MinSize { get; init; }

    public decimal? SizeIncrement { get; init; }

    public decimal? SuggestedSizeIncrement { get; init; }

    /// <summary>Only for funds, from server version 179.</summary>
    public FundDetails? FundDetails { get; init; }

    /// <summary>From server version 186.</summary>
    public ValueList<IneligibilityReason> IneligibilityReasons { get; init; } = [];

    /// <summary>Time of day of the last trade, when the text has one.</summary>
    public string? LastTradeTime => MaturityText.Split(LastTradeText).Time;

    public static ContractDataMessage Decode(ref FieldReader fields, int serverVersion)
    {
        var message = DecodeIdentity(ref fields, serverVersion);
        message = DecodeTrading(ref fields, message);
        message = message with
        {
            SecIdList = TwsTagValues.ReadList(ref fields, "secIdListCount"),
            AggGroup = fields.ReadInt32OrMax("aggGroup"),
            UnderSymbol = fields.ReadText("underSymbol"),
            UnderSecType = fields.ReadText("underSecType"),
            MarketRuleIds = fields.ReadText("marketRuleIds"),
            RealExpirationDate = fields.ReadText("realExpirationDate"),
            StockType = fields.ReadText("stockType"),
            MinSize = fields.ReadQuantityOrEmpty("minSize"),
            SizeIncrement = fields.ReadQuantityOrEmpty("sizeIncrement"),
            SuggestedSizeIncrement = fields.ReadQuantityOrEmpty("suggestedSizeIncrement"),
        };
        if (serverVersion >= Versions.FundFields && message.Contract.SecType == Fund)
        {
            message = message with { FundDetails = FundDetails.Decode(ref fields) };
        }

        return serverVersion >= Versions.IneligibilityReasons
            ? message with { IneligibilityReasons = fields.ReadList("ineligibilityReasonCount", IneligibilityReason.Decode) }
            : message;
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        EncodeIdentity(ref fields, serverVersion);
        EncodeTrading(ref fields);
        TwsTagValues.WriteList(ref fields, SecIdList);
        fields.WriteInt32OrMax(AggGroup);
        fields.WriteText(UnderSymbol, "underSymbol");
        fields.WriteText(UnderSecType, "underSecType");
        fields.WriteText(MarketRuleIds, "marketRuleIds");
        fields.WriteText(RealExpirationDate, "realExpirationDate");
        fields.WriteText(StockType, "stockType");
        fields.WriteQuantityOrEmpty(MinSize);
        fields.WriteQuantityOrEmpty(SizeIncrement);
        fields.WriteQuantityOrEmpty(SuggestedSizeIncrement);
        if (serverVersion >= Versions.FundFields && Contract.SecType == Fund)
        {
            (FundDetails ?? new()).Encode(ref fields);
        }

        if (serverVersion >= Versions.IneligibilityReasons)
        {
            fields.WriteList(IneligibilityReasons, static (ref FieldWriter item, IneligibilityReason reason) => reason.Encode(ref item));
        }
    }

    private static ContractDataMessage DecodeIdentity(ref FieldReader fields, int serverVersion)
    {
        var reqId = fields.ReadInt32("reqId");
        var symbol = fields.ReadText("symbol");
        var secType = fields.ReadText("secType");
        var lastTradeText = fields.ReadText("lastTradeDateOrContractMonth");
        var lastTradeDate = serverVersion >= Versions.LastTradeDate ? fields.ReadText("lastTradeDate") : null;
        var contract = new TwsContract
        {
            Symbol = symbol,
            SecType = secType,
            LastTradeDate = lastTradeDate,
            LastTradeDateOrContractMonth = MaturityText.Split(lastTradeText).Date,
            Strike = TwsContract.ReadStrike(ref fields),
            Right = fields.ReadText("right"),
            Exchange = fields.ReadText("exchange"),
            Currency = fields.ReadText("currency"),
            LocalSymbol = fields.ReadText("localSymbol"),
        };
        var marketName = fields.ReadText("marketName");
        contract = contract with { TradingClass = fields.ReadText("tradingClass"), ConId = fields.ReadInt32("conId") };
        var minTick = fields.ReadDecimalOrMax("minTick");
        contract = contract with { Multiplier = fields.ReadText("multiplier") };
        return new()
        {
            ReqId = reqId,
            Contract = contract,
            LastTradeText = lastTradeText,
            MarketName = marketName,
            MinTick = minTick,
        };
    }

    private void EncodeIdentity(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Contract.Symbol, "symbol");
        fields.WriteText(Contract.SecType, "secType");
        fields.WriteText(LastTradeText ?? Contract.LastTradeDateOrContractMonth, "lastTradeDateOrContractMonth");
        if (serverVersion >= Versions.LastTradeDate)
        {
            fields.WriteText(Contract.LastTradeDate, "lastTradeDate");
        }

        fields.WriteDecimal(Contract.Strike ?? 0);
        fields.WriteText(Contract.Right, "right");
        fields.WriteText(Contract.Exchange, "exchange");
        fields.WriteText(Contract.Currency, "currency");
        fields.WriteText(Contract.LocalSymbol, "localSymbol");
        fields.WriteText(MarketName, "marketName");
        fields.WriteText(Contract.TradingClass, "tradingClass");
        fields.WriteInt32(Contract.ConId);
        fields.WriteDecimalOrMax(MinTick);
        fields.WriteText(Contract.Multiplier, "multiplier");
    }

    private static ContractDataMessage DecodeTrading(ref FieldReader fields, ContractDataMessage message)
    {
        message = message with
        {
            OrderTypes = fields.ReadText("orderTypes"),
            ValidExchanges = fields.ReadText("validExchanges"),
            PriceMagnifier = fields.ReadInt32("priceMagnifier"),
            UnderConId = fields.ReadInt32("underConId"),
            LongName = fields.ReadEscapedText("longName") ?? "",
            Contract = message.Contract with { PrimaryExch = fields.ReadText("primaryExch") },
        };
        return message with
        {
            ContractMonth = fields.ReadText("contractMonth"),
            Industry = fields.ReadText("industry"),
            Category = fields.ReadText("category"),
            Subcategory = fields.ReadText("subcategory"),
            TimeZoneId = fields.ReadText("timeZoneId"),
            TradingHours = fields.ReadText("tradingHours"),
            LiquidHours = fields.ReadText("liquidHours"),
            EvRule = fields.ReadText("evRule"),
            EvMultiplier = fields.ReadDecimalOrMax("evMultiplier"),
        };
    }

    private void EncodeTrading(ref FieldWriter fields)
    {
        fields.WriteText(OrderTypes, "orderTypes");
        fields.WriteText(ValidExchanges, "validExchanges");
        fields.WriteInt32(PriceMagnifier);
        fields.WriteInt32(UnderConId);
        fields.WriteEscapedText(LongName, "longName");
        fields.WriteText(Contract.PrimaryExch, "primaryExch");
        fields.WriteText(ContractMonth, "contractMonth");
        fields.WriteText(Industry, "industry");
        fields.WriteText(Category, "category");
        fields.WriteText(Subcategory, "subcategory");
        fields.WriteText(TimeZoneId, "timeZoneId");
        fields.WriteText(TradingHours, "tradingHours");
        fields.WriteText(LiquidHours, "liquidHours");
        fields.WriteText(EvRule, "evRule");
        fields.WriteDecimalOrEmpty(EvMultiplier);
    }
}
