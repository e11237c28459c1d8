using CsCheck;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.MarketData;

public sealed class TradeBarTests
{
    private static readonly DateTimeOffset Open = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("3t", new[] { 3, 3 })]
    [InlineData("25v", new[] { 3, 3 })]
    [InlineData("2000$", new[] { 2, 2, 2 })]
    public void Bars_end_with_the_trade_that_fills_them(string size, int[] trades)
    {
        var builder = new TradeBarBuilder(BarSize.Parse(size));

        var bars = Enumerable.Range(0, 7).Select(i => builder.Add(Trade(i, 100, 10))).OfType<Bar>().ToList();

        Assert.Equal(trades, bars.Select(static bar => bar.Count));
        Assert.All(bars, bar => Assert.Equal((10m * bar.Count, 100m), (bar.Volume!.Value.Value, bar.Wap!.Value.Value)));
    }

    [Fact]
    public void Trades_of_one_second_are_in_bars_with_starts_of_their_own()
    {
        var builder = new TradeBarBuilder(BarSize.Parse("1t"));

        var starts = Enumerable.Range(0, 5).Select(_ => builder.Add(Trade(0, 100, 1))!.Start).ToList();

        Assert.Equal(5, starts.Distinct().Count());
        Assert.Equal(starts.Order(), starts);
    }

    [Fact]
    public void No_bar_spans_a_night_and_a_gap_is_flagged()
    {
        var book = new TradeBook(TimeSpan.FromSeconds(10), 10)
        {
            Calendar = SessionCalendar.Of(Make.Instrument("ANY", 1, new Session(Open, Open.AddHours(1), new(2026, 3, 2)), new Session(Open.AddDays(1), Open.AddDays(1).AddHours(1), new(2026, 3, 3)))),
        };
        book.Want([BarSize.Parse("3t"), BarSize.FiveMinutes]);

        Assert.Empty(book.Add([Trade(3590, 100, 1), Trade(3595, 101, 1)], Open.AddSeconds(3595)));
        Assert.Empty(book.Flush(Open.AddSeconds(3609)));
        var last = Assert.Single(book.Flush(Open.AddSeconds(3610)));
        book.NoteGap();
        var next = Assert.Single(book.Add([Trade(86_400, 1, 1), Trade(86_401, 1, 1), Trade(86_402, 1, 1)], Open.AddDays(1)));

        Assert.Equal((2, false, Open.AddSeconds(3595)), (last.Count, last.Incomplete, last.End));
        Assert.True(next.Incomplete);
        Assert.Equal([last, next], book.Last(BarSize.Parse("3t"), 5));
    }

    [Fact]
    public void Every_trade_is_in_exactly_one_bar() => Gen.Select(
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 50], Gen.Int[0, 3]).Array[1, 200],
        Gen.OneOf(Gen.Const("7t"), Gen.Const("90v"), Gen.Const("5000$"))).Sample((trades, size) =>
        {
            var builder = new TradeBarBuilder(BarSize.Parse(size));
            var second = 0;
            var bars = trades.Select(trade => builder.Add(Trade(second += trade.Item3, trade.Item1, trade.Item2))).OfType<Bar>().ToList();
            bars.AddRange(builder.End() is { } last ? [last] : []);
            return bars.Sum(static bar => bar.Count) == trades.Length
                && bars.Sum(static bar => bar.Volume!.Value.Value) == trades.Sum(static trade => trade.Item2)
                && Math.Abs(bars.Sum(static bar => bar.Wap!.Value.Value * bar.Volume!.Value.Value) - trades.Sum(static trade => trade.Item1 * trade.Item2)) < 0.001m
                && bars.TrueForAll(static bar => bar.Low <= bar.Open && bar.High >= bar.Close && bar.End >= bar.Start);
        });

    private static Print Trade(int second, decimal price, decimal size) => new(ConId.Of(1), Price.Of(price), Quantity.Of(size), Open.AddSeconds(second));
}
