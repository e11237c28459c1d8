using OrleansTrader.Domain.Instruments;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class TradingHoursParserTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Fact]
    public void A_whole_day_of_the_old_form_ends_at_midnight()
    {
        var session = Assert.Single(TradingHoursParser.Parse("20260302:0000-2359", NewYork));

        Assert.Equal((new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(24), new DateOnly(2026, 3, 2)), (session.Open, session.Close - session.Open, session.TradingDay));
    }

    [Fact]
    public void A_day_with_its_date_on_both_sides_is_one_session_in_UTC()
    {
        var sessions = TradingHoursParser.Parse("20261123:0400-20261123:2000;20261124:CLOSED", NewYork);

        Assert.Equal([new Session(Utc("2026-11-23T09:00Z"), Utc("2026-11-24T01:00Z"), new DateOnly(2026, 11, 23))], sessions);
    }

    [Fact]
    public void Several_sessions_a_day_are_kept_apart_in_both_forms()
    {
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var today = TradingHoursParser.Parse("20261123:0900-20261123:1130;20261123:1230-20261123:1530", tokyo);
        var old = TradingHoursParser.Parse("20261123:0900-1130,1230-1530", tokyo);

        Assert.Equal(today, old);
        Assert.Equal([Utc("2026-11-23T00:00Z"), Utc("2026-11-23T03:30Z")], today.Select(static session => session.Open));
    }

    [Fact]
    public void A_session_over_midnight_belongs_to_the_day_on_which_it_closes()
    {
        var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
        var session = Assert.Single(TradingHoursParser.Parse("20261122:1700-20261123:1600", chicago));
        var old = Assert.Single(TradingHoursParser.Parse("20261122:1700-1600", chicago));

        Assert.Equal(session, old);
        Assert.Equal((Utc("2026-11-22T23:00Z"), Utc("2026-11-23T22:00Z"), new DateOnly(2026, 11, 23)), (session.Open, session.Close, session.TradingDay));
    }

    [Theory]
    [InlineData("20260306:0930-20260306:1600", "2026-03-06T14:30Z")]
    [InlineData("20260309:0930-20260309:1600", "2026-03-09T13:30Z")]
    [InlineData("20261030:0930-20261030:1600", "2026-10-30T13:30Z")]
    [InlineData("20261102:0930-20261102:1600", "2026-11-02T14:30Z")]
    public void The_opening_follows_daylight_saving(string text, string opensAt) =>
        Assert.Equal(Utc(opensAt), Assert.Single(TradingHoursParser.Parse(text, NewYork)).Open);

    [Fact]
    public void A_time_that_does_not_exist_moves_forward_and_one_that_comes_twice_is_the_first()
    {
        Assert.Equal(Utc("2026-03-08T07:00Z"), Assert.Single(TradingHoursParser.Parse("20260308:0230-20260308:1600", NewYork)).Open);
        Assert.Equal(Utc("2026-11-01T05:30Z"), Assert.Single(TradingHoursParser.Parse("20261101:0130-20261101:1600", NewYork)).Open);
    }

    [Fact]
    public void Sessions_come_ascending_and_once()
    {
        var sessions = TradingHoursParser.Parse("20261124:0930-20261124:1600;20261123:0930-20261123:1600;20261124:0930-20261124:1600", NewYork);

        Assert.Equal([new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 24)], sessions.Select(static session => session.TradingDay));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("20261126:CLOSED")]
    [InlineData("20261126:closed;")]
    public void No_session_is_no_session(string? text) => Assert.Empty(TradingHoursParser.Parse(text, NewYork));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("20261123:0930")]
    [InlineData("20261123:0930-20261123:2500")]
    [InlineData("20261123:1600-20261123:0930")]
    [InlineData("20261323:0930-20261323:1600")]
    public void What_is_no_trading_hours_is_refused_by_name(string text) =>
        Assert.Contains(text, Assert.Throws<FormatException>(() => TradingHoursParser.Parse(text, NewYork)).Message, StringComparison.Ordinal);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
