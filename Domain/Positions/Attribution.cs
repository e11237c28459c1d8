using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Domain.Positions;

/// <summary>Whose an execution in <c>unknown</c> probably is: a suggestion for <c>assign</c>, never done by itself.</summary>
/// <remarks>An execution with the tag of a known strategy is not here: it was booked to it.</remarks>
public static class Attribution
{
    /// <returns>
    /// The strategy whose target the execution brings it nearest to; else the one that holds most of the contract; names decide between equals.
    /// Null when nobody trades the contract.
    /// </returns>
    public static StrategyName? Suggest(AccountView view, Fill fill)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(fill);
        if (fill.Strategy != StrategyName.Unknown)
        {
            return null;
        }

        var held = view.Positions.Where(p => p.ConId == fill.ConId && p.Strategy != StrategyName.Unknown).ToDictionary(static p => p.Strategy, static p => p.Quantity.Value);
        var wanting = view.Targets.Where(target => target.ConId == fill.ConId)
            .Select(target => (target.Strategy, Missing: target.Quantity.Value - held.GetValueOrDefault(target.Strategy)))
            .Where(one => Math.Sign(one.Missing) == fill.Side.Sign())
            .OrderBy(one => Math.Abs(one.Missing - fill.Signed.Value)).ThenBy(static one => one.Strategy.Value, StringComparer.Ordinal)
            .Select(static one => (StrategyName?)one.Strategy);
        var holding = held.Where(static pair => pair.Value != 0).OrderByDescending(static pair => Math.Abs(pair.Value)).ThenBy(static pair => pair.Key.Value, StringComparer.Ordinal)
            .Select(static pair => (StrategyName?)pair.Key);
        return wanting.Concat(holding).FirstOrDefault();
    }
}
