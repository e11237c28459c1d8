using System.Globalization;
using CsCheck;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class HistoryPlanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Wanted_are_whole_bars_up_to_the_last_finished_one() => Assert.Equal(
        new TimeRange(Noon.AddDays(-3), Noon),
        HistoryPlan.Wanted(BarSize.FiveMinutes, 3, Noon.AddMinutes(4).AddSeconds(59)));

    [Theory]
    [InlineData("5s", 1)]
    [InlineData("30s", 8)]
    [InlineData("1m", 24)]
    [InlineData("15m", 168)]
    [InlineData("1h", 720)]
    [InlineData("1d", 7920)]
    public void No_request_is_longer_than_the_brokers_step_for_the_size(string size, int hours)
    {
        var requests = HistoryPlan.Requests([new TimeRange(Noon.AddDays(-800), Noon)], BarSize.Parse(size));

        Assert.Equal(Noon, requests[0].To);
        Assert.Equal(TimeSpan.FromHours(hours), requests.Max(static range => range.To - range.From));
    }

    [Fact]
    public void A_bar_that_is_still_forming_is_not_kept_and_its_span_stays_missing()
    {
        Bar[] answer = [.. Enumerable.Range(0, 3).Select(static i => new Bar(ConId.Of(1), BarSize.OneMinute, Noon.AddMinutes(i), Price.Of(1), Price.Of(1), Price.Of(1), Price.Of(1), null, null, 1))];
        var asked = new TimeRange(Noon, Noon.AddMinutes(3));

        var (bars, covered) = HistoryPlan.Finished([.. answer], asked, Noon.AddMinutes(2));

        Assert.Equal(answer[..2], bars);
        Assert.Equal(new TimeRange(Noon, Noon.AddMinutes(2)), covered);
        Assert.Equal(asked, HistoryPlan.Finished([.. answer], asked, Noon.AddMinutes(3)).Covered);
    }

    /// <summary>Frankfurt's day begins an hour before that of UTC, New York's five hours after it.</summary>
    [Theory]
    [InlineData("1d", "Europe/Berlin", "2026-02-10T00:00Z", "2026-02-20T00:00Z", "2026-02-09T23:00Z", "2026-02-20T23:00Z")]
    [InlineData("1d", "America/New_York", "2026-02-10T00:00Z", "2026-02-20T00:00Z", "2026-02-09T05:00Z", "2026-02-20T05:00Z")]
    [InlineData("1w", "America/New_York", "2026-02-11T00:00Z", "2026-02-20T00:00Z", "2026-02-09T05:00Z", "2026-02-23T05:00Z")]
    [InlineData("1mo", "America/New_York", "2025-12-11T00:00Z", "2026-02-20T00:00Z", "2025-12-01T05:00Z", "2026-03-01T05:00Z")]
    [InlineData("1mo", "America/New_York", "2025-12-11T00:00Z", "2026-03-02T10:00Z", "2025-12-01T05:00Z", "2026-03-02T12:00Z")]
    [InlineData("1h", "America/New_York", "2026-02-10T00:00Z", "2026-02-20T00:00Z", "2026-02-10T00:00Z", "2026-02-20T00:00Z")]
    public void Of_days_weeks_and_months_whole_ones_are_asked_for(string size, string zone, string from, string to, string askedFrom, string askedTo)
    {
        var calendar = SessionCalendar.Of(Make.Instrument("ANY", 1) with { TimeZone = zone });

        var asked = HistoryPlan.Asked(new TimeRange(Utc(from), Utc(to)), BarSize.Parse(size), calendar, Noon);

        Assert.Equal(new TimeRange(Utc(askedFrom), Utc(askedTo)), asked);
        Assert.True(asked.Length <= TimeSpan.FromDays(365));
    }

    /// <summary>What was covered and what is asked for make the whole wish, once.</summary>
    [Fact]
    public void Covered_and_missing_make_the_wish_without_overlap() =>
        Gen.Select(Range(), Range().Array[0, 6]).Sample(static (wanted, covered) =>
        {
            var missing = HistoryPlan.Missing(wanted, covered);
            var requests = HistoryPlan.Requests(missing, BarSize.OneMinute);
            for (var at = wanted.From; at < wanted.To; at = at.AddMinutes(7))
            {
                Assert.Equal(covered.Any(range => range.Contains(at)) ? 0 : 1, missing.Count(range => range.Contains(at)));
                Assert.Equal(missing.Count(range => range.Contains(at)), requests.Count(range => range.Contains(at)));
            }

            Assert.DoesNotContain(missing, range => range.IsEmpty || range.From < wanted.From || range.To > wanted.To);
        });

    [Fact]
    public void A_bar_survives_its_line_to_the_last_digit() => Gen.Select(Gen.Decimal[0.0001m, 100_000m], Gen.Decimal[0m, 1_000_000m], Gen.Int[0, 1_000_000]).Sample(static (price, volume, minutes) =>
    {
        var bar = new Bar(
            ConId.Of(1), BarSize.OneMinute, Noon.AddMinutes(minutes), Price.Of(price), Price.Of(price + 1), Price.Of(price - 0.00005m), Price.Of(price),
            minutes % 2 == 0 ? Quantity.Of(volume) : null, minutes % 3 == 0 ? Price.Of(price) : null, minutes)
        {
            Until = minutes % 5 == 0 ? Noon.AddMinutes(minutes).AddSeconds(30) : null,
        };

        Assert.Equal(bar, BarText.Parse(BarText.Write(bar), new BarSeries(ConId.Of(1), BarSize.OneMinute, BarSeries.Trades)));
    });

    [Theory]
    [InlineData("2026-03-02T12:00:00Z,1,2,0.5", "9 fields")]
    [InlineData("yesterday,1,2,0.5,1,10,1,3,", "'yesterday' is not a time")]
    [InlineData("2026-03-02T12:00:00Z,1,2,x,1,10,1,3,", "low is 'x'")]
    [InlineData("2026-03-02T12:00:00Z,1,2,0.5,1,-10,1,3,", "volume is '-10'")]
    [InlineData("2026-03-02T12:00:00Z,1,0.4,0.5,1,10,1,3,", "high 0.4 is below low 0.5")]
    [InlineData("2026-03-02T12:00:00Z,3,2,0.5,1,10,1,3,", "open 3 is outside")]
    [InlineData("2026-03-02T12:00:00Z,1,2,0.5,0.1,10,1,3,", "close 0.1 is outside")]
    [InlineData("2026-03-02T12:00:02Z,1,2,0.5,1,10,1,3,", "5-second grid")]
    public void A_line_that_is_no_bar_says_why(string line, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => BarText.Parse(line, new BarSeries(ConId.Of(1), BarSize.OneMinute, BarSeries.Trades)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static Gen<TimeRange> Range() => Gen.Select(Gen.Int[0, 5_000], Gen.Int[0, 3_000]).Select(static (from, length) => new TimeRange(Noon.AddMinutes(from), Noon.AddMinutes(from + length)));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUniversalTime();
}
