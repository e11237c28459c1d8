using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Strategies;

/// <summary>Relative strength: every so many bars it ranks its instruments by their return and holds the strongest, short the weakest, in equal amounts of money.</summary>
/// <remarks>
/// Parameters: <c>instruments</c> (list of at least two), <c>bar</c> (5s), <c>lookback</c> (60 bars), <c>every</c> (12 bars between rankings), <c>legs</c> (2 on each side),
/// <c>fraction</c> (0.5 of the capital in all), <c>short</c> (true). An instrument that stays on its side keeps its size, so prices alone cause no trades.
/// </remarks>
public sealed class CrossSectionalMomentum : IStrategy
{
    private readonly Dictionary<ConId, DateTimeOffset> _lastBar = [];
    private BarSize _bar;
    private int _lookback;
    private int _every;
    private int _legs;
    private decimal _fraction;
    private bool _short;
    private DateTimeOffset? _rankedAt;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _bar = parameters.BarSize("bar", BarSize.FiveSeconds);
        _lookback = parameters.Int("lookback", byDefault: 60, min: 1, max: 400);
        _every = parameters.Int("every", byDefault: 12, min: 1, max: 10_000);
        _legs = parameters.Int("legs", byDefault: 2, min: 1, max: 100);
        _fraction = parameters.Decimal("fraction", byDefault: 0.5m, min: 0.01m, max: 2);
        _short = parameters.Flag("short", byDefault: true);
        var names = parameters.List("instruments", "AAPL,MSFT,NVDA,AMZN,GOOGL,META,TSLA,JPM,XOM,KO");
        return names.Length >= 2 * _legs
            ? new StrategyPlan([.. names.Select(name => new Feed(name, [_bar], WarmUp: _lookback + 1))])
            : throw new ArgumentException($"Parameter legs is {_legs}: {names.Length} instruments allow at most {names.Length / 2}.");
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        _lastBar[bar.ConId] = bar.Start;
        var isDue = _rankedAt is null || bar.Start.UtcTicks / _bar.Value.Ticks % _every == 0;
        var isWhole = _lastBar.Count == context.Instruments.Length && _lastBar.Values.All(start => start == bar.Start);
        if (!context.WarmingUp && isDue && isWhole && _rankedAt != bar.Start && Rank(context))
        {
            _rankedAt = bar.Start;
        }
    }

    /// <returns>False while too few instruments have their history.</returns>
    private bool Rank(IStrategyContext context)
    {
        var ranked = context.Instruments
            .Select(instrument => (instrument.ConId, Bars: context.Bars(instrument.ConId, _bar, _lookback + 1)))
            .Where(one => one.Bars.Length == _lookback + 1)
            .Select(static one => (one.ConId, Price: one.Bars[^1].Close.Value, Return: (one.Bars[^1].Close.Value / one.Bars[0].Close.Value) - 1))
            .OrderByDescending(static one => one.Return).ThenBy(static one => one.ConId.Value)
            .ToArray();
        if (ranked.Length < 2 * _legs)
        {
            return false;
        }

        var amount = context.Capital.Amount * _fraction / (_short ? 2 * _legs : _legs);
        for (var i = 0; i < ranked.Length; i++)
        {
            var side = i < _legs ? 1 : _short && i >= ranked.Length - _legs ? -1 : 0;
            Hold(context, ranked[i].ConId, side, Math.Floor(amount / ranked[i].Price));
        }

        return true;
    }

    private static void Hold(IStrategyContext context, ConId conId, int side, decimal size)
    {
        var held = (context.Target(conId) ?? context.Position(conId)).Value;
        if (Math.Sign(held) != side)
        {
            context.SetTarget(conId, side * size);
        }
    }
}
