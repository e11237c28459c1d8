namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Mean and population standard deviation of the last <c>period</c> values. The sums are exact decimals, so nothing drifts however long it runs.</summary>
internal sealed class RollingSpread
{
    private readonly Queue<decimal> _values;
    private readonly int _period;
    private decimal _sum;
    private decimal _squares;

    public RollingSpread(int period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, 2);
        (_period, _values) = (period, new Queue<decimal>(period + 1));
    }

    public bool IsFull => _values.Count == _period;

    public decimal Mean => _sum / _period;

    public decimal Deviation => (decimal)Math.Sqrt((double)Math.Max(0, (_squares - (_sum * _sum / _period)) / _period));

    public void Add(decimal value)
    {
        _values.Enqueue(value);
        _sum += value;
        _squares += value * value;
        if (_values.Count > _period)
        {
            var gone = _values.Dequeue();
            _sum -= gone;
            _squares -= gone * gone;
        }
    }
}
