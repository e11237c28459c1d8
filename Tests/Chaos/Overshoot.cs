using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support.Processes;
using OrleansTrader.TwsSimulator.Control;

namespace OrleansTrader.Tests.Chaos;

/// <summary>P4 seen from the exchange: a strategy that wants at most so many shares either way never held more, at no moment, whatever was lost or repeated.</summary>
internal static class Overshoot
{
    /// <param name="limits">The greatest target of a strategy, long or short, by its name; others are not looked at.</param>
    public static IEnumerable<Difference> Of(Ledger ledger, IReadOnlyDictionary<string, decimal> limits)
    {
        var byTag = limits.ToDictionary(static pair => StrategyName.Of(pair.Key).Tag, static pair => pair);
        var held = new Dictionary<(string Tag, int ConId), decimal>();
        foreach (var execution in ledger.Executions.OrderBy(static e => e.At))
        {
            if (OrderRef.TryParse(execution.OrderRef) is not { } reference || !byTag.TryGetValue(reference.StrategyTag, out var strategy))
            {
                continue;
            }

            var key = (reference.StrategyTag, execution.ConId);
            held[key] = held.GetValueOrDefault(key) + (execution.Side == "BUY" ? execution.Quantity : -execution.Quantity);
            if (Math.Abs(held[key]) > strategy.Value)
            {
                yield return new Difference(Harm.OrderDoubled, $"{strategy.Key} held {held[key]} {execution.Symbol} after execution {execution.ExecId}, its targets end at {strategy.Value}");
            }
        }
    }
}
