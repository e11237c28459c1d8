using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class BarQueriesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>New York; two sessions, the second of them begins in the evening of the first day.</summary>
    private static readonly SessionCalendar Calendar = SessionCalendar.Of(Make.Instrument(
        "ES", 1, new Session(Noon, Noon.AddHours(9), new DateOnly(2026, 3, 2)), new Session(Noon.AddHours(11), Noon.AddHours(33), new DateOnly(2026, 3, 3))));

    [Fact]
    public void Aligned_rows_are_the_starts_that_all_have()
    {
        var rows = BarQueries.Aligned([.. Bars(0, 1, 2, 4, 5)], [.. Bars(1, 2, 3, 4)], [.. Bars(0, 2, 4, 6)]);

        Assert.Equal([2, 4], rows.Select(static row => (row[0].Start - Noon).Minutes));
        Assert.All(rows, static row => Assert.Equal(3, row.Length));
        Assert.Empty(BarQueries.Aligned());
        Assert.Empty(BarQueries.Aligned([.. Bars(1)], []));
    }

    [Fact]
    public void The_days_average_is_weighted_by_volume_within_the_exchanges_day()
    {
        Bar[] bars =
        [
            Make.Bar(1, Noon, 10, BarSize.OneMinute, volume: 100),
            Make.Bar(1, Noon.AddMinutes(1), 20, BarSize.OneMinute, volume: 300) with { Wap = null, High = Price.Of(23) },
            Make.Bar(1, Noon.AddHours(12), 90, BarSize.OneMinute, volume: 5_000),
        ];

        Assert.Equal(Price.Of(18.25m), BarQueries.DayVwap(bars, Calendar, new DateOnly(2026, 3, 2)));
        Assert.Equal(Price.Of(90), BarQueries.DayVwap(bars, Calendar, new DateOnly(2026, 3, 3)));
        Assert.Null(BarQueries.DayVwap(bars, Calendar, new DateOnly(2026, 3, 4)));
    }

    [Fact]
    public void Volatility_is_the_deviation_of_the_returns_in_the_window_scaled_to_a_year()
    {
        var up = Math.Exp(0.01);
        decimal[] closes = [100, 100 * (decimal)up, 100, 100 * (decimal)up];
        var values = BarQueries.RollingVolatility([.. closes.Select((close, i) => Make.Bar(1, Noon.AddDays(i), close, BarSize.OneDay))], 2, 252);

        Assert.Equal([Noon.AddDays(3), Noon.AddDays(4)], values.Select(static value => value.At));
        Assert.All(values, static value => Assert.Equal(0.01 * Math.Sqrt(2) * Math.Sqrt(252), value.Volatility, 9));
    }

    [Fact]
    public void The_average_move_is_by_the_exchanges_time_of_day_also_over_the_change_of_clocks()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var friday = new DateTimeOffset(2026, 3, 6, 14, 30, 0, TimeSpan.Zero);
        Bar[] bars = [Move(friday, 100, 102), Move(friday.AddDays(3).AddHours(-1), 100, 96), Move(friday.AddHours(1), 100, 101)];

        var moves = BarQueries.AverageMoveByTimeOfDay(bars, zone);

        Assert.Equal([(new TimeOnly(9, 30), 0.03m), (new TimeOnly(10, 30), 0.01m)], moves.Select(static pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void A_day_is_made_of_its_own_sessions_bars()
    {
        Bar[] bars = [Move(Noon, 10, 12), Move(Noon.AddHours(8), 12, 9), Move(Noon.AddHours(12), 50, 60), Move(Noon.AddHours(30), 60, 55)];

        var days = BarQueries.Daily(bars, Calendar);

        Assert.Equal([(10m, 12m, 9m, 9m, 20m), (50m, 60m, 50m, 55m, 20m)], days.Select(static day => (day.Open.Value, day.High.Value, day.Low.Value, day.Close.Value, day.Volume!.Value.Value)));
        Assert.Equal([new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 3, 5, 0, 0, TimeSpan.Zero)], days.Select(static day => day.Start));
        Assert.All(days, static day => Assert.Equal(BarSize.OneDay, day.Size));
    }

    private static IEnumerable<Bar> Bars(params int[] minutes) => minutes.Select(static minute => Make.Bar(1, Noon.AddMinutes(minute), 100, BarSize.OneMinute));

    private static Bar Move(DateTimeOffset start, decimal open, decimal close) => Make.Bar(1, start, close, BarSize.OneMinute) with
    {
        Open = Price.Of(open),
        High = Price.Of(Math.Max(open, close)),
        Low = Price.Of(Math.Min(open, close)),
    };
}
