using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Donchian's channel: highest high and lowest low of the last <c>period</c> bars with their middle; null until that many were added.</summary>
public sealed class Donchian
{
    private readonly RollingExtreme _highest;
    private readonly RollingExtreme _lowest;
    private readonly int _period;
    private int _bars;

    public Donchian(int period = 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        (_period, _highest, _lowest) = (period, new RollingExtreme(period, 1), new RollingExtreme(period, -1));
    }

    public Bands? Value { get; private set; }

    public Bands? Add(Bar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        return Add(bar.High.Value, bar.Low.Value);
    }

    public Bands? Add(decimal high, decimal low)
    {
        var (upper, lower) = (_highest.Add(high), _lowest.Add(low));
        _bars = Math.Min(_bars + 1, _period);
        return Value = _bars < _period ? null : new Bands(upper, (upper + lower) / 2, lower);
    }

    /// <summary>The largest (sign 1) or smallest (sign −1) of the last values: only those that may still become it are kept.</summary>
    private sealed class RollingExtreme(int period, int sign)
    {
        private readonly LinkedList<(long Index, decimal Value)> _kept = [];
        private long _index;

        public decimal Add(decimal value)
        {
            while (_kept.Last is { } last && sign * last.Value.Value <= sign * value)
            {
                _kept.RemoveLast();
            }

            _kept.AddLast((_index, value));
            while (_kept.First!.Value.Index <= _index - period)
            {
                _kept.RemoveFirst();
            }

            _index++;
            return _kept.First!.Value.Value;
        }
    }
}
