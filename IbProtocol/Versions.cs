namespace OrleansTrader.IbProtocol;

/// <summary>Server versions at which the layout changes; each constant is the first version with the new layout.</summary>
public static class Versions
{
    /// <summary>Lowest version our client accepts; no supported gateway is older.</summary>
    public const int ClientMin = 187;

    /// <summary>Lowest version the codec knows; the simulator serves it to other people's clients.</summary>
    public const int ServerMin = 176;

    /// <summary>Highest version in text form that is proven by bytes of the official client.</summary>
    public const int Max = 199;

    public const int NoFaProfile = 177;
    public const int PendingPriceRevision = 178;
    public const int FundFields = 179;
    public const int ExerciseManualOrderTime = 180;
    public const int LastTradeDate = 182;
    public const int CustomerAccount = 183;
    public const int ProfessionalCustomer = 184;
    public const int BondAccruedInterest = 185;
    public const int IneligibilityReasons = 186;

    /// <summary>Filler fields in placeOrder and cancelOrder, up to and including <see cref="RfqFieldsLast"/>.</summary>
    public const int RfqFields = 187;
    public const int RfqFieldsLast = 189;
    public const int BondTradingHours = 188;
    public const int IncludeOvernight = 189;

    /// <summary>extOperator and manualOrderIndicator in cancelOrder and reqGlobalCancel; manualOrderIndicator in placeOrder.</summary>
    public const int CmeTagging = 192;
    public const int CmeTaggingInOpenOrder = 193;
    public const int ErrorTime = 194;
    public const int FullOrderPreview = 195;

    /// <summary>Start and end of a history leave message 17 and come as message 108.</summary>
    public const int HistoricalDataEnd = 196;
    public const int CurrentTimeInMillis = 197;
    public const int Submitter = 198;
    public const int ImbalanceOnly = 199;

    internal static bool HasRfqFields(int serverVersion) => serverVersion is >= RfqFields and <= RfqFieldsLast;
}
