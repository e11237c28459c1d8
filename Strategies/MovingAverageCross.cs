using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Strategies.Indicators;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Strategies;

/// <summary>Trend following: long while the fast average of closes is above the slow one, else flat (or short).</summary>
/// <remarks>
/// Parameters: <c>instruments</c> (list), <c>bar</c> (5s), <c>fast</c> (10 bars), <c>slow</c> (30 bars), <c>shares</c> (100 per instrument), <c>short</c> (false).
/// Both averages are rebuilt from history at each start, so there is no state to save.
/// </remarks>
public sealed class MovingAverageCross : IStrategy
{
    private readonly Dictionary<ConId, (Sma Fast, Sma Slow)> _averages = [];
    private int _fast;
    private int _slow;
    private decimal _shares;
    private bool _short;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _fast = parameters.Int("fast", byDefault: 10, min: 1, max: 500);
        _slow = parameters.Int("slow", byDefault: 30, min: 2, max: 1000);
        _shares = parameters.Decimal("shares", byDefault: 100, min: 1, max: 100_000);
        _short = parameters.Flag("short", byDefault: false);
        var bar = parameters.BarSize("bar", BarSize.FiveSeconds);
        return _fast < _slow
            ? new StrategyPlan([.. parameters.List("instruments", "AAPL").Select(name => new Feed(name, [bar], WarmUp: _slow))])
            : throw new ArgumentException($"Parameter fast is {_fast}: it must be below slow, which is {_slow}.");
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        if (!_averages.TryGetValue(bar.ConId, out var average))
        {
            _averages[bar.ConId] = average = (new Sma(_fast), new Sma(_slow));
        }

        var fast = average.Fast.Add(bar.Close.Value);
        var slow = average.Slow.Add(bar.Close.Value);
        if (slow is null)
        {
            return;
        }

        var wanted = fast > slow ? _shares : _short ? -_shares : 0;
        if (context.Target(bar.ConId)?.Value != wanted)
        {
            context.SetTarget(bar.ConId, wanted);
        }
    }
}
