using System.Globalization;
using OrleansTrader.Client.Api;
using OrleansTrader.Client.Files;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Client;

/// <summary>Files as people have them: mapped, checked row by row, written without loss.</summary>
public sealed class BarFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly BarSeries Minutes = new(ConId.Of(1), BarSize.OneMinute, BarSeries.Trades);
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("bars-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_bad_row_is_named_with_its_line_and_reason_and_the_good_ones_are_all_there()
    {
        var file = await FileAsync("""
            time,open,high,low,close,volume
            2026-03-02T12:00:00Z,10,11,9,10.5,100
            2026-03-02T12:01:00Z,10,x,9,10.5,100
            2026-03-02T12:02:00Z,10,8,9,10,100
            2026-03-02T12:03:00Z,,11,9,10,100
            2026-03-02T12:00:00Z,10,11,9,10,100
            tomorrow,10,11,9,10,100
            2026-03-02T12:06:00Z,10,11,9,10,-1
            2026-03-02T12:07:00Z,10,11
            2026-03-02T12:08:00Z,1.5e1,15,14.25,14.75,
            """);

        var (good, bad) = await file.CheckAsync(None);

        Assert.Equal(2, good);
        Assert.Equal([3L, 4, 5, 6, 7, 8, 9], bad.Select(static row => row.Line));
        string[] reasons = ["high is 'x'", "high 8 is below low 9", "open is empty", "was on line 2 already", "time is 'tomorrow'", "volume -1 is negative", "3 fields"];
        Assert.All(bad.Zip(reasons), static pair => Assert.Contains(pair.Second, pair.First.Reason, StringComparison.Ordinal));
        Assert.Equal([(Noon, 10.5m), (Noon.AddMinutes(8), 14.75m)], await file.BarsAsync(None).Select(static bar => (bar.Start, bar.Close.Value)).ToArrayAsync(None));
    }

    [Fact]
    public async Task Columns_and_times_are_mapped_as_told()
    {
        var file = await FileAsync("""
            Handelszeit;Eröffnung;Hoch;Tief;Schluss;Stück
            02.03.2026 07:00;10;11;9;10.5;100
            """, "time=Handelszeit, open=Eröffnung, high=HOCH, low=Tief, close=Schluss, volume=Stück", new TimeForm("dd.MM.yyyy HH:mm", TimeZoneInfo.FindSystemTimeZoneById("America/New_York")));

        Assert.Equal([Bar(0) with { Volume = Quantity.Of(100), Wap = null, Count = 0 }], await file.BarsAsync(None).ToArrayAsync(None));
    }

    [Theory]
    [InlineData("1772452800")]
    [InlineData("1772452800000")]
    [InlineData("1772452800000000")]
    [InlineData("1772452800000000000")]
    public async Task Epochs_are_seconds_or_thousandths_of_thousandths(string epoch)
    {
        var file = await FileAsync($"time,open,high,low,close,volume\n{epoch},10,11,9,10.5,100");

        Assert.Equal(Noon, (await file.BarsAsync(None).SingleAsync(None)).Start);
    }

    [Theory]
    [InlineData("2026-03-02 07:00:00")]
    [InlineData("20260302 07:00:00")]
    [InlineData("2026-03-02T12:00:00Z")]
    [InlineData("2026-03-02T13:00:00+01:00")]
    [InlineData("1772452800")]
    [InlineData("1772452800000")]
    public async Task Usual_times_are_understood_by_themselves(string time)
    {
        var file = await FileAsync($"date,o,h,l,c\n{time},10,11,9,10.5", times: new TimeForm(null, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")));

        Assert.Equal([Noon], await file.BarsAsync(None).Select(static bar => bar.Start).ToArrayAsync(None));
    }

    [Theory]
    [InlineData("2026-03-08 02:30:00", "does not exist")]
    [InlineData("2026-11-01 01:30:00", "comes twice")]
    public async Task Local_times_around_the_change_of_clocks_are_refused_not_guessed(string time, string reason)
    {
        var file = await FileAsync($"time,open,high,low,close\n{time},10,11,9,10.5", times: new TimeForm(null, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")));

        Assert.Contains(reason, Assert.Single((await file.CheckAsync(None)).Bad).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "no column for close")]
    [InlineData("close=Last price", "no column 'Last price'")]
    [InlineData("last=x", "'last' is not one of")]
    [InlineData("close", "not of the form")]
    public async Task A_mapping_that_does_not_fit_says_what_the_file_has(string? map, string problem)
    {
        var refused = await Assert.ThrowsAnyAsync<ApiException>(() => FileAsync("time,open,high,low\n", map));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_keeps_every_bar_to_the_last_digit()
    {
        Bar[] bars = [Bar(0), Bar(1) with { Volume = null, Wap = null }, Bar(2) with { Until = Noon.AddMinutes(2).AddSeconds(30), Close = Price.Of(10.0123456789m) }];
        var path = Path.Combine(_folder, "bars.parquet");
        await using (var stream = File.Create(path))
        {
            Assert.Equal(3, await ParquetBars.WriteAsync(stream, bars.ToAsyncEnumerable(), None));
        }

        var rows = RowReader.Of(path);
        var file = new BarFile(rows, new BarRow(ColumnMap.Of(await rows.ColumnsAsync(None), null), Minutes, new TimeForm(null, TimeZoneInfo.Utc)));

        Assert.Equal((3L, 0), await file.CheckAsync(None) is var (good, bad) ? (good, bad.Count) : default);
        Assert.Equal(bars, await file.BarsAsync(None).ToArrayAsync(None));
    }

    [Fact]
    public async Task A_number_that_parquet_would_round_is_refused()
    {
        await using var stream = new MemoryStream();

        var refused = await Assert.ThrowsAsync<ApiException>(() => ParquetBars.WriteAsync(stream, new[] { Bar(0) with { Wap = Price.Of(10.00000000001m) } }.ToAsyncEnumerable(), None));

        Assert.Contains("10.00000000001", refused.Message, StringComparison.Ordinal);
    }

    private static Bar Bar(int minute) => new(
        ConId.Of(1), BarSize.OneMinute, Noon.AddMinutes(minute), Price.Of(10), Price.Of(11), Price.Of(9), Price.Of(10.5m), Quantity.Of(1_234_567.5m), Price.Of(10.1234m), 17);

    private async Task<BarFile> FileAsync(string text, string? map = null, TimeForm? times = null)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) + ".csv");
        await File.WriteAllTextAsync(path, text, None);
        var rows = RowReader.Of(path);
        return new BarFile(rows, new BarRow(ColumnMap.Of(await rows.ColumnsAsync(None), map), Minutes, times ?? new TimeForm(null, TimeZoneInfo.Utc)));
    }
}
