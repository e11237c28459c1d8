using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>One listing while the market runs: its price, its matching book and the newest quote.</summary>
internal sealed class Market(Listing listing, ulong seed, double volatility, ExchangeState state)
{
    private PriceProcess _prices = new(listing, seed, volatility, state.Shifts(listing.ConId.Value));

    public Listing Listing { get; } = listing;

    public MatchingBook Book { get; } = new();

    public DateTimeOffset QuotedAt { get; private set; }

    /// <summary>Takes the quote of <paramref name="now"/> and lets it match; every quote that a client sees went through here first.</summary>
    public TopOfBook Quote(DateTimeOffset now, List<BookEvent> events)
    {
        var top = _prices.QuoteAt(now);
        QuotedAt = now;
        Book.OnQuote(top, events);
        return top;
    }

    /// <summary>The journal holds a new shift.</summary>
    public void ReadShifts() => _prices = NewPrices();

    /// <summary>A process of its own for another thread.</summary>
    public PriceProcess NewPrices() => new(Listing, seed, volatility, state.Shifts(Listing.ConId.Value));

    /// <summary>The newest quote, without touching the book; also while the market is closed.</summary>
    public TopOfBook PriceNow(DateTimeOffset now) => Book.Top ?? _prices.QuoteAt(now);

    public double MidAt(DateTimeOffset now) => _prices.MidAt(now);

    public PriceProcess Prices => _prices;
}
