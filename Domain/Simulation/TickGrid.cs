using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Rounds prices to the increments of an instrument's tick rules.</summary>
public static class TickGrid
{
    /// <summary>The increment in force at <paramref name="price"/>.</summary>
    /// <param name="rules">Ascending by low edge; never empty.</param>
    public static decimal IncrementAt(ImmutableArray<TickRule> rules, decimal price)
    {
        var increment = rules[0].Increment;
        foreach (var rule in rules)
        {
            if (rule.LowEdge > price)
            {
                break;
            }

            increment = rule.Increment;
        }

        return increment;
    }

    public static decimal Down(ImmutableArray<TickRule> rules, decimal price)
    {
        var increment = IncrementAt(rules, price);
        return Math.Floor(price / increment) * increment;
    }

    public static decimal Nearest(ImmutableArray<TickRule> rules, decimal price)
    {
        var increment = IncrementAt(rules, price);
        return Math.Round(price / increment, MidpointRounding.AwayFromZero) * increment;
    }

    public static bool Holds(ImmutableArray<TickRule> rules, decimal price) => price % IncrementAt(rules, price) == 0;
}
