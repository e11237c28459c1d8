using System.Reflection;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>IB's property and argument names beside ours, and the classes behind them.</summary>
internal static class OfficialNames
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["contract"] = "Contract",
        ["order"] = "Order",
        ["orderState"] = "OrderState",
        ["execution"] = "Execution",
        ["contractDetails"] = "ContractDetails",
        ["commissionAndFeesReport"] = "CommissionAndFeesReport",
        ["attribs"] = "TickAttrib",
        ["tickAttribLast"] = "TickAttribLast",
        ["tickAttribBidAsk"] = "TickAttribBidAsk",
        ["deltaNeutralContract"] = "DeltaNeutralContract",
        ["contractDescriptions"] = "ContractDescription",
        ["depthMktDataDescriptions"] = "DepthMktDataDescription",
        ["priceIncrements"] = "PriceIncrement",
        ["familyCodes"] = "FamilyCode",
        ["tiers"] = "SoftDollarTier",
        ["tier"] = "SoftDollarTier",
        ["newsProviders"] = "NewsProvider",
        ["sessions"] = "HistoricalSession",
        ["comboLegs"] = "ComboLeg",
        ["orderComboLegs"] = "OrderComboLeg",
        ["orderAllocations"] = "OrderAllocation",
        ["ineligibilityReasonList"] = "IneligibilityReason",
        ["orderCancel"] = "OrderCancel",
        ["filter"] = "ExecutionFilter",
        ["subscription"] = "ScannerSubscription",
    };

    private static readonly Dictionary<string, string[]> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tickerId"] = ["ReqId"],
        ["requestId"] = ["ReqId"],
        ["id"] = ["Id", "OrderId", "ReqId"],
        ["field"] = ["TickType"],
        ["regulatorySnaphsot"] = ["RegulatorySnapshot"],
        ["acctCode"] = ["AcctCode", "AccountCode"],
        ["ovrd"] = ["Override"],
        ["pos"] = ["Position"],
        ["date"] = ["Time"],
        ["deltaNeutralContract"] = ["DeltaNeutral"],
        ["commissionAndFees"] = ["Commission"],
        ["minCommissionAndFees"] = ["MinCommission"],
        ["maxCommissionAndFees"] = ["MaxCommission"],
        ["commissionAndFeesCurrency"] = ["CommissionCurrency"],
        ["timeStamp"] = ["Time"],
        ["timeInMillis"] = ["Time"],
        ["origExchange"] = ["Exchange"],
        ["faXmlData"] = ["Xml"],
        ["articleText"] = ["Text"],
        ["startDateTime"] = ["StartDateTime", "Start"],
        ["endDateTime"] = ["EndDateTime", "End"],
        ["accountID"] = ["AccountId"],
        ["familyCodeStr"] = ["Code"],
        ["providerCode"] = ["ProviderCode", "Code"],
        ["providerName"] = ["Name"],
        ["priceIncrements"] = ["Increments"],
        ["familyCodes"] = ["Codes"],
        ["newsProviders"] = ["Providers"],
        ["contractDescriptions"] = ["Samples"],
        ["depthMktDataDescriptions"] = ["Exchanges"],
        ["data"] = ["Data", "Entries"],
        ["ineligibilityReasonList"] = ["IneligibilityReasons"],
        ["pnl"] = ["PnL"],
        ["scannerSubscriptionFilterOptions"] = ["FilterOptions"],
    };

    /// <summary>The official class of an argument or a list's elements, null when it is a plain value.</summary>
    public static string? ClassOf(string name) => Classes.GetValueOrDefault(name);

    /// <summary>Our property for an official name, null when we have none.</summary>
    public static PropertyInfo? Find(Type type, string name)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;
        var options = name.EndsWith("Options", StringComparison.Ordinal) ? new[] { "Options" } : [];
        var candidates = Aliases.GetValueOrDefault(name, [name]).Concat(options).Prepend(name);
        return candidates.Select(candidate => type.GetProperty(candidate, Flags)).FirstOrDefault(property => property is not null);
    }
}
