namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Simple moving average of the last <c>period</c> values; null until that many were added.</summary>
public sealed class Sma
{
    private readonly Queue<decimal> _values;
    private readonly int _period;
    private decimal _sum;

    public Sma(int period)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(period);
        (_period, _values) = (period, new Queue<decimal>(period + 1));
    }

    public decimal? Value => _values.Count == _period ? _sum / _period : null;

    public decimal? Add(decimal value)
    {
        _values.Enqueue(value);
        _sum += value;
        if (_values.Count > _period)
        {
            _sum -= _values.Dequeue();
        }

        return Value;
    }
}
