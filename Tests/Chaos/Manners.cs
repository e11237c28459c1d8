using OrleansTrader.Tests.Support.Processes;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.Tests.Chaos;

/// <summary>What the gateway does badly all through a round, while a <see cref="Strike"/> hits.</summary>
internal static class Manners
{
    private const int MostAtOnce = 3;

    private static readonly FaultRequest[] All =
    [
        new("duplicate"),
        new("reorder", Milliseconds: 80),
        new("delay", Milliseconds: 200),
        new("partial", Parts: 3),
        new("loseStatus"),
        new("commission", When: "before"),
        new("commission", When: "late", Milliseconds: 700),
        new("commission", When: "changed", Milliseconds: 300),
        new("correction", Milliseconds: 150),
    ];

    /// <summary>None in half of the rounds, else up to three.</summary>
    public static IReadOnlyList<FaultRequest> Choose(Random random) => random.Next(2) == 0
        ? []
        : [.. random.GetItems(All, random.Next(1, MostAtOnce + 1)).DistinctBy(static fault => fault.Kind)];

    public static async Task SetAsync(TradingSystem system, IReadOnlyList<FaultRequest> manners)
    {
        foreach (var fault in manners)
        {
            await system.FaultAsync(fault);
        }
    }

    public static string Describe(IReadOnlyList<FaultRequest> manners) => string.Join(' ', manners.Select(static fault => fault.When is { } when ? $"{fault.Kind}:{when}" : fault.Kind));
}
