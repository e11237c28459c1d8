using OrleansTrader.Domain.Instruments;
using OrleansTrader.Strategies;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Strategies;

public sealed class CoveredCallTests
{
    private static readonly DateTimeOffset Open = new(2026, 11, 27, 14, 30, 0, TimeSpan.Zero);

    private readonly SampleBench _bench = new(
        new CoveredCall(),
        [
            Make.Instrument("AAPL", 1, [.. Enumerable.Range(0, 40).Select(static day => new Session(Open.AddDays(day), Open.AddDays(day).AddHours(6.5), new DateOnly(2026, 11, 27).AddDays(day)))]),
            Call(2, 20, 250), Call(3, 49, 240), Call(4, 49, 260), Call(5, 49, 250), Call(6, 80, 250),
        ],
        ("lots", "2"), ("above", "0.03"), ("days", "21"), ("roll", "5"));

    [Fact]
    public void Calls_are_sold_only_against_shares_that_arrived_the_nearest_fitting_expiry_and_strike()
    {
        Quotes(240);
        _bench.RunTo(Open.AddMinutes(15));
        Assert.Equal([(1, 200m)], Targets());

        _bench.Book(1, 100, Open.AddMinutes(16));
        Assert.Equal([(1, 200m), (5, -1m)], Targets());
        Assert.Equal(3m, _bench.Targets[^1].Limit);
        _bench.Book(1, 200, Open.AddMinutes(17));
        Assert.Equal([(1, 200m), (5, -1m), (5, -2m)], Targets());
    }

    [Fact]
    public void A_call_near_its_expiry_is_bought_back_and_replaced_once_it_is_gone()
    {
        Quotes(240);
        _bench.RunTo(Open.AddMinutes(15));
        _bench.Book(1, 200, Open.AddMinutes(16));
        _bench.Book(5, -2, Open.AddMinutes(17));
        _bench.Targets.Clear();

        var late = Open.AddDays(45);
        _bench.Quote(1, 240, late);
        _bench.RunTo(late);
        Assert.Equal([(5, 0m)], Targets());
        _bench.Book(5, 0, late);

        Assert.Equal((6, -2m), Targets()[^1]);
    }

    [Fact]
    public void Without_a_price_nothing_is_sold()
    {
        _bench.Start(Open);
        _bench.RunTo(Open.AddMinutes(15));
        _bench.Book(1, 200, Open.AddMinutes(16));

        Assert.Equal([(1, 200m)], Targets());
    }

    private List<(int ConId, decimal Quantity)> Targets() => [.. _bench.Targets.Select(static target => (target.ConId.Value, target.Quantity))];

    private void Quotes(decimal price)
    {
        _bench.Start(Open);
        _bench.Quote(1, price, Open);
        for (var call = 2; call <= 6; call++)
        {
            _bench.Quote(call, 3, Open);
        }
    }

    private static Instrument Call(int conId, int days, decimal strike) => Make.Instrument("AAPL", conId) with
    {
        LocalSymbol = $"C{conId}",
        Type = SecurityType.Option,
        Multiplier = 100,
        Right = OptionRight.Call,
        Strike = strike,
        LastTradeDate = new DateOnly(2026, 11, 27).AddDays(days),
    };
}
