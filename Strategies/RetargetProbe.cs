using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;

namespace OrleansTrader.Strategies;

/// <summary>Not a trading idea: turns its whole target over at each full period of the clock, to measure how long many strategies take when all act at one bar close.</summary>
/// <remarks>Parameters: <c>instrument</c> (AAPL), <c>every</c> (seconds between two turns, 60), <c>shares</c> (1). Long in even periods, flat in odd ones.</remarks>
public sealed class RetargetProbe : IStrategy
{
    private int _every;
    private decimal _shares;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _every = parameters.Int("every", byDefault: 60, min: 5, max: 3600);
        _shares = parameters.Decimal("shares", byDefault: 1, min: 1, max: 1_000);
        return _every % 5 == 0
            ? new StrategyPlan([new Feed(parameters.Text("instrument", "AAPL"), [BarSize.FiveSeconds])])
            : throw new ArgumentException($"Parameter every is {_every}: bars end every 5 seconds.");
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        var wanted = bar.End.ToUnixTimeSeconds() / _every % 2 == 0 ? _shares : 0;
        if (context.Target(bar.ConId)?.Value != wanted)
        {
            context.SetTarget(bar.ConId, wanted);
        }
    }
}
