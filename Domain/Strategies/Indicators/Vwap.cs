using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Volume weighted average price since the beginning or the last <see cref="Reset"/>; null while nothing traded.</summary>
/// <remarks>Call <see cref="Reset"/> at the opening for the average of the day.</remarks>
public sealed class Vwap
{
    private decimal _amount;
    private decimal _volume;

    public decimal? Value => _volume == 0 ? null : _amount / _volume;

    public decimal Volume => _volume;

    /// <summary>The bar's own average where it has one, else its typical price (high + low + close) / 3. A bar without volume changes nothing.</summary>
    public decimal? Add(Bar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        return Add(bar.Wap?.Value ?? ((bar.High.Value + bar.Low.Value + bar.Close.Value) / 3), bar.Volume?.Value ?? 0);
    }

    public decimal? Add(decimal price, decimal volume)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(volume);
        _amount += price * volume;
        _volume += volume;
        return Value;
    }

    public void Reset() => (_amount, _volume) = (0, 0);
}
