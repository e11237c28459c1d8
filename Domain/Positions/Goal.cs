using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>What a holding is to be traded to now: the strategy's target, the slices of it that are due, or what an operator made of it.</summary>
/// <param name="NextAt">When time alone will move it further; null when it will not.</param>
public sealed record Goal(PositionQuantity Quantity, ExecutionPolicy Policy, OrderPurpose Purpose, long? TargetVersion, DateTimeOffset? NextAt = null)
{
    private static readonly Goal Flat = new(PositionQuantity.Zero, ExecutionPolicy.Market, OrderPurpose.Flatten, null);

    /// <summary>Null when nothing is to be done: no target, paused, or the kill switch has its own way.</summary>
    public static Goal? Of(Book book, Holding holding, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (book.KillLatch is not null || !book.Strategies.TryGetValue(holding.Strategy, out var strategy))
        {
            return null;
        }

        return strategy switch
        {
            { Flattening: true } or { Status: StrategyStatus.Inactive } => Flat,
            { Status: StrategyStatus.Active } => Target(book, holding, now),
            { Status: StrategyStatus.Stopping } => Target(book, holding, now) is { } goal
                ? goal with { Quantity = TowardZero(book.PositionOf(holding), goal.Quantity) }
                : null,
            _ => null,
        };
    }

    /// <summary>The part of a wish that only reduces: between zero and the position.</summary>
    public static PositionQuantity TowardZero(PositionQuantity position, PositionQuantity wish) => position.Value >= 0
        ? PositionQuantity.Of(Math.Clamp(wish.Value, 0, position.Value))
        : PositionQuantity.Of(Math.Clamp(wish.Value, position.Value, 0));

    private static Goal? Target(Book book, Holding holding, DateTimeOffset now)
    {
        if (!book.Targets.TryGetValue(holding, out var target))
        {
            return null;
        }

        var whole = new Goal(target.Quantity, target.Policy, OrderPurpose.Target, target.Version);
        return target.Policy is ExecutionPolicy.Sliced slices ? Slice(whole, target, slices, book.PositionOf(holding), now) : whole;
    }

    /// <summary>The slices due by now; a position that is further on its way already stays where it is.</summary>
    private static Goal Slice(Goal whole, TargetPosition target, ExecutionPolicy.Sliced slices, PositionQuantity position, DateTimeOffset now)
    {
        var elapsed = now - target.At;
        if (slices.Next(elapsed) is not { } next)
        {
            return whole;
        }

        var (from, to) = (target.From.Value, target.Quantity.Value);
        var due = from + ((to - from) * slices.Due(elapsed) / slices.Slices);
        var goal = to >= from
            ? Math.Min(to, Math.Max(due, position.Value))
            : Math.Max(to, Math.Min(due, position.Value));
        return whole with { Quantity = PositionQuantity.Of(goal), NextAt = target.At + next };
    }
}
