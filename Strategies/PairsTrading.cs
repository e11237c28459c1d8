using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Strategies.Indicators;

namespace OrleansTrader.Strategies;

/// <summary>Statistical arbitrage of two related stocks: sells the one that has become dear against the other and buys the cheap one, in equal amounts of money, until the gap closes.</summary>
/// <remarks>
/// Parameters: <c>first</c> (KO), <c>second</c> (PEP), <c>bar</c> (1m), <c>lookback</c> (120 bars), <c>entry</c> (2), <c>exit</c> (0.5) and <c>stop</c> (4) in standard deviations of
/// the logarithm of the price ratio, <c>fraction</c> (0.5 of the capital in both legs together). After a stop it waits until the gap is inside the exit. What it holds is read from
/// the books and the mean from history, so there is no state to save.
/// </remarks>
public sealed class PairsTrading : IStrategy
{
    private ZScore _score = new(2);
    private string _first = "";
    private string _second = "";
    private decimal _entry;
    private decimal _exit;
    private decimal _stop;
    private decimal _fraction;
    private Bar? _firstBar;
    private Bar? _secondBar;
    private bool _isStopped;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        (_first, _second) = (parameters.Text("first", "KO"), parameters.Text("second", "PEP"));
        var bar = parameters.BarSize("bar", BarSize.OneMinute);
        var lookback = parameters.Int("lookback", byDefault: 120, min: 10, max: 5_000);
        _entry = parameters.Decimal("entry", byDefault: 2, min: 0.5m, max: 10);
        _exit = parameters.Decimal("exit", byDefault: 0.5m, min: 0, max: 5);
        _stop = parameters.Decimal("stop", byDefault: 4, min: 1, max: 20);
        _fraction = parameters.Decimal("fraction", byDefault: 0.5m, min: 0.01m, max: 2);
        _score = new ZScore(lookback);
        return (_exit < _entry && _entry < _stop, _first != _second) switch
        {
            (false, _) => throw new ArgumentException($"Parameters exit ({_exit}), entry ({_entry}) and stop ({_stop}) must rise in this order."),
            (_, false) => throw new ArgumentException($"Parameters first and second are both '{_first}': a pair has two."),
            _ => new StrategyPlan([new Feed(_first, [bar], WarmUp: lookback), new Feed(_second, [bar], WarmUp: lookback)]),
        };
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        _firstBar = bar.ConId == context.Instrument(_first).ConId ? bar : _firstBar;
        _secondBar = bar.ConId == context.Instrument(_second).ConId ? bar : _secondBar;
        if (_firstBar is { } first && _secondBar is { } second && first.Start == second.Start
            && _score.Add((decimal)Math.Log((double)(first.Close.Value / second.Close.Value))) is { } score && !context.WarmingUp)
        {
            Trade(context, first, second, score);
        }
    }

    private void Trade(IStrategyContext context, Bar first, Bar second, decimal score)
    {
        var held = Math.Sign((context.Target(first.ConId) ?? context.Position(first.ConId)).Value);
        _isStopped = (_isStopped && Math.Abs(score) > _exit) || Math.Abs(score) >= _stop;
        var wanted = Wanted(score, held);
        if (wanted == held)
        {
            return;
        }

        var amount = context.Capital.Amount * _fraction / 2;
        context.SetTarget(first.ConId, wanted * Math.Floor(amount / first.Close.Value));
        context.SetTarget(second.ConId, -wanted * Math.Floor(amount / second.Close.Value));
    }

    /// <returns>1 to hold the first long against the second, −1 short, 0 nothing.</returns>
    private int Wanted(decimal score, int held) => score switch
    {
        _ when _isStopped => 0,
        _ when score >= _entry => -1,
        _ when score <= -_entry => 1,
        _ when (held < 0 && score <= _exit) || (held > 0 && score >= -_exit) => 0,
        _ => held,
    };
}
