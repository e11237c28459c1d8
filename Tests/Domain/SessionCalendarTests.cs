using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>How bars lie in the sessions of an exchange in New York or Chicago.</summary>
public sealed class SessionCalendarTests
{
    private static readonly BarSize OneHour = BarSize.Of(TimeSpan.FromHours(1));
    private static readonly BarSize FourHours = BarSize.Of(TimeSpan.FromHours(4));

    [Fact]
    public void The_first_and_last_hour_of_a_session_are_cut_at_its_ends()
    {
        var calendar = NewYork("20260302:0930-20260302:1600;20260303:0930-20260303:1600");

        Assert.Equal((Utc("2026-03-02T14:30Z"), Utc("2026-03-02T15:00Z")), Span(calendar, OneHour, "2026-03-02T14:45Z"));
        Assert.Equal((Utc("2026-03-02T15:00Z"), Utc("2026-03-02T16:00Z")), Span(calendar, OneHour, "2026-03-02T15:00Z"));
        Assert.Equal((Utc("2026-03-02T17:00Z"), Utc("2026-03-02T21:00Z")), Span(calendar, FourHours, "2026-03-02T20:59Z"));
    }

    [Fact]
    public void A_half_day_ends_its_day_and_its_last_bar_early()
    {
        var calendar = NewYork("20261127:0930-20261127:1300;20261128:CLOSED;20261130:0930-20261130:1600");

        Assert.Equal((Utc("2026-11-27T17:00Z"), Utc("2026-11-27T18:00Z")), Span(calendar, FourHours, "2026-11-27T17:30Z"));
        Assert.Equal((Utc("2026-11-27T05:00Z"), Utc("2026-11-27T18:00Z")), Span(calendar, BarSize.OneDay, "2026-11-27T15:00Z"));
        Assert.False(calendar.IsOpen(Utc("2026-11-27T18:00Z")));
        Assert.False(calendar.IsOpen(Utc("2026-11-28T15:00Z")));
        Assert.Equal((Utc("2026-11-23T05:00Z"), Utc("2026-11-27T18:00Z")), Span(calendar, BarSize.OneWeek, "2026-11-27T15:00Z"));
    }

    [Fact]
    public void An_overnight_session_of_futures_belongs_to_the_day_it_ends_on()
    {
        var calendar = SessionCalendar.Of(Make.Instrument("ES", 1) with
        {
            TimeZone = "America/Chicago",
            TradingHours = TradingHoursParser.Parse("20260301:1700-20260302:1600;20260302:1700-20260303:1600", TimeZoneInfo.FindSystemTimeZoneById("America/Chicago")),
        });

        Assert.Equal(new DateOnly(2026, 3, 2), calendar.TradingDayOf(Utc("2026-03-01T23:30Z")));
        Assert.Equal((Utc("2026-03-02T06:00Z"), Utc("2026-03-02T22:00Z")), Span(calendar, BarSize.OneDay, "2026-03-01T23:30Z"));
        Assert.Equal((Utc("2026-03-01T23:00Z"), Utc("2026-03-02T02:00Z")), Span(calendar, FourHours, "2026-03-01T23:30Z"));
        Assert.Empty(calendar.OpenIn(new TimeRange(Utc("2026-03-02T22:00Z"), Utc("2026-03-02T23:00Z"))));
        Assert.Equal(new TimeRange(Utc("2026-03-01T23:00Z"), Utc("2026-03-02T22:00Z")), calendar.TradedIn(BarSize.OneDay, Utc("2026-03-02T15:00Z")));
        Assert.Equal(Utc("2026-03-01T23:00Z"), calendar.TradedIn(BarSize.OneWeek, Utc("2026-03-03T15:00Z")).From);
    }

    [Fact]
    public void Days_with_23_and_25_hours_have_as_many_hour_bars()
    {
        var calendar = NewYork("20260307:0000-20260308:0000;20260308:0000-20260309:0000;20260309:0000-20260310:0000;20261101:0000-20261102:0000");

        Assert.Equal(23, HoursOf(new DateOnly(2026, 3, 8)));
        Assert.Equal(24, HoursOf(new DateOnly(2026, 3, 9)));
        Assert.Equal(25, HoursOf(new DateOnly(2026, 11, 1)));

        int HoursOf(DateOnly day) => Enumerable.Range(0, 60).Select(i => calendar.SpanOf(OneHour, calendar.MidnightOf(day).AddMinutes(30 * i)))
            .Where(span => calendar.TradingDayOf(span.From) == day).Distinct().Count();
    }

    [Fact]
    public void A_pause_at_noon_is_no_trading_time_and_ends_a_bar()
    {
        var calendar = NewYork("20260302:0930-20260302:1200,20260302:1300-20260302:1600");

        Assert.Equal([(14.5, 17.0), (18.0, 21.0)], calendar.OpenIn(new TimeRange(Utc("2026-03-02T14:30Z"), Utc("2026-03-02T21:00Z"))).Select(static open => (open.From.TimeOfDay.TotalHours, open.To.TimeOfDay.TotalHours)));
        Assert.Equal((Utc("2026-03-02T16:00Z"), Utc("2026-03-02T17:00Z")), Span(calendar, OneHour, "2026-03-02T16:30Z"));
    }

    [Fact]
    public void What_the_broker_tells_no_more_is_remembered_and_what_it_never_told_counts_as_trading_time()
    {
        var monday = NewYork("20260302:0930-20260302:1600;20260303:0930-20260303:1600");
        var tuesday = monday.UpdatedBy(NewYork("20260303:0930-20260303:1300;20260304:0930-20260304:1600"));

        Assert.False(tuesday.IsOpen(Utc("2026-03-02T21:00Z")));
        Assert.False(tuesday.IsOpen(Utc("2026-03-03T19:00Z")));
        Assert.Equal(new TimeRange(Utc("2026-03-05T15:00Z"), Utc("2026-03-05T16:00Z")), Assert.Single(tuesday.OpenIn(new TimeRange(Utc("2026-03-05T15:00Z"), Utc("2026-03-05T16:00Z")))));
        Assert.True(SessionCalendar.AlwaysOpen.IsOpen(Utc("2026-03-05T03:00Z")));
    }

    private static SessionCalendar NewYork(string hours) => SessionCalendar.Of(Make.Instrument("ANY", 1) with
    {
        TradingHours = TradingHoursParser.Parse(hours, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")),
    });

    private static (DateTimeOffset From, DateTimeOffset To) Span(SessionCalendar calendar, BarSize size, string at) =>
        calendar.SpanOf(size, Utc(at)) is var span ? (span.From, span.To) : default;

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
