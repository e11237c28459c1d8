using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>One bond that fits a query.</summary>
public sealed record BondContractDataMessage : ServerMessage
{
    public override ServerMessageId MessageId => ServerMessageId.BondContractData;

    public int ReqId { get; init; }

    public TwsContract Contract { get; init; } = new();

    public string? Cusip { get; init; }

    /// <summary>Percent a year.</summary>
    public decimal? Coupon { get; init; }

    /// <summary>Maturity, and for some bonds the time and zone: see <see cref="Messages.MaturityText"/>.</summary>
    public string? MaturityText { get; init; }

    public string? IssueDate { get; init; }

    public string? Ratings { get; init; }

    public string? BondType { get; init; }

    public string? CouponType { get; init; }

    public bool Convertible { get; init; }

    public bool Callable { get; init; }

    public bool Putable { get; init; }

    public string? DescAppend { get; init; }

    public string? MarketName { get; init; }

    public decimal? MinTick { get; init; }

    public string? OrderTypes { get; init; }

    public string? ValidExchanges { get; init; }

    public string? NextOptionDate { get; init; }

    public string? NextOptionType { get; init; }

    public bool NextOptionPartial { get; init; }

    public string? Notes { get; init; }

    public string LongName { get; init; } = "";

    /// <summary>Below server version 188 the maturity text may name it; the hours are missing there.</summary>
    public string? TimeZoneId { get; init; }

    public string? TradingHours { get; init; }

    public string? LiquidHours { get; init; }

    public string? EvRule { get; init; }

    public decimal? EvMultiplier { get; init; }

    public ValueList<TwsTagValue> SecIdList { get; init; } = [];

    public int? AggGroup { get; init; }

    /// <summary>One id per entry of the valid exchanges.</summary>
    public string? MarketRuleIds { get; init; }

    public decimal? MinSize { get; init; }

    public decimal? SizeIncrement { get; init; }

    public decimal? SuggestedSizeIncrement { get; init; }

    public static BondContractDataMessage Decode(ref FieldReader fields, int serverVersion)
    {
        var message = DecodeBond(ref fields);
        message = DecodeMarket(ref fields, message);
        if (serverVersion >= Versions.BondTradingHours)
        {
            message = message with
            {
                TimeZoneId = fields.ReadText("timeZoneId"),
                TradingHours = fields.ReadText("tradingHours"),
                LiquidHours = fields.ReadText("liquidHours"),
            };
        }
        else
        {
            message = message with { TimeZoneId = Messages.MaturityText.Split(message.MaturityText).Zone };
        }

        return message with
        {
            EvRule = fields.ReadText("evRule"),
            EvMultiplier = fields.ReadDecimalOrMax("evMultiplier"),
            SecIdList = TwsTagValues.ReadList(ref fields, "secIdListCount"),
            AggGroup = fields.ReadInt32OrMax("aggGroup"),
            MarketRuleIds = fields.ReadText("marketRuleIds"),
            MinSize = fields.ReadQuantityOrEmpty("minSize"),
            SizeIncrement = fields.ReadQuantityOrEmpty("sizeIncrement"),
            SuggestedSizeIncrement = fields.ReadQuantityOrEmpty("suggestedSizeIncrement"),
        };
    }

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        EncodeBond(ref fields);
        EncodeMarket(ref fields);
        if (serverVersion >= Versions.BondTradingHours)
        {
            fields.WriteText(TimeZoneId, "timeZoneId");
            fields.WriteText(TradingHours, "tradingHours");
            fields.WriteText(LiquidHours, "liquidHours");
        }

        fields.WriteText(EvRule, "evRule");
        fields.WriteDecimalOrEmpty(EvMultiplier);
        TwsTagValues.WriteList(ref fields, SecIdList);
        fields.WriteInt32OrMax(AggGroup);
        fields.WriteText(MarketRuleIds, "marketRuleIds");
        fields.WriteQuantityOrEmpty(MinSize);
        fields.WriteQuantityOrEmpty(SizeIncrement);
        fields.WriteQuantityOrEmpty(SuggestedSizeIncrement);
    }

    private static BondContractDataMessage DecodeBond(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            Contract = new() { Symbol = fields.ReadText("symbol"), SecType = fields.ReadText("secType") },
            Cusip = fields.ReadText("cusip"),
            Coupon = fields.ReadDecimalOrMax("coupon"),
            MaturityText = fields.ReadText("maturity"),
            IssueDate = fields.ReadText("issueDate"),
            Ratings = fields.ReadText("ratings"),
            BondType = fields.ReadText("bondType"),
            CouponType = fields.ReadText("couponType"),
            Convertible = fields.ReadBool("convertible"),
            Callable = fields.ReadBool("callable"),
            Putable = fields.ReadBool("putable"),
            DescAppend = fields.ReadText("descAppend"),
        };

    private void EncodeBond(ref FieldWriter fields)
    {
        fields.WriteInt32(ReqId);
        fields.WriteText(Contract.Symbol, "symbol");
        fields.WriteText(Contract.SecType, "secType");
        fields.WriteText(Cusip, "cusip");
        fields.WriteDecimalOrMax(Coupon);
        fields.WriteText(MaturityText, "maturity");
        fields.WriteText(IssueDate, "issueDate");
        fields.WriteText(Ratings, "ratings");
        fields.WriteText(BondType, "bondType");
        fields.WriteText(CouponType, "couponType");
        fields.WriteBool(Convertible);
        fields.WriteBool(Callable);
        fields.WriteBool(Putable);
        fields.WriteText(DescAppend, "descAppend");
    }

    private static BondContractDataMessage DecodeMarket(ref FieldReader fields, BondContractDataMessage message)
    {
        var contract = message.Contract with
        {
            Exchange = fields.ReadText("exchange"),
            Currency = fields.ReadText("currency"),
        };
        var marketName = fields.ReadText("marketName");
        return message with
        {
            MarketName = marketName,
            Contract = contract with { TradingClass = fields.ReadText("tradingClass"), ConId = fields.ReadInt32("conId") },
            MinTick = fields.ReadDecimalOrMax("minTick"),
            OrderTypes = fields.ReadText("orderTypes"),
            ValidExchanges = fields.ReadText("validExchanges"),
            NextOptionDate = fields.ReadText("nextOptionDate"),
            NextOptionType = fields.ReadText("nextOptionType"),
            NextOptionPartial = fields.ReadBool("nextOptionPartial"),
            Notes = fields.ReadText("notes"),
            LongName = fields.ReadString("longName"),
        };
    }

    private void EncodeMarket(ref FieldWriter fields)
    {
        fields.WriteText(Contract.Exchange, "exchange");
        fields.WriteText(Contract.Currency, "currency");
        fields.WriteText(MarketName, "marketName");
        fields.WriteText(Contract.TradingClass, "tradingClass");
        fields.WriteInt32(Contract.ConId);
        fields.WriteDecimalOrMax(MinTick);
        fields.WriteText(OrderTypes, "orderTypes");
        fields.WriteText(ValidExchanges, "validExchanges");
        fields.WriteText(NextOptionDate, "nextOptionDate");
        fields.WriteText(NextOptionType, "nextOptionType");
        fields.WriteBool(NextOptionPartial);
        fields.WriteText(Notes, "notes");
        fields.WriteText(LongName, "longName");
    }
}
