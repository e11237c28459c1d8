namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Exponential moving average with weight 2/(period+1), seeded by the simple average of the first <c>period</c> values; null before.</summary>
public sealed class Ema
{
    private readonly Sma _seed;
    private readonly decimal _weight;

    public Ema(int period)
    {
        _seed = new Sma(period);
        _weight = 2m / (period + 1);
    }

    public decimal? Value { get; private set; }

    public decimal? Add(decimal value) => Value = Value is { } last ? last + (_weight * (value - last)) : _seed.Add(value);
}
