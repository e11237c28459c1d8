using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>A geometric random walk with a spread, rounded to ticks: the price of one listing at any instant.</summary>
/// <remarks>
/// A pure function of (seed, contract id, instant, shifts): history, five-second bars and live quotes agree, whoever asks in whatever order, and a
/// market that was switched off has not stood still. Not thread-safe (it remembers the part last asked): one per reader.
/// </remarks>
public sealed class PriceProcess : IPriceSource
{
    private const double MinutesPerYear = 365.25 * 24 * 60;
    private const long StepTicks = 5 * TimeSpan.TicksPerSecond;
    private const int SizeSlotMilliseconds = 250;

    private readonly Listing _listing;
    private readonly Derivation? _derivation;
    private readonly ulong _seed;
    private readonly ulong _driver;
    private readonly BrownianPath _path;
    private readonly double _sigma;
    private readonly double _logReference;
    private readonly double _origin;
    private readonly ImmutableArray<PriceShift> _shifts;

    /// <param name="volatilityScale">Multiplies the listing's volatility; 0 gives a price that moves by shifts alone.</param>
    /// <param name="shifts">Of the listing, or of what it derives from. Ascending by time.</param>
    public PriceProcess(Listing listing, ulong seed, double volatilityScale = 1, ImmutableArray<PriceShift> shifts = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(volatilityScale);
        var driver = listing.Derivation?.Underlying ?? listing;
        _listing = listing;
        _derivation = listing.Derivation;
        _seed = Noise.Bits(seed, (ulong)listing.ConId.Value);
        _driver = Noise.Bits(seed, (ulong)driver.ConId.Value);
        _path = new BrownianPath(_driver);
        _sigma = driver.AnnualVolatility * volatilityScale / Math.Sqrt(MinutesPerYear);
        _logReference = Math.Log((double)driver.ReferencePrice.Value);
        _origin = _path.At(StepOf(Reference));
        _shifts = shifts.IsDefault ? [] : shifts;
    }

    /// <summary>The instant at which a listing has its reference price.</summary>
    public static DateTimeOffset Reference { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant that can be asked.</summary>
    public static DateTimeOffset Origin { get; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The unrounded middle between bid and ask.</summary>
    public double MidAt(DateTimeOffset at) => Derived(DriverAt(at), at);

    /// <summary>The unrounded price of what the listing derives from; its own when it derives from nothing.</summary>
    public double DriverAt(DateTimeOffset at)
    {
        var step = StepOf(at);
        var (open, high, low, close) = StepRange(step);
        var part = (at - TimeOf(step)).Ticks / (double)StepTicks;
        var jitter = (Noise.Uniform(_driver ^ 0x711, (ulong)(at.UtcTicks / TimeSpan.TicksPerMillisecond)) - 0.5) * 0.3 * StepSigma;
        return Math.Exp(Math.Clamp(open + (close - open) * part + jitter, low, high) + ShiftAt(at));
    }

    public TopOfBook QuoteAt(DateTimeOffset at)
    {
        var mid = (decimal)MidAt(at);
        var rules = _listing.Instrument.TickRules;
        var increment = TickGrid.IncrementAt(rules, mid);
        var bid = Math.Max(TickGrid.Down(rules, mid - increment * _listing.SpreadTicks / 2), increment);
        var slot = (ulong)(at.UtcTicks / TimeSpan.TicksPerMillisecond / SizeSlotMilliseconds);
        return new TopOfBook(
            Price.Of(bid), Size(slot, 0x1B1D), Price.Of(bid + increment * _listing.SpreadTicks), Size(slot, 0xA5C),
            Price.Of(TickGrid.Nearest(rules, mid)), Quantity.Of(_listing.Lot * (1 + (Noise.Bits(_seed ^ 0x1A57, slot) % 4))));
    }

    /// <summary>Bars of consecutive spans, oldest first, the first one starting at <paramref name="from"/>.</summary>
    /// <param name="from">On the 5-second grid; not before <see cref="Origin"/>.</param>
    public IEnumerable<Bar> Bars(BarSize size, BarSource source, DateTimeOffset from, int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return Bar(size, source, from + size.Value * i);
        }
    }

    /// <summary>One bar [start, start + size).</summary>
    public Bar Bar(BarSize size, BarSource source, DateTimeOffset start)
    {
        var first = StepOf(start);
        var steps = (int)(size.Value.Ticks / StepTicks);
        var (high, low, lots, value, count) = (double.MinValue, double.MaxValue, 0L, 0.0, 0);
        for (var step = first; step < first + steps; step++)
        {
            var (_, stepHigh, stepLow, stepClose) = Shifted(step);
            high = Math.Max(high, stepHigh);
            low = Math.Min(low, stepLow);
            var traded = (long)(Noise.Bits(_seed ^ 0x701, (ulong)step) % 20 + 1);
            lots += traded;
            value += traded * stepClose;
            count += 1 + (int)(traded / 3);
        }

        var open = Shifted(first).Open;
        var close = Shifted(first + steps - 1).Close;
        var trades = source == BarSource.Trades;
        return new Bar(
            _listing.ConId, size, start, Rounded(open, source), Rounded(high, source), Rounded(low, source), Rounded(close, source),
            trades ? Quantity.Of(lots * _listing.Lot) : null, trades ? Rounded(value / lots, source) : null, trades ? count : -1);
    }

    private double StepSigma => _sigma * 0.28867513459481287;

    /// <summary>Log prices of one 5-second step without shifts; the close is the next step's open.</summary>
    private (double Open, double High, double Low, double Close) StepRange(long step)
    {
        var open = LogAt(step);
        var close = LogAt(step + 1);
        var high = Math.Max(open, close) + Noise.Uniform(_driver ^ 0x816, (ulong)step) * 0.4 * StepSigma;
        var low = Math.Min(open, close) - Noise.Uniform(_driver ^ 0x70E, (ulong)step) * 0.4 * StepSigma;
        return (open, high, low, close);
    }

    /// <summary>Prices of one step; a shift inside the step widens it.</summary>
    private (double Open, double High, double Low, double Close) Shifted(long step)
    {
        var (open, high, low, close) = Driven(step);
        if (_derivation is not { } derivation)
        {
            return (open, high, low, close);
        }

        var (start, end) = (TimeOf(step), TimeOf(step + 1));
        var one = derivation.Price(high, start);
        var other = derivation.Price(low, start);
        return (derivation.Price(open, start), Math.Max(one, other), Math.Min(one, other), derivation.Price(close, end));
    }

    private double Derived(double driver, DateTimeOffset at) => _derivation?.Price(driver, at) ?? driver;

    private (double Open, double High, double Low, double Close) Driven(long step)
    {
        var (open, high, low, close) = StepRange(step);
        if (_shifts.IsEmpty)
        {
            return (Math.Exp(open), Math.Exp(high), Math.Exp(low), Math.Exp(close));
        }

        var before = ShiftAt(TimeOf(step));
        var after = ShiftAt(TimeOf(step + 1) - TimeSpan.FromTicks(1));
        return (
            Math.Exp(open + before), Math.Exp(high + Math.Max(before, after)),
            Math.Exp(low + Math.Min(before, after)), Math.Exp(close + after));
    }

    private double LogAt(long step)
    {
        var minutes = (TimeOf(step) - Reference).TotalMinutes;
        return _logReference + _sigma * (_path.At(step) - _origin) - _sigma * _sigma * minutes / 2;
    }

    private double ShiftAt(DateTimeOffset at)
    {
        var sum = 0.0;
        foreach (var shift in _shifts)
        {
            if (shift.At > at)
            {
                break;
            }

            sum += shift.Log;
        }

        return sum;
    }

    private Price Rounded(double price, BarSource source)
    {
        var rules = _listing.Instrument.TickRules;
        var mid = (decimal)price;
        var bid = TickGrid.Down(rules, mid - TickGrid.IncrementAt(rules, mid) * _listing.SpreadTicks / 2);
        return Price.Of(source switch
        {
            BarSource.Bid => bid,
            BarSource.Ask => bid + TickGrid.IncrementAt(rules, mid) * _listing.SpreadTicks,
            BarSource.Midpoint => bid + TickGrid.IncrementAt(rules, mid) * _listing.SpreadTicks / 2,
            _ => TickGrid.Nearest(rules, mid),
        });
    }

    private Quantity Size(ulong slot, ulong side) =>
        Quantity.Of(_listing.Lot * (1 + (Noise.Bits(_seed ^ side, slot) % (ulong)(2 * _listing.DisplayedLots))));

    private static long StepOf(DateTimeOffset at) => (at - Origin).Ticks / StepTicks;

    private static DateTimeOffset TimeOf(long step) => Origin.AddTicks(step * StepTicks);
}

/// <summary>From <paramref name="At"/> on, the log price is higher by <paramref name="Log"/>.</summary>
public readonly record struct PriceShift(DateTimeOffset At, double Log);

/// <summary>What a bar is made of (IB whatToShow).</summary>
public enum BarSource
{
    Trades = 1,
    Midpoint = 2,
    Bid = 3,
    Ask = 4,
}
