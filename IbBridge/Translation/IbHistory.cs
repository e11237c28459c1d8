using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>Bar sizes and spans as IB spells them, and its bars as ours.</summary>
internal static class IbHistory
{
    /// <summary>Regular hours are what a trading day surely has.</summary>
    private static readonly TimeSpan TradingDay = TimeSpan.FromHours(6.5);

    private static readonly TimeSpan HalfAnHour = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    private static readonly (TimeSpan Size, string Word)[] Sizes =
    [
        (TimeSpan.FromSeconds(5), "5 secs"),
        (TimeSpan.FromSeconds(10), "10 secs"),
        (TimeSpan.FromSeconds(15), "15 secs"),
        (TimeSpan.FromSeconds(30), "30 secs"),
        (TimeSpan.FromMinutes(1), "1 min"),
        (TimeSpan.FromMinutes(2), "2 mins"),
        (TimeSpan.FromMinutes(3), "3 mins"),
        (TimeSpan.FromMinutes(5), "5 mins"),
        (TimeSpan.FromMinutes(10), "10 mins"),
        (TimeSpan.FromMinutes(15), "15 mins"),
        (TimeSpan.FromMinutes(20), "20 mins"),
        (TimeSpan.FromMinutes(30), "30 mins"),
        (TimeSpan.FromHours(1), "1 hour"),
        (TimeSpan.FromDays(1), "1 day"),
    ];

    private static readonly TimeSpan LongestInSeconds = TimeSpan.FromDays(1);

    /// <summary>The largest size IB serves that fits a whole number of times into ours, with that number.</summary>
    /// <remarks>
    /// Between an hour and a day IB does not say from where it counts: by the exchange's midnight, UTC or the opening, as it may be. Half hours lie alike in all of
    /// them, and in the zones that differ by one, so longer bars are joined from these by our own rule (<see cref="SessionCalendar.SpanOf"/>).
    /// </remarks>
    /// <exception cref="ArgumentException">Bars of this size do not go by time: the broker keeps none.</exception>
    public static (BarSize Size, string Word, int Parts) Part(BarSize size)
    {
        if (size.Unit != BarUnit.Time)
        {
            return size.Unit switch
            {
                BarUnit.Week => (size, "1 week", 1),
                BarUnit.Month => (size, "1 month", 1),
                _ => throw new ArgumentException($"The broker keeps no history of bars of {size}.", nameof(size)),
            };
        }

        var longest = size == BarSize.OneDay || size.Value == OneHour ? size.Value : HalfAnHour;
        var (part, word) = Sizes.Last(known => known.Size <= longest && size.Value.Ticks % known.Size.Ticks == 0);
        return (BarSize.Of(part), word, (int)(size.Value.Ticks / part.Ticks));
    }

    /// <summary>A span that surely holds so many bars: sessions, nights and weekends considered by asking for whole trading days.</summary>
    public static string Duration(BarSize size, int count)
    {
        var span = size.Value * count;
        if (size.Value < TimeSpan.FromMinutes(1) && span <= TimeSpan.FromHours(2))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max((int)span.TotalSeconds, 60)} S");
        }

        var days = size.Value >= TimeSpan.FromDays(1) ? (int)Math.Ceiling(span.TotalDays) : (int)Math.Ceiling(span / TradingDay);
        return days <= 365
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(days, 1)} D")
            : string.Create(CultureInfo.InvariantCulture, $"{(days + 249) / 250} Y");
    }

    /// <summary>The time from a range's first bar to its end, as a duration: seconds up to a day, else days.</summary>
    public static string Duration(TimeRange range) => range.Length <= LongestInSeconds
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max((int)Math.Ceiling(range.Length.TotalSeconds), 60)} S")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)Math.Ceiling(range.Length.TotalDays)} D");

    /// <summary>The range with all of the bars that its ends cut: half a bar would be taken for a whole one.</summary>
    public static TimeRange Whole(TimeRange range, BarSize size, SessionCalendar calendar) =>
        Part(size).Parts == 1 ? range : new TimeRange(calendar.SpanOf(size, range.From).From, calendar.SpanOf(size, range.To.AddTicks(-1)).To);

    /// <summary>Bars of a day and more carry a date only: they start at its midnight in the exchange's zone, weeks and months at their first day's.</summary>
    /// <exception cref="FormatException">The bar's time cannot be read.</exception>
    public static Bar ToBar(ConId conId, BarSize size, HistoricalBar bar, SessionCalendar calendar) => WithSpan(calendar, new(
        conId,
        size,
        TwsTime.Parse(bar.Time) switch
        {
            { IsDateOnly: true } date => calendar.MidnightOf(DateOnly.FromDateTime(date.Instant.UtcDateTime)),
            { } time => time.Instant,
            null => throw new FormatException($"'{bar.Time}' is no time of a bar."),
        },
        IbWords.ToPrice(bar.Open),
        IbWords.ToPrice(bar.High),
        IbWords.ToPrice(bar.Low),
        IbWords.ToPrice(bar.Close),
        IbWords.ToSize(bar.Volume),
        bar.Wap is { } wap ? Price.Of(wap) : null,
        bar.Count ?? 0));

    /// <summary>Joins the parts that lie within the same whole bar; the first and last may be short of parts.</summary>
    public static ImmutableArray<Bar> Join(IEnumerable<Bar> parts, BarSize size, SessionCalendar calendar) =>
    [
        .. parts
            .GroupBy(part => calendar.SpanOf(size, part.Start))
            .Select(group => WithSpan(calendar, BarMath.Combine([.. group], size, Begin(group.Key, group.First(), calendar)))),
    ];

    /// <summary>Where the hours of a past day are not told any more, its first bar begins with what was traded first: that is how the broker's own begin at an opening.</summary>
    private static DateTimeOffset Begin(TimeRange span, Bar first, SessionCalendar calendar) => calendar.SessionAt(first.Start) is null ? first.Start : span.From;

    /// <summary>The bar's start and end as our own bars have them.</summary>
    private static Bar WithSpan(SessionCalendar calendar, Bar bar)
    {
        var span = calendar.SpanOf(bar.Size, bar.Start);
        var start = bar.Size.Unit == BarUnit.Time ? bar.Start : span.From;
        return bar with { Start = start, Until = span.To == start + bar.Size.Value ? null : span.To };
    }
}
