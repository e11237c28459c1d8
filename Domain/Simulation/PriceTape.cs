using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>One recorded moment of a price.</summary>
/// <param name="Bid">Null with <paramref name="Ask"/> where only a price was recorded: the listing's spread is put around it.</param>
/// <param name="Volume">Traded at this moment; 0 when unknown.</param>
public readonly record struct TapePoint(DateTimeOffset At, decimal Price, decimal? Bid = null, decimal? Ask = null, decimal Volume = 0)
{
    /// <summary>A bar as four moments, a quarter of its volume each: its open, the extreme on the other side of its close, the other extreme, and its close.</summary>
    public static IEnumerable<TapePoint> OfBar(DateTimeOffset start, TimeSpan span, decimal open, decimal high, decimal low, decimal close, decimal volume)
    {
        var (first, second) = close >= open ? (low, high) : (high, low);
        yield return new TapePoint(start, open, Volume: volume / 4);
        yield return new TapePoint(start + span * 0.25, first, Volume: volume / 4);
        yield return new TapePoint(start + span * 0.5, second, Volume: volume / 4);
        yield return new TapePoint(start + span * 0.75, close, Volume: volume / 4);
    }
}

/// <summary>The recorded prices of one listing: each moment holds until the next, the first before it, the last for ever. Prices set by hand move all of it.</summary>
/// <param name="points">Ascending by time, not empty.</param>
public sealed class TapePrices(Listing listing, ImmutableArray<TapePoint> points, ImmutableArray<PriceShift> shifts) : IPriceSource
{
    public double MidAt(DateTimeOffset at) => (double)PriceOf(At(at), at);

    public double DriverAt(DateTimeOffset at) => MidAt(at);

    public TopOfBook QuoteAt(DateTimeOffset at)
    {
        var point = At(at);
        var size = Quantity.Of(listing.Lot * listing.DisplayedLots);
        var (bid, ask) = Quote(point, at);
        return new TopOfBook(Price.Of(bid), size, Price.Of(ask), size, Price.Of(Nearest(PriceOf(point, at))), Quantity.Of(listing.Lot));
    }

    public Bar Bar(BarSize size, BarSource source, DateTimeOffset start)
    {
        var first = IndexAt(start);
        var open = Shown(points[first], start, source);
        var (high, low, close, volume, value, count) = (open, open, open, 0m, 0m, 0);
        var from = points[first].At == start ? first : first + 1;
        for (var i = from; i < points.Length && points[i].At < start + size.Value; i++)
        {
            close = Shown(points[i], points[i].At, source);
            open = i == from && points[i].At == start ? close : open;
            (high, low) = (Math.Max(high, close), Math.Min(low, close));
            (volume, value, count) = (volume + points[i].Volume, value + points[i].Volume * close, count + 1);
        }

        var trades = source == BarSource.Trades;
        return new Bar(
            listing.ConId, size, start, Price.Of(open), Price.Of(high), Price.Of(low), Price.Of(close), trades ? Quantity.Of(volume) : null,
            trades ? Price.Of(volume == 0 ? close : Nearest(value / volume)) : null, trades ? count : -1);
    }

    private decimal Shown(in TapePoint point, DateTimeOffset at, BarSource source)
    {
        var (bid, ask) = Quote(point, at);
        return source switch
        {
            BarSource.Bid => bid,
            BarSource.Ask => ask,
            BarSource.Midpoint => (bid + ask) / 2,
            _ => Nearest(PriceOf(point, at)),
        };
    }

    private (decimal Bid, decimal Ask) Quote(in TapePoint point, DateTimeOffset at)
    {
        var factor = FactorAt(at);
        if (point is { Bid: { } bid, Ask: { } ask })
        {
            return (Nearest(bid * factor), Nearest(ask * factor));
        }

        var rules = listing.Instrument.TickRules;
        var price = point.Price * factor;
        var increment = TickGrid.IncrementAt(rules, price);
        var below = Math.Max(TickGrid.Down(rules, price - increment * listing.SpreadTicks / 2), increment);
        return (below, below + increment * listing.SpreadTicks);
    }

    private decimal PriceOf(in TapePoint point, DateTimeOffset at) => point.Price * FactorAt(at);

    private decimal Nearest(decimal price) => Math.Max(TickGrid.Nearest(listing.Instrument.TickRules, price), TickGrid.IncrementAt(listing.Instrument.TickRules, price));

    private decimal FactorAt(DateTimeOffset at) =>
        shifts.IsDefaultOrEmpty ? 1 : (decimal)Math.Exp(shifts.Where(shift => shift.At <= at).Sum(static shift => shift.Log));

    private TapePoint At(DateTimeOffset at) => points[IndexAt(at)];

    /// <summary>The last moment not after <paramref name="at"/>, or the first.</summary>
    private int IndexAt(DateTimeOffset at)
    {
        var (low, high) = (0, points.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = points[middle].At <= at ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
