using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>An instrument of a simulated market with the character of its price.</summary>
/// <param name="ReferencePrice">The price at the market's reference instant; later prices wander from it.</param>
/// <param name="AnnualVolatility">Standard deviation of the yearly log return, e.g. 0.35.</param>
/// <param name="SpreadTicks">Ask minus bid, in price increments.</param>
/// <param name="DisplayedLots">Typical displayed size on each side, in lots of 100.</param>
public sealed record Listing(Instrument Instrument, Price ReferencePrice, double AnnualVolatility, int SpreadTicks, int DisplayedLots)
{
    public ConId ConId => Instrument.ConId;
}
