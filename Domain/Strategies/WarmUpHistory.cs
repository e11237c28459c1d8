using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Strategies;

/// <summary>How a stored history and the broker's newest bars make a warm-up.</summary>
public static class WarmUpHistory
{
    /// <summary>How many of the newest bars must come from the broker: none when the store is up to date, all when it has too few.</summary>
    public static int Missing(ImmutableArray<Bar> stored, BarSize size, int count, DateTimeOffset now)
    {
        if (stored is not [.., var last])
        {
            return count;
        }

        var gap = (int)Math.Min(count, Math.Ceiling(Math.Max(0, (now - last.End) / size.Value)));
        return stored.Length + gap < count ? count : gap;
    }

    /// <summary>The last <paramref name="count"/> bars of both, oldest first; where both have a bar, the recent one counts.</summary>
    public static ImmutableArray<Bar> Join(ImmutableArray<Bar> stored, ImmutableArray<Bar> recent, int count) => recent is not [var first, ..]
        ? stored
        : [.. stored.Where(bar => bar.Start < first.Start).Concat(recent).TakeLast(count)];
}
