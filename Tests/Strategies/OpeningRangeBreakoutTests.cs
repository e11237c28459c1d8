using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;
using OrleansTrader.Strategies;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Strategies;

public sealed class OpeningRangeBreakoutTests
{
    private static readonly DateTimeOffset Open = new(2026, 11, 27, 14, 30, 0, TimeSpan.Zero);

    /// <summary>A half day: the close is at 18:00 UTC.</summary>
    private static readonly Session HalfDay = new(Open, Open.AddHours(3.5), new DateOnly(2026, 11, 27));

    private static readonly Session Monday = new(Open.AddDays(3), Open.AddDays(3).AddHours(6.5), new DateOnly(2026, 11, 30));

    [Fact]
    public void The_break_is_entered_once_by_a_bracket_whose_exits_go_with_the_entry()
    {
        var bench = Range();

        bench.Bar(Minute(30, 102.5m));
        bench.Bar(Minute(31, 103));

        var (entry, legs) = (bench.Working.First(), bench.Working.Skip(1).ToArray());
        Assert.Equal((Side.Buy, 100m, new OrderTerms.Market()), (entry.Intent.Side, entry.Intent.Quantity.Value, entry.Intent.Terms));
        Assert.Equal([new OrderTerms.Limit(Price.Of(106.5m)), new OrderTerms.Stop(Price.Of(100.5m))], legs.Select(static leg => leg.Intent.Terms));
        Assert.All(legs, leg => Assert.Equal((Side.Sell, 100m, TimeInForce.Day, entry.Id), (leg.Intent.Side, leg.Intent.Quantity.Value, leg.Intent.TimeInForce, leg.Intent.Bracket!.Parent!.Value)));
        bench.Fill(entry, 102.6m, Open.AddMinutes(31));
        bench.Bar(Minute(32, 110));
        Assert.Equal(legs.Select(static leg => leg.Id), bench.Working.Select(static leg => leg.Id));
    }

    [Fact]
    public void A_break_downwards_is_sold_with_its_exits_on_the_other_side()
    {
        var bench = Range();

        bench.Bar(Minute(30, 97));

        Assert.Equal([Side.Sell, Side.Buy, Side.Buy], bench.Working.Select(static order => order.Intent.Side));
        Assert.Equal([new OrderTerms.Market(), new OrderTerms.Limit(Price.Of(93)), new OrderTerms.Stop(Price.Of(99))], bench.Working.Select(static order => order.Intent.Terms));
    }

    [Fact]
    public void Nothing_is_traded_inside_the_range_nor_on_the_side_that_was_not_asked_for()
    {
        var bench = Range(("side", "long"));

        bench.Bar(Minute(30, 101));
        bench.Bar(Minute(31, 90));

        Assert.Empty(bench.Working);
    }

    [Fact]
    public void Five_minutes_before_the_half_days_close_everything_is_cancelled_and_then_sold_at_market()
    {
        var bench = Range();
        bench.Bar(Minute(30, 102.5m));
        bench.Fill(bench.Working.First(), 102.6m, Open.AddMinutes(31));
        var legs = bench.Working.ToArray();

        Assert.Equal(HalfDay.Close.AddMinutes(-5), bench.Runner.NextTimer);
        bench.RunTo(HalfDay.Close.AddMinutes(-5));
        Assert.All(bench.Working, static order => Assert.True(order.CancelRequested));
        bench.Cancelled(legs[0], HalfDay.Close.AddMinutes(-4));
        Assert.Single(bench.Working);
        bench.Cancelled(legs[1], HalfDay.Close.AddMinutes(-4));
        var close = Assert.Single(bench.Working);
        Assert.Equal((Side.Sell, 100m, new OrderTerms.Market()), (close.Intent.Side, close.Intent.Quantity.Value, close.Intent.Terms));
        bench.Fill(close, 103, HalfDay.Close.AddMinutes(-3));
        Assert.Empty(bench.Working);
        Assert.Equal(Monday.Close.AddMinutes(-5), bench.Runner.NextTimer);
    }

    [Fact]
    public void A_restart_after_the_entry_neither_enters_again_nor_forgets_the_range()
    {
        var first = Range();
        first.Bar(Minute(30, 102.5m));
        var saved = first.Runner.Save();

        var second = Bench();
        second.Start(Open.AddMinutes(32), saved);
        second.Bar(Minute(33, 104));

        Assert.Empty(second.Working);
    }

    [Fact]
    public void Without_the_exchanges_hours_it_says_so_and_does_not_trade()
    {
        var bench = new SampleBench(new OpeningRangeBreakout(), [Make.Instrument("AAPL", 1)]);
        bench.Start(Open);
        bench.Bar(Minute(31, 200));

        Assert.Contains("hours of AAPL are not known", Assert.Single(bench.Notices), StringComparison.Ordinal);
        Assert.Empty(bench.Working);
    }

    /// <summary>Half an hour between 98 and 102.</summary>
    private static SampleBench Range(params (string, string)[] parameters)
    {
        var bench = Bench(parameters);
        bench.WarmUp(Minute(0, 98));
        bench.Start(Open.AddMinutes(1));
        for (var minute = 1; minute < 30; minute++)
        {
            bench.Bar(Minute(minute, minute % 2 == 0 ? 98 : 102));
        }

        return bench;
    }

    private static SampleBench Bench(params (string, string)[] parameters) => new(new OpeningRangeBreakout(), [Make.Instrument("AAPL", 1, HalfDay, Monday)], parameters);

    private static Bar Minute(int minute, decimal price) => Make.Bar(1, Open.AddMinutes(minute), price, BarSize.OneMinute);
}
