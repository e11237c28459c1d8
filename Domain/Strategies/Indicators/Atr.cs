using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Wilder's average true range in the unit of the prices; null until <c>period</c> true ranges (one bar more) were added.</summary>
/// <remarks>The first average is simple, later ones Wilder's: (last × (period − 1) + range) / period. The first bar has no true range, for it has no bar before it.</remarks>
public sealed class Atr
{
    private readonly int _period;
    private decimal? _lastClose;
    private decimal _average;
    private int _ranges;

    public Atr(int period = 14)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _period = period;
    }

    public decimal? Value => _ranges < _period ? null : _average;

    public decimal? Add(Bar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        return Add(bar.High.Value, bar.Low.Value, bar.Close.Value);
    }

    public decimal? Add(decimal high, decimal low, decimal close)
    {
        if (_lastClose is { } last)
        {
            var range = Math.Max(high, last) - Math.Min(low, last);
            _average = _ranges++ < _period ? _average + (range / _period) : ((_average * (_period - 1)) + range) / _period;
        }

        _lastClose = close;
        return Value;
    }
}
