using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>The price of a combination: the sum over its legs, bought at their ask and sold at their bid. May be negative.</summary>
public sealed class ComboPrices(Listing listing, ImmutableArray<(IPriceSource Prices, int Ratio)> legs) : IPriceSource
{
    public double MidAt(DateTimeOffset at) => legs.Sum(leg => leg.Prices.MidAt(at) * leg.Ratio);

    public double DriverAt(DateTimeOffset at) => MidAt(at);

    public TopOfBook QuoteAt(DateTimeOffset at)
    {
        var (bid, ask, bidSize, askSize) = (0m, 0m, decimal.MaxValue, decimal.MaxValue);
        foreach (var (prices, ratio) in legs)
        {
            var top = prices.QuoteAt(at);
            var units = Math.Abs(ratio);
            var (sold, bought) = ratio > 0 ? (top.Bid, top.Ask) : (top.Ask, top.Bid);
            var (soldSize, boughtSize) = ratio > 0 ? (top.BidSize, top.AskSize) : (top.AskSize, top.BidSize);
            bid += sold.Value * ratio;
            ask += bought.Value * ratio;
            bidSize = Math.Min(bidSize, Math.Floor(soldSize.Value / units));
            askSize = Math.Min(askSize, Math.Floor(boughtSize.Value / units));
        }

        var last = TickGrid.Nearest(listing.Instrument.TickRules, (bid + ask) / 2);
        return new TopOfBook(Price.Of(bid), Quantity.Of(bidSize), Price.Of(ask), Quantity.Of(askSize), Price.Of(last), Quantity.Of(1));
    }

    public Bar Bar(BarSize size, BarSource source, DateTimeOffset start)
    {
        var bars = legs.Select(leg => (Bar: leg.Prices.Bar(size, source == BarSource.Trades ? BarSource.Midpoint : source, start), leg.Ratio)).ToArray();
        var open = bars.Sum(static b => b.Bar.Open.Value * b.Ratio);
        var close = bars.Sum(static b => b.Bar.Close.Value * b.Ratio);
        return new Bar(
            listing.ConId, size, start, Price.Of(open), Price.Of(Math.Max(open, close)), Price.Of(Math.Min(open, close)), Price.Of(close), null, null, -1);
    }
}
