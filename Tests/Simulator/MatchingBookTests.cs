using CsCheck;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class MatchingBookTests
{
    private static readonly Gen<TopOfBook> Quotes =
        from bid in Gen.Int[95, 105]
        from spread in Gen.Int[1, 3]
        from bidSize in Gen.Int[0, 5]
        from askSize in Gen.Int[0, 5]
        select Top(bid, bidSize * 100, bid + spread, askSize * 100);

    private static readonly Gen<(Side Side, BookTerms Terms, int Quantity)> Orders =
        from side in Gen.Enum<Side>()
        from kind in Gen.Int[0, 2]
        from price in Gen.Int[93, 107]
        from life in Gen.Int[(int)BookLife.Resting, (int)BookLife.FillOrKill]
        from quantity in Gen.Int[1, 900]
        select (side, Terms(kind, price) with { Life = (BookLife)life }, quantity);

    [Fact]
    public void A_market_order_takes_what_is_displayed_and_waits_for_more()
    {
        var book = new MatchingBook();
        var events = new List<BookEvent>();
        book.OnQuote(Top(99, 100, 100, 300), events);

        book.Submit(1, Side.Buy, Terms(0, 0), Quantity.Of(500), events);
        book.OnQuote(Top(99, 100, 101, 300), events);

        Assert.Equal([(100m, 300m), (101m, 200m)], events.Cast<BookEvent.Matched>().Select(static m => (m.Price.Value, m.Quantity.Value)));
        Assert.Equal(0, book.Count);
    }

    [Fact]
    public void A_limit_rests_until_the_other_side_comes_to_it()
    {
        var book = new MatchingBook();
        var events = new List<BookEvent>();
        book.OnQuote(Top(99, 100, 100, 300), events);
        book.Submit(1, Side.Buy, Terms(1, 98), Quantity.Of(100), events);
        Assert.Empty(events);

        book.OnQuote(Top(97, 100, 98, 300), events);

        var matched = Assert.IsType<BookEvent.Matched>(Assert.Single(events));
        Assert.Equal((98m, true), (matched.Price.Value, matched.AddedLiquidity));
    }

    [Fact]
    public void The_better_price_goes_first_then_the_earlier_order()
    {
        var book = new MatchingBook();
        var events = new List<BookEvent>();
        book.Submit(1, Side.Sell, Terms(1, 101), Quantity.Of(100), events);
        book.Submit(2, Side.Sell, Terms(1, 100), Quantity.Of(100), events);
        book.Submit(3, Side.Sell, Terms(1, 100), Quantity.Of(100), events);

        book.OnQuote(Top(102, 250, 103, 100), events);

        Assert.Equal([(2L, 100m), (3L, 100m), (1L, 50m)], events.Cast<BookEvent.Matched>().Select(static m => (m.OrderId, m.Quantity.Value)));
    }

    [Fact]
    public void A_stop_triggers_at_the_last_price_and_fills_at_the_market()
    {
        var book = new MatchingBook();
        var events = new List<BookEvent>();
        book.OnQuote(Top(100, 100, 101, 100), events);
        book.Submit(1, Side.Sell, Terms(2, 98), Quantity.Of(50), events);
        Assert.Empty(events);

        book.OnQuote(Top(97, 100, 98, 100), events);

        Assert.IsType<BookEvent.Triggered>(events[0]);
        Assert.Equal(97m, Assert.IsType<BookEvent.Matched>(events[1]).Price.Value);
    }

    [Fact]
    public void Immediate_orders_end_with_their_rest_and_fill_or_kill_takes_all_or_nothing()
    {
        var book = new MatchingBook();
        var events = new List<BookEvent>();
        book.OnQuote(Top(99, 100, 100, 300), events);

        book.Submit(1, Side.Buy, Terms(0, 0) with { Life = BookLife.FillOrKill }, Quantity.Of(400), events);
        book.Submit(2, Side.Buy, Terms(0, 0) with { Life = BookLife.Immediate }, Quantity.Of(400), events);

        Assert.Equal([new BookEvent.Expired(1), new BookEvent.Matched(2, Price.Of(100), Quantity.Of(300), false), new BookEvent.Expired(2)], events);
    }

    [Fact]
    public void Nothing_matches_while_the_market_is_closed()
    {
        var book = new MatchingBook();
        var events = new List<BookEvent>();
        book.OnQuote(Top(99, 100, 100, 300), events);
        book.Close();

        book.Submit(1, Side.Buy, Terms(0, 0), Quantity.Of(100), events);

        Assert.Empty(events);
        Assert.True(book.Cancel(1));
        Assert.False(book.Cancel(1));
    }

    [Fact]
    public void No_fill_is_past_its_limit_larger_than_displayed_or_more_than_ordered() =>
        Gen.Select(Quotes.List[1, 12], Orders.List[1, 12]).Sample(static (quotes, orders) =>
        {
            var book = new MatchingBook();
            var filled = new Dictionary<long, decimal>();
            var ended = new HashSet<long>();
            for (var i = 0; i < Math.Max(quotes.Count, orders.Count); i++)
            {
                var events = new List<BookEvent>();
                if (i < quotes.Count)
                {
                    book.OnQuote(quotes[i], events);
                }

                if (i < orders.Count)
                {
                    var (side, terms, quantity) = orders[i];
                    book.Submit(i, side, terms, Quantity.Of(quantity), events);
                }

                var top = quotes[Math.Min(i, quotes.Count - 1)];
                Check(events, orders, top, filled, ended, fresh: i < quotes.Count);
            }

            var open = orders.Select(static (o, id) => (o, Id: (long)id)).Count(x => !ended.Contains(x.Id) && filled.GetValueOrDefault(x.Id) < x.o.Quantity);
            Assert.Equal(open, book.Count);
        });

    [Fact]
    public void The_same_quotes_and_orders_give_the_same_events() =>
        Gen.Select(Quotes.List[1, 10], Orders.List[1, 10]).Sample(static (quotes, orders) => Assert.Equal(Play(quotes, orders), Play(quotes, orders)));

    private static void Check(
        List<BookEvent> events, List<(Side Side, BookTerms Terms, int Quantity)> orders, TopOfBook top,
        Dictionary<long, decimal> filled, HashSet<long> ended, bool fresh)
    {
        foreach (var expired in events.OfType<BookEvent.Expired>())
        {
            Assert.True(ended.Add(expired.OrderId));
        }

        foreach (var matched in events.OfType<BookEvent.Matched>())
        {
            var (side, terms, quantity) = orders[(int)matched.OrderId];
            Assert.Equal(side == Side.Buy ? top.Ask : top.Bid, matched.Price);
            if (terms.Pricing is BookPricing.Limit limit)
            {
                Assert.True(side == Side.Buy ? matched.Price <= limit.Price : matched.Price >= limit.Price);
            }

            filled[matched.OrderId] = filled.GetValueOrDefault(matched.OrderId) + matched.Quantity.Value;
            Assert.True(filled[matched.OrderId] <= quantity);
        }

        foreach (var (side, displayed) in fresh ? [(Side.Buy, top.AskSize), (Side.Sell, top.BidSize)] : Array.Empty<(Side, Quantity)>())
        {
            var taken = events.OfType<BookEvent.Matched>().Where(m => orders[(int)m.OrderId].Side == side).Sum(static m => m.Quantity.Value);
            Assert.True(taken <= displayed.Value);
        }
    }

    private static List<BookEvent> Play(List<TopOfBook> quotes, List<(Side Side, BookTerms Terms, int Quantity)> orders)
    {
        var (book, events) = (new MatchingBook(), new List<BookEvent>());
        for (var i = 0; i < orders.Count; i++)
        {
            book.Submit(i, orders[i].Side, orders[i].Terms, Quantity.Of(orders[i].Quantity), events);
        }

        quotes.ForEach(quote => book.OnQuote(quote, events));
        return events;
    }

    private static BookTerms Terms(int kind, decimal price) => kind switch
    {
        0 => new BookTerms(new BookPricing.Market()),
        1 => new BookTerms(new BookPricing.Limit(Price.Of(price))),
        _ => new BookTerms(new BookPricing.Market(), new BookTrigger.Stop(Price.Of(price))),
    };

    private static TopOfBook Top(decimal bid, decimal bidSize, decimal ask, decimal askSize) =>
        new(Price.Of(bid), Quantity.Of(bidSize), Price.Of(ask), Quantity.Of(askSize), Price.Of((bid + ask) / 2), Quantity.Of(100));
}
