using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

/// <summary>Days, weeks and months of a market whose day begins on the evening before: Chicago's futures, 17:00 to 16:00.</summary>
public sealed class OvernightBarTests
{
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    /// <summary>Monday's opening: Sunday, 1 March 2026, 17:00 in Chicago.</summary>
    private static readonly DateTimeOffset Opening = new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero);

    private static readonly SessionCalendar Calendar = SessionCalendar.Of(Make.Instrument("ES", 1) with
    {
        TimeZone = "America/Chicago",
        TradingHours = TradingHoursParser.Parse(string.Join(';', Enumerable.Range(0, 5).Concat([7]).Select(static i => FormattableString.Invariant($"2026030{1 + i}:1700-2026030{2 + i}:1600"))), Chicago),
    });

    [Theory]
    [InlineData("1d")]
    [InlineData("1w")]
    public void A_line_that_starts_within_the_day_has_its_evening_on_record_as_a_gap(string size)
    {
        var book = new BarBook(TimeSpan.FromSeconds(10), 10) { Calendar = Calendar };
        book.Want([BarSize.Parse(size)]);

        book.Add(Make.Bar(1, Opening.AddHours(17), size: BarSize.FiveSeconds), Opening.AddHours(17).AddSeconds(5));

        Assert.Equal(new TimeRange(Opening, Opening.AddHours(17)), Assert.Single(book.Gaps).Range);
    }

    [Fact]
    public void A_day_without_its_evening_is_incomplete_and_whole_with_it()
    {
        var day = new BarBuilder(BarSize.OneDay, TimeSpan.FromSeconds(10), Calendar);
        var morning = day.Add([.. Hours(7, 23)], null);
        var given = day.Flush(Opening.AddHours(24));
        var amended = day.Add([.. Hours(0, 7)], null);

        Assert.Empty(morning);
        Assert.True(Assert.Single(given).Bar.Incomplete);
        Assert.Equal((false, Calendar.MidnightOf(new DateOnly(2026, 3, 2)), Quantity.Of(230)), Assert.Single(amended) is var built ? (built.Bar.Incomplete, built.Bar.Start, built.Bar.Volume!.Value) : default);
    }

    [Fact]
    public void A_day_from_history_takes_the_place_of_what_the_line_brought_of_it_the_evening_too()
    {
        var day = new BarBuilder(BarSize.OneDay, TimeSpan.FromSeconds(10), Calendar);
        day.Add([.. Hours(0, 5)], null);

        var built = day.Add(Day(2) with { Volume = Quantity.Of(1_000) });

        Assert.Equal((false, Quantity.Of(1_000)), Assert.Single(built) is var one ? (one.Bar.Incomplete, one.Bar.Volume!.Value) : default);
    }

    [Fact]
    public void Five_whole_days_are_a_whole_week()
    {
        var week = new BarBuilder(BarSize.OneWeek, TimeSpan.FromSeconds(10), Calendar);

        var built = Enumerable.Range(2, 5).SelectMany(date => week.Add(Day(date))).ToArray();

        Assert.Equal((false, Calendar.MidnightOf(new DateOnly(2026, 3, 2))), Assert.Single(built) is var one ? (one.Bar.Incomplete, one.Bar.Start) : default);
    }

    [Fact]
    public void Days_before_today_are_asked_for_as_days_and_today_from_its_opening_by_minutes()
    {
        var now = Opening.AddDays(2).AddHours(10);
        var first = Backfill.Of(new TimeRange(Opening, now), [BarSize.OneMonth], Calendar, now)!.Value;
        var second = Backfill.Of(new TimeRange(first.Range.To, now), [BarSize.OneMonth], Calendar, now)!.Value;

        Assert.Equal(new Backfill(BarSize.OneDay, new TimeRange(Opening, Opening.AddDays(2))), first);
        Assert.Equal(new Backfill(BarSize.OneMinute, new TimeRange(Opening.AddDays(2), now)), second);
    }

    private static IEnumerable<Bar> Hours(int from, int to) =>
        Enumerable.Range(from, to - from).Select(static hour => Make.Bar(1, Opening.AddHours(hour), size: BarSize.Of(TimeSpan.FromHours(1)), volume: 10));

    private static Bar Day(int date) => Make.Bar(1, Calendar.MidnightOf(new DateOnly(2026, 3, date)), size: BarSize.OneDay) with { Until = Opening.AddDays(date - 1).AddHours(-1) };
}
