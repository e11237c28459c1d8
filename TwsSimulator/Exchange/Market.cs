using System.Collections.Immutable;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One listing while the market runs: its price, its matching book, the newest quote and the numbers of its day.</summary>
internal sealed class Market(Listing listing, ulong seed, double volatility, ExchangeState state, ImmutableDictionary<int, ImmutableArray<TapePoint>> tapes)
{
    private IPriceSource _prices = PricesOf(listing, seed, volatility, state, tapes);
    private MarketDay? _day;

    public Listing Listing { get; } = listing;

    public MatchingBook Book { get; } = new();

    public DateTimeOffset QuotedAt { get; private set; }

    public IPriceSource Prices => _prices;

    /// <summary>Takes the quote of <paramref name="now"/> and lets it match; every quote that a client sees went through here first.</summary>
    public TopOfBook Quote(DateTimeOffset now, List<BookEvent> events, bool regular)
    {
        var top = _prices.QuoteAt(now);
        QuotedAt = now;
        _day?.Traded(top);
        Book.OnQuote(top, events, regular);
        return top;
    }

    /// <summary>The journal holds a new shift.</summary>
    public void ReadShifts() => _prices = NewPrices();

    /// <summary>A source of its own for another thread.</summary>
    public IPriceSource NewPrices() => PricesOf(Listing, seed, volatility, state, tapes);

    /// <summary>The newest quote, without touching the book; also while the market is closed.</summary>
    public TopOfBook PriceNow(DateTimeOffset now) => Book.Top ?? _prices.QuoteAt(now);

    public double MidAt(DateTimeOffset now) => _prices.MidAt(now);

    /// <summary>Open, high, low, volume and the close before, of the session that began at <paramref name="open"/>.</summary>
    public MarketDay Day(DateTimeOffset open, DateTimeOffset now)
    {
        if (_day is null || _day.OpenedAt != open)
        {
            _day = MarketDay.Of(_prices, Listing, open, now);
        }

        return _day;
    }

    private static IPriceSource PricesOf(
        Listing listing, ulong seed, double volatility, ExchangeState state, ImmutableDictionary<int, ImmutableArray<TapePoint>> tapes)
    {
        if (tapes.TryGetValue(listing.ConId.Value, out var points))
        {
            return new TapePrices(listing, points, state.Shifts(listing.ConId.Value));
        }

        if (listing.Legs.IsEmpty)
        {
            var driver = listing.Derivation?.Underlying ?? listing;
            return new PriceProcess(listing, seed, volatility, state.Shifts(driver.ConId.Value));
        }

        return new ComboPrices(listing, [.. listing.Legs.Select(leg => (PricesOf(leg.Listing, seed, volatility, state, tapes), leg.Ratio))]);
    }
}
