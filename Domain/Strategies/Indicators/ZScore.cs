namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>How many population standard deviations the newest value lies above the mean of the last <c>period</c> values, itself included; null until that many were added.</summary>
/// <remarks>Without any spread it is zero.</remarks>
public sealed class ZScore(int period)
{
    private readonly RollingSpread _spread = new(period);

    public decimal? Value { get; private set; }

    public decimal? Add(decimal value)
    {
        _spread.Add(value);
        if (_spread.IsFull)
        {
            Value = _spread.Deviation is var deviation && deviation == 0 ? 0 : (value - _spread.Mean) / deviation;
        }

        return Value;
    }
}
