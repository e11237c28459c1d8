using System.Globalization;
using OrleansTrader.Tests.Support.Processes;

namespace OrleansTrader.Tests.Chaos;

/// <summary>What one round did and found.</summary>
/// <param name="TradingAgain">From the strike to the first order that the exchange got after it; null when there was none in time.</param>
internal sealed record Round(int Number, string Strike, string Manners, TimeSpan? TradingAgain, IReadOnlyList<Difference> Differences, string? Problem)
{
    public const string Header = "round  strike                                    again s  doubled  lost  wrong  manners";

    public bool IsClean => TradingAgain is not null && Differences is [] && Problem is null;

    public int Count(Harm harm) => Differences.Count(difference => difference.Harm == harm);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Number,5}  {Strike,-40}  {TradingAgain?.TotalSeconds ?? double.NaN,7:0.0}  {Count(Harm.OrderDoubled),7}  {Count(Harm.FillLost),4}  {Count(Harm.BookWrong),5}  {Manners}")
        + string.Concat(Differences.Select(static difference => $"\n       {difference}"))
        + (Problem is null ? "" : $"\n       {Problem}");
}
