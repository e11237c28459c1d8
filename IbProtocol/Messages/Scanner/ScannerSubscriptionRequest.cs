using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Messages;

/// <summary>Subscribes to a market scanner.</summary>
public sealed record ScannerSubscriptionRequest : ClientMessage
{
    public override ClientMessageId MessageId => ClientMessageId.ReqScannerSubscription;

    public int ReqId { get; init; }

    /// <summary>-1 leaves it to the server.</summary>
    public int? NumberOfRows { get; init; } = -1;

    public string? Instrument { get; init; }

    public string? LocationCode { get; init; }

    public string? ScanCode { get; init; }

    public decimal? AbovePrice { get; init; }

    public decimal? BelowPrice { get; init; }

    public int? AboveVolume { get; init; }

    public decimal? MarketCapAbove { get; init; }

    public decimal? MarketCapBelow { get; init; }

    public string? MoodyRatingAbove { get; init; }

    public string? MoodyRatingBelow { get; init; }

    public string? SpRatingAbove { get; init; }

    public string? SpRatingBelow { get; init; }

    public string? MaturityDateAbove { get; init; }

    public string? MaturityDateBelow { get; init; }

    public decimal? CouponRateAbove { get; init; }

    public decimal? CouponRateBelow { get; init; }

    public bool ExcludeConvertible { get; init; }

    public int? AverageOptionVolumeAbove { get; init; }

    public string? ScannerSettingPairs { get; init; }

    public string? StockTypeFilter { get; init; }

    public ValueList<TwsTagValue> FilterOptions { get; init; } = [];

    public ValueList<TwsTagValue> Options { get; init; } = [];

    public static ScannerSubscriptionRequest Decode(ref FieldReader fields) =>
        new()
        {
            ReqId = fields.ReadInt32("reqId"),
            NumberOfRows = fields.ReadInt32OrEmpty("numberOfRows"),
            Instrument = fields.ReadText("instrument"),
            LocationCode = fields.ReadText("locationCode"),
            ScanCode = fields.ReadText("scanCode"),
            AbovePrice = fields.ReadDecimalOrEmpty("abovePrice"),
            BelowPrice = fields.ReadDecimalOrEmpty("belowPrice"),
            AboveVolume = fields.ReadInt32OrEmpty("aboveVolume"),
            MarketCapAbove = fields.ReadDecimalOrEmpty("marketCapAbove"),
            MarketCapBelow = fields.ReadDecimalOrEmpty("marketCapBelow"),
            MoodyRatingAbove = fields.ReadText("moodyRatingAbove"),
            MoodyRatingBelow = fields.ReadText("moodyRatingBelow"),
            SpRatingAbove = fields.ReadText("spRatingAbove"),
            SpRatingBelow = fields.ReadText("spRatingBelow"),
            MaturityDateAbove = fields.ReadText("maturityDateAbove"),
            MaturityDateBelow = fields.ReadText("maturityDateBelow"),
            CouponRateAbove = fields.ReadDecimalOrEmpty("couponRateAbove"),
            CouponRateBelow = fields.ReadDecimalOrEmpty("couponRateBelow"),
            ExcludeConvertible = fields.ReadBool("excludeConvertible"),
            AverageOptionVolumeAbove = fields.ReadInt32OrEmpty("averageOptionVolumeAbove"),
            ScannerSettingPairs = fields.ReadText("scannerSettingPairs"),
            StockTypeFilter = fields.ReadText("stockTypeFilter"),
            FilterOptions = TwsTagValues.ReadText(ref fields, "filterOptions"),
            Options = TwsTagValues.ReadText(ref fields, "options"),
        };

    public override void Encode(ref FieldWriter fields, int serverVersion)
    {
        fields.WriteInt32(ReqId);
        fields.WriteInt32OrEmpty(NumberOfRows);
        fields.WriteText(Instrument, "instrument");
        fields.WriteText(LocationCode, "locationCode");
        fields.WriteText(ScanCode, "scanCode");
        fields.WriteDecimalOrEmpty(AbovePrice);
        fields.WriteDecimalOrEmpty(BelowPrice);
        fields.WriteInt32OrEmpty(AboveVolume);
        fields.WriteDecimalOrEmpty(MarketCapAbove);
        fields.WriteDecimalOrEmpty(MarketCapBelow);
        fields.WriteText(MoodyRatingAbove, "moodyRatingAbove");
        fields.WriteText(MoodyRatingBelow, "moodyRatingBelow");
        fields.WriteText(SpRatingAbove, "spRatingAbove");
        fields.WriteText(SpRatingBelow, "spRatingBelow");
        fields.WriteText(MaturityDateAbove, "maturityDateAbove");
        fields.WriteText(MaturityDateBelow, "maturityDateBelow");
        fields.WriteDecimalOrEmpty(CouponRateAbove);
        fields.WriteDecimalOrEmpty(CouponRateBelow);
        fields.WriteBool(ExcludeConvertible);
        fields.WriteInt32OrEmpty(AverageOptionVolumeAbove);
        fields.WriteText(ScannerSettingPairs, "scannerSettingPairs");
        fields.WriteText(StockTypeFilter, "stockTypeFilter");
        TwsTagValues.WriteText(ref fields, FilterOptions, "filterOptions");
        TwsTagValues.WriteText(ref fields, Options, "options");
    }
}
