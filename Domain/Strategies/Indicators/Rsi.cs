namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Wilder's relative strength index, 0 to 100; null until <c>period</c> changes (one value more) were added.</summary>
/// <remarks>The first averages are simple, later ones Wilder's: (last × (period − 1) + change) / period. Without any change it is 50.</remarks>
public sealed class Rsi
{
    private readonly int _period;
    private decimal? _last;
    private decimal _gain;
    private decimal _loss;
    private int _changes;

    public Rsi(int period)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        _period = period;
    }

    public decimal? Value => _changes < _period
        ? null
        : _gain + _loss == 0 ? 50 : 100 * _gain / (_gain + _loss);

    public decimal? Add(decimal value)
    {
        if (_last is { } last)
        {
            Change(value - last);
        }

        _last = value;
        return Value;
    }

    private void Change(decimal change)
    {
        var (gain, loss) = (Math.Max(change, 0), Math.Max(-change, 0));
        if (_changes++ < _period)
        {
            _gain += gain / _period;
            _loss += loss / _period;
        }
        else
        {
            _gain = ((_gain * (_period - 1)) + gain) / _period;
            _loss = ((_loss * (_period - 1)) + loss) / _period;
        }
    }
}
