using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.Simulation;

/// <summary>The money that a holding ties up, in the manner of IB's own rules but with round numbers.</summary>
public static class MarginModel
{
    private const decimal StockRate = 0.25m;
    private const decimal ShortOptionRate = 0.20m;
    private const decimal FutureRate = 0.06m;
    private const decimal ForexRate = 0.03m;

    /// <param name="quantity">Signed.</param>
    /// <param name="price">Per unit, without multiplier.</param>
    /// <param name="underlyingPrice">Of an option that is short; else not used.</param>
    public static decimal Required(Listing listing, decimal quantity, decimal price, decimal underlyingPrice)
    {
        ArgumentNullException.ThrowIfNull(listing);
        var units = Math.Abs(quantity) * listing.Instrument.Multiplier;
        return listing.Instrument.Type switch
        {
            // What was paid for a long option or a coin cannot be lent on.
            SecurityType.Option when quantity < 0 => ShortOptionRate * underlyingPrice * units,
            SecurityType.Option or SecurityType.Crypto => Math.Max(0, price) * units,
            SecurityType.Future => FutureRate * price * units,
            SecurityType.Forex => ForexRate * price * units,
            SecurityType.Combo => 0,
            _ => StockRate * Math.Abs(price) * units,
        };
    }
}
