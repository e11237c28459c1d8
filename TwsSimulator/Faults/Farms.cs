using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>Which data farm serves what.</summary>
internal static class Farms
{
    public const string History = "ushmds";
    public const string Definitions = "secdefil";

    /// <summary>The farm of live data for a kind of security.</summary>
    public static string Of(SecurityType type) => type switch
    {
        SecurityType.Future or SecurityType.FutureOption => "usfuture",
        SecurityType.Forex => "cashfarm",
        SecurityType.Option => "usopt",
        _ => "usfarm",
    };

    /// <summary>The notice of a farm, or of all of that kind.</summary>
    public static (int Code, string Text) Notice(FaultKind kind, string? farm, bool up) => kind switch
    {
        FaultKind.FarmDown => (up ? 2104 : 2103, $"Market data farm connection is {Word(up)}:{farm ?? "usfarm"}"),
        FaultKind.HistoryFarmDown => (up ? 2106 : 2105, $"HMDS data farm connection is {Word(up)}:{farm ?? History}"),
        _ => (up ? 2158 : 2157, $"Sec-def data farm connection is {Word(up)}:{farm ?? Definitions}"),
    };

    /// <summary>What a new session is told: the usual three, up or down.</summary>
    public static IEnumerable<(int Code, string Text)> Notices(FaultBook faults)
    {
        foreach (var kind in new[] { FaultKind.FarmDown, FaultKind.HistoryFarmDown, FaultKind.DefinitionFarmDown })
        {
            var down = faults.Find(kind, default);
            yield return Notice(kind, down?.Request.Text, up: down is null);
        }
    }

    private static string Word(bool up) => up ? "OK" : "broken";
}
