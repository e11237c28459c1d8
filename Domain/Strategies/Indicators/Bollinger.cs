namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Bollinger's bands: the simple average of the last <c>period</c> values and so many population standard deviations around it; null until that many were added.</summary>
public sealed class Bollinger(int period = 20, decimal deviations = 2)
{
    private readonly RollingSpread _spread = new(period);

    public Bands? Value { get; private set; }

    public Bands? Add(decimal value)
    {
        _spread.Add(value);
        if (_spread.IsFull)
        {
            var (mean, width) = (_spread.Mean, deviations * _spread.Deviation);
            Value = new Bands(mean + width, mean, mean - width);
        }

        return Value;
    }
}

/// <summary>Three lines of a channel in the unit of the prices.</summary>
public readonly record struct Bands(decimal Upper, decimal Middle, decimal Lower);
