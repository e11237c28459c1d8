using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>What a holding is to be traded to now: the strategy's target, or what an operator made of it.</summary>
public sealed record Goal(PositionQuantity Quantity, ExecutionPolicy Policy, OrderPurpose Purpose, long? TargetVersion)
{
    private static readonly Goal Flat = new(PositionQuantity.Zero, ExecutionPolicy.Market, OrderPurpose.Flatten, null);

    /// <summary>Null when nothing is to be done: no target, paused, or the kill switch has its own way.</summary>
    public static Goal? Of(Book book, Holding holding)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (book.KillLatch is not null || !book.Strategies.TryGetValue(holding.Strategy, out var strategy))
        {
            return null;
        }

        return strategy switch
        {
            { Flattening: true } or { Status: StrategyStatus.Inactive } => Flat,
            { Status: StrategyStatus.Active } => Target(book, holding),
            { Status: StrategyStatus.Stopping } => Target(book, holding) is { } goal
                ? goal with { Quantity = TowardZero(book.PositionOf(holding), goal.Quantity) }
                : null,
            _ => null,
        };
    }

    /// <summary>The part of a wish that only reduces: between zero and the position.</summary>
    public static PositionQuantity TowardZero(PositionQuantity position, PositionQuantity wish) => position.Value >= 0
        ? PositionQuantity.Of(Math.Clamp(wish.Value, 0, position.Value))
        : PositionQuantity.Of(Math.Clamp(wish.Value, position.Value, 0));

    private static Goal? Target(Book book, Holding holding) => book.Targets.TryGetValue(holding, out var target)
        ? new Goal(target.Quantity, target.Policy, OrderPurpose.Target, target.Version)
        : null;
}
