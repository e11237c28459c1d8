using CsCheck;
using OrleansTrader.IbProtocol;
using Xunit;

namespace OrleansTrader.Tests.Protocol;

public sealed class TwsTimeTests
{
    [Theory]
    [InlineData("20261123-15:30:07", "2026-11-23T15:30:07Z")]
    [InlineData("20261123-15:30:07Z", "2026-11-23T15:30:07Z")]
    [InlineData("20261123 10:31:07 US/Eastern", "2026-11-23T15:31:07Z")]
    [InlineData("20260703 10:31:07 America/New_York", "2026-07-03T14:31:07Z")]
    [InlineData("20261123 10:31:07 EST", "2026-11-23T15:31:07Z")]
    [InlineData("20261123 23:30:00 China Standard Time", "2026-11-23T15:30:00Z")]
    [InlineData("20250521 08:30 US/Central", "2025-05-21T13:30:00Z")]
    [InlineData("20261123 15:30:00 UTC", "2026-11-23T15:30:00Z")]
    [InlineData("1795446667", "2026-11-23T15:11:07Z")]
    [InlineData("1795446667123", "2026-11-23T15:11:07.123Z")]
    [InlineData("2026-11-20 14:30:00.0 UTC", "2026-11-20T14:30:00Z")]
    public void Every_form_with_a_known_zone_is_certain(string text, string expected)
    {
        var time = TwsTime.Parse(text);

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time!.Value.Instant);
        Assert.True(time.Value.IsZoneCertain);
        Assert.False(time.Value.IsDateOnly);
    }

    [Theory]
    [InlineData("20230413  16:31:22")]
    [InlineData("20230413 16:31:22 Atlantis/Capital")]
    public void A_missing_or_unknown_zone_is_taken_for_UTC_and_marked(string text)
    {
        var time = TwsTime.Parse(text)!.Value;

        Assert.Equal(new DateTimeOffset(2023, 4, 13, 16, 31, 22, TimeSpan.Zero), time.Instant);
        Assert.False(time.IsZoneCertain);
    }

    [Fact]
    public void A_default_zone_makes_a_text_without_zone_certain()
    {
        var time = TwsTime.Parse("20230413  16:31:22", TwsTime.FindZone("US/Eastern"))!.Value;

        Assert.Equal(new DateTimeOffset(2023, 4, 13, 20, 31, 22, TimeSpan.Zero), time.Instant);
        Assert.True(time.IsZoneCertain);
    }

    [Fact]
    public void A_date_alone_is_a_date()
    {
        var time = TwsTime.Parse("20261120", TimeZoneInfo.Utc)!.Value;

        Assert.True(time.IsDateOnly);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero), time.Instant);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("20261323 10:00:00 EST")]
    [InlineData("20261123 25:00:00 EST")]
    [InlineData("999999999999999999")]
    public void What_is_no_time_is_null(string? text) => Assert.Null(TwsTime.Parse(text));

    [Fact]
    public void Nothing_makes_the_parser_throw() =>
        Gen.String[Gen.Char["0123456789 :-/.ZEST"], 0, 30].Sample(text => _ = TwsTime.Parse(text));

    [Fact]
    public void A_request_time_is_UTC_and_reads_back()
    {
        var instant = new DateTimeOffset(2026, 11, 23, 10, 31, 7, TimeSpan.FromHours(-5));

        Assert.Equal("20261123-15:31:07", TwsTime.Format(instant));
        Assert.Equal(instant, TwsTime.Parse(TwsTime.Format(instant))!.Value.Instant);
    }

    [Fact]
    public void A_server_time_names_its_zone_and_reads_back()
    {
        var instant = new DateTimeOffset(2026, 7, 3, 14, 31, 7, TimeSpan.Zero);
        var text = TwsTime.Format(instant, TwsTime.FindZone("America/New_York")!);

        Assert.Equal("20260703 10:31:07 America/New_York", text);
        Assert.Equal(instant, TwsTime.Parse(text)!.Value.Instant);
    }
}
