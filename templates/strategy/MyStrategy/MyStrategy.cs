using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Strategies.Indicators;
using OrleansTrader.Domain.Values;

namespace MyStrategy;

/// <summary>Holds shares while the close is above its average.</summary>
public sealed class MyStrategy : IStrategy
{
    private readonly Dictionary<ConId, Sma> _averages = [];
    private int _period;
    private decimal _shares;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _period = parameters.Int("period", byDefault: 20, min: 2, max: 1_000);
        _shares = parameters.Decimal("shares", byDefault: 100, min: 1, max: 10_000);
        var bar = parameters.BarSize("bar", BarSize.OneMinute);
        return new StrategyPlan([.. parameters.List("instruments", "AAPL").Select(name => new Feed(name, [bar], WarmUp: _period))]);
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        if (!_averages.TryGetValue(bar.ConId, out var average))
        {
            _averages[bar.ConId] = average = new Sma(_period);
        }

        if (average.Add(bar.Close.Value) is not { } mean)
        {
            return;
        }

        var wanted = bar.Close.Value > mean ? _shares : 0;
        if (context.Target(bar.ConId)?.Value != wanted)
        {
            context.SetTarget(bar.ConId, wanted);
        }
    }
}
