using System.Text.RegularExpressions;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>IB's data farms: notices name them behind the colon, contracts do not name theirs, so their region and kind decide.</summary>
internal static partial class FarmNames
{
    private static readonly Dictionary<string, string[]> Regions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["us"] = ["USD", "CAD", "MXN"],
        ["ca"] = ["CAD"],
        ["eu"] = ["EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "HUF", "CZK"],
        ["hk"] = ["HKD", "CNH", "SGD"],
        ["jp"] = ["JPY"],
        ["j"] = ["JPY"],
        ["h"] = ["HKD", "CNH", "SGD"],
        ["au"] = ["AUD"],
    };

    /// <summary>The farm's name, or the whole text when there is no colon.</summary>
    public static string Name(string text) => text[(text.LastIndexOf(':') + 1)..].Trim();

    /// <summary>A farm that we cannot place may serve everything: too much caution is the cheaper error.</summary>
    public static bool MayServe(string farm, Instrument instrument)
    {
        if (FarmName().Match(farm) is not { Success: true } match)
        {
            return true;
        }

        var kind = match.Groups["kind"].Value;
        return ServesKind(kind, instrument.Type) && ServesRegion(match.Groups["region"].Value, instrument.Currency.Value);
    }

    private static bool ServesKind(string kind, SecurityType type) => kind switch
    {
        "future" => type is SecurityType.Future or SecurityType.FutureOption,
        "opt" => type is SecurityType.Option,
        "cash" => type is SecurityType.Forex or SecurityType.Commodity,
        "bond" => type is SecurityType.Bond,
        "hmds" => type is not SecurityType.Forex,
        "farm" => type is not (SecurityType.Forex or SecurityType.Future or SecurityType.FutureOption or SecurityType.Bond),
        _ => true,
    };

    private static bool ServesRegion(string region, string currency) =>
        region.Length == 0 || !Regions.TryGetValue(region, out var currencies) || currencies.Contains(currency, StringComparer.Ordinal);

    [GeneratedRegex("^(?<region>us|ca|eu|hk|jp|au|j|h)?(?<kind>future|opt|cash|bond|hmds|farm)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FarmName();
}
