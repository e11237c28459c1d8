using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;

namespace OrleansTrader.Domain.Strategies;

/// <summary>What one callback wants. When it threw, <see cref="Actions"/> is empty and <see cref="Error"/> says why.</summary>
/// <param name="Called">False when the event changed nothing the strategy is told of.</param>
public sealed record StrategyTurn(
    bool Called,
    ImmutableArray<StrategyAction> Actions,
    ImmutableArray<string> Logs,
    ImmutableArray<string> Notices,
    Exception? Error)
{
    public static StrategyTurn Nothing { get; } = new(false, [], [], [], null);

    /// <summary>The strategy was called and wants nothing.</summary>
    public static StrategyTurn Quiet { get; } = new(true, [], [], [], null);
}
