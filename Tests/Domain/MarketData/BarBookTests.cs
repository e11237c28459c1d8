using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

/// <summary>Gaps of the line, and what becomes of the bars they touch (design P6). Times are New York's; 9:30 is 14:30 UTC.</summary>
public sealed class BarBookTests
{
    private static readonly DateTimeOffset Open = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly BarSize FifteenSeconds = BarSize.Of(TimeSpan.FromSeconds(15));

    [Fact]
    public void A_hole_in_the_line_goes_on_record_and_holds_the_bars_until_it_is_filled()
    {
        var book = Book(BarSize.OneMinute);
        Feed(book, 0, 12);

        var held = Feed(book, 30, 36); // 12 to 29 are missing: half of the second minute, all of it before 2:30.
        var gap = Assert.Single(book.Gaps);
        var filled = book.Fill(new Backfill(BarSize.OneMinute, Range(12, 36)), [Minute(1), Minute(2)], At(36));

        Assert.Equal(Range(12, 30), gap.Range);
        Assert.Empty(held);
        Assert.Empty(book.Gaps);
        Assert.Equal([At(12), At(24)], filled.Select(static built => built.Bar.Start));
        Assert.All(filled, static built => Assert.False(built.Amended || built.Bar.Incomplete));
    }

    [Fact]
    public void Bars_go_on_after_thirty_seconds_flagged_incomplete_and_are_amended_by_the_back_fill()
    {
        var book = Book(BarSize.OneMinute);
        Feed(book, 0, 12);
        Feed(book, 20, 26);

        Assert.Empty(book.Flush(At(21).AddSeconds(29)));
        var late = book.Flush(At(21).AddSeconds(30));
        var amended = book.Fill(new Backfill(BarSize.OneMinute, Range(12, 24)), [Minute(1)], At(60));

        Assert.Equal([(At(12), true)], late.Select(static built => (built.Bar.Start, built.Bar.Incomplete)));
        Assert.Equal((At(12), true, false), (amended[0].Bar.Start, amended[0].Amended, amended[0].Bar.Incomplete));
        Assert.Equal(12, amended[0].Bar.Count);
    }

    [Fact]
    public void A_span_in_which_history_has_no_bar_is_complete_all_the_same()
    {
        var book = Book(FifteenSeconds);
        Feed(book, 0, 3);
        Feed(book, 5, 9);

        var filled = book.Fill(new Backfill(BarSize.FiveSeconds, Range(3, 5)), [], At(9));

        Assert.Equal([(At(3), false), (At(6), false)], filled.Select(static built => (built.Bar.Start, built.Bar.Incomplete)));
    }

    [Fact]
    public void The_first_bars_after_a_start_get_their_beginning_from_history()
    {
        var book = Book(BarSize.OneMinute, BarSize.FiveMinutes);
        Feed(book, 30, 60);

        Assert.Equal(Range(0, 30), Assert.Single(book.Gaps).Range);
        var filled = book.Fill(new Backfill(BarSize.OneMinute, Range(0, 36)), [Minute(0), Minute(1), Minute(2)], At(60));

        var five = Assert.Single(filled, static built => built.Bar.Size == BarSize.FiveMinutes);
        Assert.Equal((At(0), 60, false), (five.Bar.Start, five.Bar.Count, five.Bar.Incomplete));
    }

    [Fact]
    public void A_session_that_ends_without_its_last_bars_leaves_a_gap_and_the_night_none()
    {
        var close = At(60);
        var book = new BarBook(Grace, 100) { Calendar = Calendar(new Session(Open, close, new(2026, 3, 2)), new Session(Open.AddDays(1), close.AddDays(1), new(2026, 3, 3))) };
        book.Want([BarSize.FiveMinutes]);
        Feed(book, 0, 50);

        Assert.Empty(book.Flush(close + Grace + TimeSpan.FromSeconds(-1)));
        book.Flush(close + Grace);
        Assert.Equal(new TimeRange(At(50), close), Assert.Single(book.Gaps).Range);
        Assert.True(Assert.Single(book.Flush(close + Grace + Gap.Patience)).Bar.Incomplete);

        book.Fill(new Backfill(BarSize.OneMinute, Range(48, 60)), [Minute(4)], close.AddMinutes(2));
        book.Add(Make.Bar(1, Open.AddDays(1)), Open.AddDays(1));
        Assert.Empty(book.Gaps);
    }

    [Fact]
    public void Hours_come_from_minutes_and_weeks_from_days()
    {
        var book = Book(BarSize.Of(TimeSpan.FromHours(1)), BarSize.OneWeek);
        Assert.Equal([BarSize.OneMinute, BarSize.Of(TimeSpan.FromHours(1)), BarSize.OneDay, BarSize.OneWeek], book.Sizes);

        var start = new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
        var built = Enumerable.Range(0, 720).SelectMany(i => book.Add(Make.Bar(1, start.AddSeconds(5 * i)), start.AddSeconds(5 * i))).ToArray();
        var hour = book.Fill(new Backfill(BarSize.OneMinute, new TimeRange(start.AddHours(-15), start)), [], start.AddHours(1)).Concat(built).First(static one => one.Bar.Size.Value == TimeSpan.FromHours(1)).Bar;

        Assert.Equal((start, 720, 7200m, false), (hour.Start, hour.Count, hour.Volume!.Value.Value, hour.Incomplete));
    }

    [Fact]
    public void A_back_fill_asks_for_minutes_unless_finer_bars_are_wanted_and_for_days_as_days()
    {
        var gap = new TimeRange(At(7), At(50));
        Assert.Equal(new Backfill(BarSize.OneMinute, Range(0, 60)), Backfill.Of(gap, [BarSize.FiveMinutes], SessionCalendar.AlwaysOpen, At(70)));
        Assert.Equal(new Backfill(BarSize.OneMinute, Range(0, 48)), Backfill.Of(gap, [BarSize.FiveMinutes], SessionCalendar.AlwaysOpen, At(51)));
        Assert.Null(Backfill.Of(new TimeRange(At(49), At(50)), [BarSize.FiveMinutes], SessionCalendar.AlwaysOpen, At(51)));
        Assert.Equal(new Backfill(BarSize.FiveSeconds, gap), Backfill.Of(gap, [FifteenSeconds, BarSize.FiveMinutes], SessionCalendar.AlwaysOpen, At(51)));
        Assert.Equal(
            new Backfill(BarSize.OneDay, new TimeRange(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero))),
            Backfill.Of(new TimeRange(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), At(50)), [BarSize.OneDay, BarSize.OneWeek], SessionCalendar.AlwaysOpen, At(51)));
    }

    private static DateTimeOffset At(int part) => Open.AddSeconds(5 * part);

    private static TimeRange Range(int from, int to) => new(At(from), At(to));

    private static Bar Minute(int index) => Make.Bar(1, Open.AddMinutes(index), size: BarSize.OneMinute, volume: 120) with { Count = 12 };

    private static SessionCalendar Calendar(params ReadOnlySpan<Session> sessions) => SessionCalendar.Of(Make.Instrument("ANY", 1, sessions));

    private static BarBook Book(params BarSize[] sizes)
    {
        var book = new BarBook(Grace, 100);
        book.Want(sizes);
        return book;
    }

    private static ImmutableArray<BuiltBar> Feed(BarBook book, int from, int to) =>
        [.. Enumerable.Range(from, to - from).SelectMany(i => book.Add(Make.Bar(1, At(i)), At(i).AddSeconds(5)))];
}
