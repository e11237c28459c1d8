namespace OrleansTrader.Domain.Strategies.Indicators;

/// <summary>Moving average convergence and divergence: fast less slow exponential average, its own average as signal; null until both are there.</summary>
/// <remarks>Both averages are seeded at the slow one's first value, as TA-Lib does: the fast one by the newest <c>fast</c> of the first <c>slow</c> values.</remarks>
public sealed class Macd
{
    private readonly Ema _fast;
    private readonly Ema _slow;
    private readonly Ema _signal;
    private int _skipped;

    public Macd(int fast = 12, int slow = 26, int signal = 9)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fast, slow);
        (_fast, _slow, _signal, _skipped) = (new Ema(fast), new Ema(slow), new Ema(signal), slow - fast);
    }

    public MacdValue? Value { get; private set; }

    public MacdValue? Add(decimal value)
    {
        var slow = _slow.Add(value);
        if (_skipped > 0)
        {
            _skipped--;
        }
        else if (_fast.Add(value) - slow is { } line && _signal.Add(line) is { } signal)
        {
            Value = new MacdValue(line, signal);
        }

        return Value;
    }
}

public readonly record struct MacdValue(decimal Line, decimal Signal)
{
    public decimal Histogram => Line - Signal;
}
