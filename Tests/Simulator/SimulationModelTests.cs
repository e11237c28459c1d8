using CsCheck;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class SimulationModelTests
{
    private static readonly Listing Apple = UsStocks.All[0];
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    private static readonly Gen<List<(Side Side, int Quantity, int Cents)>> Fills =
        Gen.Select(Gen.Enum<Side>(), Gen.Int[1, 500], Gen.Int[5_000, 30_000]).List[1, 40];

    [Fact]
    public void Prices_depend_on_seed_contract_and_time_alone()
    {
        var times = Enumerable.Range(0, 500).Select(static i => Start.AddMilliseconds(i * 731)).ToArray();
        var forward = new PriceProcess(Apple, 42);
        var backward = new PriceProcess(Apple, 42);
        var other = new PriceProcess(Apple, 43);

        var quotes = times.Select(forward.QuoteAt).ToArray();

        Assert.Equal(quotes, times.Reverse().Select(backward.QuoteAt).Reverse());
        Assert.NotEqual(quotes, times.Select(other.QuoteAt));
        Assert.True(quotes.Select(static q => q.Last).Distinct().Count() > 20);
    }

    [Fact]
    public void Quotes_are_on_the_tick_grid_with_bid_below_ask() =>
        Gen.Select(Gen.Int[0, UsStocks.All.Length - 1], Gen.ULong, Gen.Int[0, 300_000_000]).Sample(static (index, seed, seconds) =>
        {
            var listing = UsStocks.All[index];
            var quote = new PriceProcess(listing, seed).QuoteAt(PriceProcess.Reference.AddSeconds(seconds / 10.0));
            Assert.True(quote.Bid < quote.Ask && quote.Bid <= quote.Last && quote.Last <= quote.Ask);
            Assert.True(quote.BidSize.Value >= 100 && quote.AskSize.Value >= 100);
            Assert.All(new[] { quote.Bid, quote.Ask, quote.Last }, p => Assert.True(TickGrid.Holds(listing.Instrument.TickRules, p.Value)));
        }, iter: 300);

    [Fact]
    public void Last_prices_stay_inside_the_bar_of_their_time_and_small_bars_make_the_large_one()
    {
        var prices = new PriceProcess(Apple, 5);
        var bars = prices.Bars(BarSize.FiveSeconds, BarSource.Trades, Start, 12).ToArray();
        var minute = prices.Bar(BarSize.OneMinute, BarSource.Trades, Start);

        for (var at = Start; at < Start.AddMinutes(1); at = at.AddMilliseconds(97))
        {
            var bar = bars[(int)((at - Start).TotalSeconds / 5)];
            Assert.InRange(prices.QuoteAt(at).Last.Value, bar.Low.Value, bar.High.Value);
        }

        Assert.Equal((bars[0].Open, bars[^1].Close), (minute.Open, minute.Close));
        Assert.Equal((bars.Max(static b => b.High.Value), bars.Min(static b => b.Low.Value)), (minute.High.Value, minute.Low.Value));
        Assert.Equal(bars.Sum(static b => b.Volume!.Value.Value), minute.Volume!.Value.Value);
        Assert.All(bars.Zip(bars.Skip(1)), static pair => Assert.Equal(pair.First.Close, pair.Second.Open));
    }

    [Fact]
    public void Returns_have_about_the_volatility_that_was_asked_for()
    {
        var prices = new PriceProcess(Apple, 11);
        var logs = Enumerable.Range(0, 3000).Select(i => Math.Log(prices.MidAt(Start.AddHours(i)))).ToArray();
        var variance = logs.Zip(logs.Skip(1), static (a, b) => Math.Pow(b - a, 2)).Average();

        Assert.InRange(Math.Sqrt(variance * 24 * 365.25), Apple.AnnualVolatility * 0.9, Apple.AnnualVolatility * 1.1);
    }

    [Fact]
    public void A_shift_moves_prices_from_its_time_on_and_not_before()
    {
        var plain = new PriceProcess(Apple, 3);
        var shifted = new PriceProcess(Apple, 3, 1, [new PriceShift(Start.AddSeconds(7), Math.Log(1.1))]);

        Assert.Equal(plain.MidAt(Start.AddSeconds(6)), shifted.MidAt(Start.AddSeconds(6)));
        Assert.Equal(plain.MidAt(Start.AddSeconds(8)) * 1.1, shifted.MidAt(Start.AddSeconds(8)), 6);
        Assert.Equal(plain.Bar(BarSize.FiveSeconds, BarSource.Trades, Start), shifted.Bar(BarSize.FiveSeconds, BarSource.Trades, Start));
        Assert.True(shifted.Bar(BarSize.FiveSeconds, BarSource.Trades, Start.AddSeconds(5)).High.Value > (decimal)plain.MidAt(Start.AddSeconds(8)) * 1.09m);
    }

    [Theory]
    [InlineData(100, 228.00, 1.00)]
    [InlineData(1000, 228.00, 5.00)]
    [InlineData(1, 20.00, 0.20)]
    [InlineData(200, 228.00, 1.00)]
    public void Commissions_follow_the_fixed_rate(int quantity, decimal price, decimal commission) =>
        Assert.Equal(commission, CommissionModel.IbFixed.ForFill(Quantity.Zero, 0, Quantity.Of(quantity), Price.Of(price)));

    [Fact]
    public void An_order_in_parts_costs_what_it_costs_at_once() =>
        Gen.Select(Gen.Int[1, 400].List[1, 8], Gen.Int[100, 50_000]).Sample(static (parts, cents) =>
        {
            var price = Price.Of(cents / 100m);
            var (filled, value, paid) = (Quantity.Zero, 0m, 0m);
            foreach (var part in parts.Select(static p => Quantity.Of(p)))
            {
                var commission = CommissionModel.IbFixed.ForFill(filled, value, part, price);
                Assert.True(commission >= 0);
                (filled, value, paid) = (filled + part, value + part.Value * price.Value, paid + commission);
            }

            Assert.Equal(CommissionModel.IbFixed.Total(filled, value), paid);
        });

    [Fact]
    public void Cash_and_positions_are_conserved() =>
        Fills.Sample(static fills =>
        {
            var account = SimulatedAccount.Open(AccountId.Of("DUSIM0001"), 1_000_000m);
            var (cash, net, realized) = (1_000_000m, 0m, 0m);
            foreach (var (side, quantity, cents) in fills)
            {
                var price = Price.Of(cents / 100m);
                account = account.Book(Apple.ConId, side, Quantity.Of(quantity), price, 1m, out var gain);
                cash -= side.Sign() * quantity * price.Value + 1m;
                net += side.Sign() * quantity;
                realized += gain ?? 0;
            }

            var position = account.PositionOf(Apple.ConId);
            Assert.Equal((cash, net), (account.Cash, position.Quantity));
            Assert.Equal(realized, position.Realized);
            // What was gained and what is still held at cost make up all the cash that moved.
            Assert.True(Math.Abs(account.Cash + position.Quantity * position.AverageCost - 1_000_000m - realized) < 0.0001m);
        });

    [Fact]
    public void Market_hours_may_cross_midnight()
    {
        var hours = new MarketHours(new TimeOnly(22, 0), TimeSpan.FromHours(4));

        Assert.True(hours.IsOpen(new DateTimeOffset(2026, 11, 24, 1, 59, 59, TimeSpan.Zero)));
        Assert.False(hours.IsOpen(new DateTimeOffset(2026, 11, 24, 2, 0, 0, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 11, 23), hours.SessionAt(new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero))!.Value.TradingDay);
        Assert.True(MarketHours.Always.IsOpen(Start));
    }
}
