using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.MarketData;

/// <summary>One request of history that fills (a part of) a gap: whole bars of <paramref name="Size"/> in <paramref name="Range"/>.</summary>
public readonly record struct Backfill(BarSize Size, TimeRange Range)
{
    private static readonly TimeSpan LongestOfSeconds = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestOfMinutes = TimeSpan.FromDays(1);

    /// <summary>
    /// The next request for a gap, its oldest part first; null while only a minute is missing that is not over. One-minute bars, which the broker's pacing
    /// spares, unless finer bars are wanted; days as days, for bars of weeks and months.
    /// </summary>
    /// <param name="sizes">The bars by time that are wanted.</param>
    public static Backfill? Of(TimeRange gap, IReadOnlyCollection<BarSize> sizes, SessionCalendar calendar, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        var today = calendar.TradedIn(BarSize.OneDay, gap.To.AddTicks(-1)).From;
        if (gap.From < today && sizes.All(static size => size.Unit is BarUnit.Week or BarUnit.Month || size == BarSize.OneDay))
        {
            return new Backfill(BarSize.OneDay, new TimeRange(gap.From, today));
        }

        if (sizes.Any(static size => size.Unit == BarUnit.Time && size.Value.Ticks % TimeSpan.TicksPerMinute != 0))
        {
            return new Backfill(BarSize.FiveSeconds, gap with { To = Earlier(gap.To, gap.From + LongestOfSeconds) });
        }

        var from = Floor(gap.From);
        var to = Earlier(Earlier(Floor(gap.To.AddMinutes(1).AddTicks(-1)), Floor(now)), from + LongestOfMinutes);
        return to > from && to > gap.From ? new Backfill(BarSize.OneMinute, new TimeRange(from, to)) : null;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Floor(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute));
}
