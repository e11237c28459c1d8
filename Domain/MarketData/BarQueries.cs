using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>Questions to a history, for strategies and research alike: bars go in oldest first, nothing is read from anywhere else.</summary>
public static class BarQueries
{
    /// <summary>The bars of several contracts that begin together: one row for each start that all of them have, in the order of the histories given.</summary>
    public static ImmutableArray<ImmutableArray<Bar>> Aligned(params ReadOnlySpan<ImmutableArray<Bar>> histories)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Bar>>();
        var at = new int[histories.Length];
        while (histories.Length > 0 && Newest(histories, at) is { } start)
        {
            var row = ImmutableArray.CreateBuilder<Bar>(histories.Length);
            for (var i = 0; i < histories.Length; i++)
            {
                while (at[i] < histories[i].Length && histories[i][at[i]].Start < start)
                {
                    at[i]++;
                }

                if (at[i] < histories[i].Length && histories[i][at[i]].Start == start)
                {
                    row.Add(histories[i][at[i]]);
                }
            }

            if (row.Count == histories.Length)
            {
                rows.Add(row.MoveToImmutable());
                at[0]++;
            }
        }

        return rows.ToImmutable();
    }

    /// <summary>The volume weighted average price of one trading day; null when it had no volume. A bar without an average counts with (high + low + close) / 3.</summary>
    public static Price? DayVwap(IEnumerable<Bar> bars, SessionCalendar calendar, DateOnly tradingDay)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var (amount, volume) = (0m, 0m);
        foreach (var bar in bars.Where(bar => calendar.TradingDayOf(bar.Start) == tradingDay))
        {
            var size = bar.Volume?.Value ?? 0;
            amount += size * (bar.Wap?.Value ?? ((bar.High.Value + bar.Low.Value + bar.Close.Value) / 3));
            volume += size;
        }

        return volume == 0 ? null : Price.Of(Money.Divide(amount, volume));
    }

    /// <summary>The sample standard deviation of the logarithmic close to close returns in a rolling window, one value for each bar from the window's first full one on.</summary>
    /// <param name="window">Returns in the window, at least 2.</param>
    /// <param name="barsPerYear">Scales to a year: 252 for daily bars, 252 × 390 for minutes of US sessions; 1 leaves it per bar.</param>
    public static ImmutableArray<(DateTimeOffset At, double Volatility)> RollingVolatility(ImmutableArray<Bar> bars, int window, double barsPerYear = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        var returns = new double[Math.Max(0, bars.Length - 1)];
        for (var i = 0; i < returns.Length; i++)
        {
            returns[i] = Math.Log((double)(bars[i + 1].Close.Value / bars[i].Close.Value));
        }

        var values = ImmutableArray.CreateBuilder<(DateTimeOffset, double)>();
        for (var last = window; last <= returns.Length; last++)
        {
            values.Add((bars[last].End, Deviation(returns.AsSpan(last - window, window)) * Math.Sqrt(barsPerYear)));
        }

        return values.ToImmutable();
    }

    /// <summary>The average of |close / open − 1| of the bars that begin at the same time of the exchange's day, over all days: how lively each part of the day is.</summary>
    public static ImmutableSortedDictionary<TimeOnly, decimal> AverageMoveByTimeOfDay(IEnumerable<Bar> bars, TimeZoneInfo zone) => bars
        .Where(static bar => bar.Open.Value != 0)
        .GroupBy(bar => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(bar.Start, zone).DateTime))
        .ToImmutableSortedDictionary(static group => group.Key, static group => Money.Divide(group.Sum(static bar => Math.Abs((bar.Close.Value / bar.Open.Value) - 1)), group.Count()));

    /// <summary>One bar for each trading day of the exchange, from intraday bars. A day counts as far as its bars go: give whole days.</summary>
    public static ImmutableArray<Bar> Daily(IEnumerable<Bar> bars, SessionCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return
        [
            .. bars.GroupBy(bar => calendar.TradingDayOf(bar.Start)).Select(group =>
            {
                var parts = group.ToArray();
                return BarMath.Combine(parts, BarSize.OneDay, calendar.MidnightOf(group.Key)) with { Until = parts[^1].End, Incomplete = parts.Any(static part => part.Incomplete) };
            }),
        ];
    }

    /// <summary>The newest of the starts that the histories are at; null when one of them is at its end.</summary>
    private static DateTimeOffset? Newest(ReadOnlySpan<ImmutableArray<Bar>> histories, int[] at)
    {
        DateTimeOffset? newest = null;
        for (var i = 0; i < histories.Length; i++)
        {
            if (at[i] >= histories[i].Length)
            {
                return null;
            }

            var start = histories[i][at[i]].Start;
            newest = newest is { } known && known > start ? known : start;
        }

        return newest;
    }

    private static double Deviation(ReadOnlySpan<double> values)
    {
        var (sum, squares) = (0d, 0d);
        foreach (var value in values)
        {
            sum += value;
        }

        var mean = sum / values.Length;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return Math.Sqrt(squares / (values.Length - 1));
    }
}
