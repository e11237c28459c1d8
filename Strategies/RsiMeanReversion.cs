using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Strategies.Indicators;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Strategies;

/// <summary>Mean reversion: buys what fell too fast by Wilder's RSI, sells (or sells short) what rose too fast, and leaves half way back.</summary>
/// <remarks>
/// Parameters: <c>instruments</c> (list), <c>bar</c> (5s), <c>period</c> (14 bars), <c>oversold</c> (30), <c>overbought</c> (70), <c>exit</c> (50),
/// <c>shares</c> (100 per instrument), <c>short</c> (true). What it holds is read from the books, so there is no state to save.
/// </remarks>
public sealed class RsiMeanReversion : IStrategy
{
    private readonly Dictionary<ConId, Rsi> _indices = [];
    private int _period;
    private decimal _oversold;
    private decimal _overbought;
    private decimal _exit;
    private decimal _shares;
    private bool _short;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _period = parameters.Int("period", byDefault: 14, min: 2, max: 200);
        _oversold = parameters.Decimal("oversold", byDefault: 30, min: 1, max: 49);
        _overbought = parameters.Decimal("overbought", byDefault: 70, min: 51, max: 99);
        _exit = parameters.Decimal("exit", byDefault: 50, min: 1, max: 99);
        _shares = parameters.Decimal("shares", byDefault: 100, min: 1, max: 100_000);
        _short = parameters.Flag("short", byDefault: true);
        var bar = parameters.BarSize("bar", BarSize.FiveSeconds);
        return _exit > _oversold && _exit < _overbought
            ? new StrategyPlan([.. parameters.List("instruments", "MSFT").Select(name => new Feed(name, [bar], WarmUp: _period * 10))]) // Wilder's averages forget slowly.
            : throw new ArgumentException($"Parameter exit is {_exit}: it must be between oversold ({_oversold}) and overbought ({_overbought}).");
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        if (!_indices.TryGetValue(bar.ConId, out var index))
        {
            _indices[bar.ConId] = index = new Rsi(_period);
        }

        if (index.Add(bar.Close.Value) is not { } rsi)
        {
            return;
        }

        var held = (context.Target(bar.ConId) ?? context.Position(bar.ConId)).Value;
        var wanted = Wanted(rsi, held);
        if (wanted != held)
        {
            context.SetTarget(bar.ConId, wanted);
        }
    }

    private decimal Wanted(decimal rsi, decimal held) => rsi switch
    {
        _ when rsi <= _oversold => _shares,
        _ when rsi >= _overbought => _short ? -_shares : 0,
        _ when held > 0 && rsi >= _exit => 0,
        _ when held < 0 && rsi <= _exit => 0,
        _ => held,
    };
}
