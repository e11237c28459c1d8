using System.Globalization;
using System.Text;
using OrleansTrader.Tests.Support.Processes;

namespace OrleansTrader.Tests.Chaos;

/// <summary>All rounds by fault: how long until trading went on, and the three columns that must be zero.</summary>
internal static class ChaosTable
{
    public static string Of(int seed, IReadOnlyList<Round> rounds)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{rounds.Count} rounds, seed {seed}: {rounds.Count(static round => round.IsClean)} clean");
        text.AppendLine("| fault | rounds | trading again p50 s | max s | orders doubled | fills lost | books wrong |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var group in rounds.GroupBy(static round => round.Strike).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            text.AppendLine(Line(group.Key, [.. group]));
        }

        return text.AppendLine(Line("all", rounds)).ToString();
    }

    private static string Line(string name, IReadOnlyList<Round> rounds)
    {
        var again = rounds.Select(static round => round.TradingAgain?.TotalSeconds ?? double.PositiveInfinity).Order().ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {rounds.Count} | {again[again.Count / 2]:0.0} | {again[^1]:0.0} | {Sum(rounds, Harm.OrderDoubled)} | {Sum(rounds, Harm.FillLost)} | {Sum(rounds, Harm.BookWrong)} |");
    }

    private static int Sum(IReadOnlyList<Round> rounds, Harm harm) => rounds.Sum(round => round.Count(harm));
}
