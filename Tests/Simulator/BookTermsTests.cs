using CsCheck;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Every kind of trigger, price and life in the matching book.</summary>
public sealed class BookTermsTests
{
    private readonly MatchingBook _book = new();
    private readonly List<BookEvent> _events = [];

    [Fact]
    public void A_stop_limit_wakes_and_then_keeps_its_limit()
    {
        Quote(100);
        Submit(Side.Sell, new BookTerms(Limit(97), Stop(98)));

        Quote(96);
        Assert.IsType<BookEvent.Triggered>(Assert.Single(_events));
        Quote(99);

        Assert.Equal(98.5m, Matched().Price.Value);
    }

    [Fact]
    public void A_touch_order_wakes_when_the_market_comes_to_it()
    {
        Quote(100);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market(), new BookTrigger.Touch(Price.Of(98))));
        Quote(99);
        Assert.Empty(_events);

        Quote(98);

        Assert.Equal(98.5m, Matched().Price.Value);
    }

    [Theory]
    [InlineData(false, 2, 98)]
    [InlineData(true, 2, 98)]
    public void A_trailing_stop_follows_the_market_up_and_sells_when_it_turns(bool isPercent, int distance, int first)
    {
        Quote(100);
        Submit(Side.Sell, new BookTerms(new BookPricing.Market(), new BookTrigger.Trail(null, distance, isPercent, null)));
        Assert.Equal(first, Assert.IsType<BookEvent.Trailed>(Assert.Single(_events)).Stop.Value);
        Quote(110);
        var stop = Assert.IsType<BookEvent.Trailed>(_events[^1]).Stop.Value;
        Assert.Equal(isPercent ? 107.8m : 108m, stop);
        Quote(109);
        Assert.DoesNotContain(_events, static e => e is BookEvent.Triggered);

        Quote(107);

        Assert.Equal(106.5m, Matched().Price.Value);
    }

    [Fact]
    public void A_trailing_stop_limit_goes_on_as_a_limit_at_its_offset()
    {
        Quote(100);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market(), new BookTrigger.Trail(null, 2, false, 0.25m)));

        Quote(103);

        var triggered = Assert.IsType<BookEvent.Triggered>(_events.Single(static e => e is BookEvent.Triggered));
        Assert.Equal(102.25m, triggered.Limit!.Value.Value);
        Quote(101);
        Assert.Equal(101.5m, Matched().Price.Value);
    }

    [Fact]
    public void A_trailing_stop_never_moves_away_from_the_market() =>
        Gen.Select(Gen.Int[90, 110].Array[2, 30], Gen.Enum<Side>(), Gen.Int[1, 8]).Sample(static (mids, side, distance) =>
        {
            var (book, events) = (new MatchingBook(), new List<BookEvent>());
            book.Submit(1, side, new BookTerms(new BookPricing.Market(), new BookTrigger.Trail(null, distance, false, null)), Quantity.Of(1), events);
            Array.ForEach(mids, mid => book.OnQuote(Top(mid), events));
            var stops = events.OfType<BookEvent.Trailed>().Select(static e => e.Stop.Value).ToArray();
            Assert.Equal(side == Side.Sell ? stops.Order() : stops.OrderDescending(), stops);
            Assert.Equal(events.Count(static e => e is BookEvent.Matched), events.Count(static e => e is BookEvent.Triggered));
        });

    [Fact]
    public void A_midpoint_order_fills_by_prints_at_the_middle_but_never_beyond_its_cap()
    {
        Quote(100);
        Submit(Side.Buy, new BookTerms(new BookPricing.Midpoint(0, Price.Of(99))));
        Quote(100);
        Assert.Empty(_events);

        Quote(98);

        var matched = Matched();
        Assert.Equal((98m, true), (matched.Price.Value, matched.AddedLiquidity));
    }

    [Fact]
    public void A_relative_order_is_better_than_the_best_by_its_offset()
    {
        Quote(100);
        Submit(Side.Sell, new BookTerms(new BookPricing.Relative(0.6m, null)));

        _book.OnQuote(Top(100) with { Last = Price.Of(99.95m) }, _events);

        Assert.Equal(99.9m, Matched().Price.Value);
    }

    [Fact]
    public void Auction_orders_trade_at_the_auctions_price_or_end()
    {
        Quote(100);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market(), Life: BookLife.Closing), 1);
        Submit(Side.Buy, new BookTerms(Limit(99), Life: BookLife.Closing), 2);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market(), Life: BookLife.Opening), 3);
        Quote(98);
        Assert.Empty(_events);

        _book.Auction(BookLife.Closing, Price.Of(100), _events);

        Assert.Equal([new BookEvent.Matched(1, Price.Of(100), Quantity.Of(100), false), new BookEvent.Expired(2)], _events);
        Assert.Equal(1, _book.Count);
    }

    [Fact]
    public void Outside_the_regular_hours_only_orders_that_allow_it_trade()
    {
        Submit(Side.Buy, new BookTerms(new BookPricing.Market()), 1);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market()) { OutsideRth = true }, 2);

        _book.OnQuote(Top(100), _events, regular: false);
        Assert.Equal(2, Matched().OrderId);
        Quote(100);

        Assert.Equal([2L, 1L], _events.Select(static e => e.OrderId));
    }

    [Fact]
    public void All_or_none_and_a_least_quantity_wait_for_size()
    {
        _book.OnQuote(Top(100, 50), _events);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market()) { AllOrNone = true }, 1);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market()) { MinQuantity = 60 }, 2);
        Assert.Empty(_events);

        _book.OnQuote(Top(100, 160), _events);

        Assert.Equal([(1L, 100m), (2L, 60m)], _events.Cast<BookEvent.Matched>().Select(static m => (m.OrderId, m.Quantity.Value)));
    }

    [Fact]
    public void Of_a_group_one_order_fills_at_a_quote()
    {
        Submit(Side.Buy, new BookTerms(new BookPricing.Market()) { Group = 7 }, 1);
        Submit(Side.Buy, new BookTerms(new BookPricing.Market()) { Group = 7 }, 2);

        Quote(100);

        Assert.Equal(1, Matched().OrderId);
    }

    [Theory]
    [InlineData(TriggerSource.BidAsk, 100.5)]
    [InlineData(TriggerSource.Midpoint, 100)]
    public void A_trigger_watches_the_price_it_was_told_to(TriggerSource source, double stop)
    {
        Submit(Side.Buy, new BookTerms(new BookPricing.Market(), new BookTrigger.Stop(Price.Of((decimal)stop), source)));

        _book.OnQuote(Top(100) with { Last = Price.Of(90) }, _events);

        Assert.IsType<BookEvent.Triggered>(_events[0]);
    }

    private BookEvent.Matched Matched() => Assert.Single(_events.OfType<BookEvent.Matched>());

    private void Submit(Side side, BookTerms terms, long id = 1) => _book.Submit(id, side, terms, Quantity.Of(100), _events);

    private void Quote(decimal mid) => _book.OnQuote(Top(mid), _events);

    private static BookPricing Limit(decimal price) => new BookPricing.Limit(Price.Of(price));

    private static BookTrigger Stop(decimal price) => new BookTrigger.Stop(Price.Of(price));

    private static TopOfBook Top(decimal mid, decimal size = 1000) =>
        new(Price.Of(mid - 0.5m), Quantity.Of(size), Price.Of(mid + 0.5m), Quantity.Of(size), Price.Of(mid), Quantity.Of(size));
}
