using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <param name="Strategy">Null for the account.</param>
public readonly record struct LimitKey(StrategyName? Strategy, LimitName Limit);

/// <summary>A limit that a person changed; null lifts it.</summary>
public sealed record LimitChange(decimal? Value, string By, string Reason, DateTimeOffset At);

/// <summary>Why a contract may not be opened.</summary>
public sealed record Restriction(string By, string Reason, DateTimeOffset At);

/// <summary>Where a day's loss and a drawdown are counted from, as results since the books began.</summary>
/// <param name="Opening">At the first look of the day.</param>
/// <param name="Peak">The best so far.</param>
public sealed record EquityMark(DateOnly Day, decimal Opening, decimal Peak)
{
    /// <summary>The key of the whole account; no strategy can be called so.</summary>
    public const string Account = "";

    public static string KeyOf(StrategyName? strategy) => strategy?.Value ?? Account;
}

/// <summary>What one strategy sent: the last minute exactly, and sums since midnight UTC.</summary>
/// <param name="Messages">Orders, changes and cancels.</param>
/// <param name="Executed">Orders with at least one fill.</param>
public sealed record OrderTraffic(DateOnly Day, int Messages, int Executed, ImmutableList<DateTimeOffset> Recent)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static OrderTraffic None { get; } = new(DateOnly.MinValue, 0, 0, []);

    public bool IsOf(DateTimeOffset now) => Day == DateOnly.FromDateTime(now.UtcDateTime);

    /// <summary>Orders and changes within the minute before.</summary>
    public int Within(DateTimeOffset now) => Recent.Count - Past(now);

    /// <summary>When one fewer than the limit will be within a minute.</summary>
    public DateTimeOffset FreeAt(DateTimeOffset now, decimal limit)
    {
        var index = Recent.Count - (int)Math.Max(1, Math.Min(limit, Recent.Count));
        return Recent.IsEmpty ? now : Recent[index] + Window;
    }

    /// <param name="order">An order or a change; false for a cancel, which no rate holds back.</param>
    public OrderTraffic Sent(DateTimeOffset at, bool order)
    {
        var today = Of(at);
        return today with { Messages = today.Messages + 1, Recent = order ? today.InOrder(at) : today.Recent };
    }

    public OrderTraffic Filled(DateTimeOffset at)
    {
        var today = Of(at);
        return today with { Executed = today.Executed + 1 };
    }

    /// <summary>Adds a time behind the earlier ones, also after the clock was put back, and drops what is a minute old.</summary>
    private ImmutableList<DateTimeOffset> InOrder(DateTimeOffset at) => Recent.Insert(UpTo(at), at).RemoveRange(0, Past(at));

    private int Past(DateTimeOffset now) => UpTo(now - Window);

    /// <summary>How many of the times, oldest first, are at or before this one.</summary>
    private int UpTo(DateTimeOffset time)
    {
        var (low, high) = (0, Recent.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Recent[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private OrderTraffic Of(DateTimeOffset at) => IsOf(at) ? this : this with { Day = DateOnly.FromDateTime(at.UtcDateTime), Messages = 0, Executed = 0 };
}
