using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Strategies;

/// <summary>Income on a holding: keeps whole lots of a stock and sells one call out of the money against each, from the chain that the broker lists; rolls it before it expires.</summary>
/// <remarks>
/// Parameters: <c>underlying</c> (AAPL), <c>lots</c> (1), <c>above</c> (0.03: the strike is at least so much above the price), <c>days</c> (21: at least so many to expiry when
/// sold), <c>roll</c> (5: bought back at so many days to expiry), <c>after</c> (15 minutes after the opening it decides).
/// A call is sold only against shares that are held, never naked. What it holds is read from the books, so there is no state to save.
/// </remarks>
public sealed class CoveredCall : IStrategy
{
    private const string Decide = "decide";

    /// <summary>Monthly options: within so many days there is another one.</summary>
    private const int Month = 35;

    private const decimal StrikesAbove = 0.2m;

    private string _underlying = "";
    private int _lots;
    private decimal _above;
    private int _days;
    private int _roll;
    private TimeSpan _after;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _underlying = parameters.Text("underlying", "AAPL");
        _lots = parameters.Int("lots", byDefault: 1, min: 1, max: 1_000);
        _above = parameters.Decimal("above", byDefault: 0.03m, min: 0, max: 1);
        _days = parameters.Int("days", byDefault: 21, min: 1, max: 1_000);
        _roll = parameters.Int("roll", byDefault: 5, min: 0, max: 365);
        _after = TimeSpan.FromMinutes(parameters.Int("after", byDefault: 15, min: 0, max: 300));
        return _roll < _days
            ? new StrategyPlan([new Feed(_underlying, [], Quotes: true)]) { Chains = [new OptionChain(_underlying, OptionRight.Call, _days, _days + Month, 1 + _above, 1 + _above + StrikesAbove)] }
            : throw new ArgumentException($"Parameter roll is {_roll}: it must be below days, which is {_days}.");
    }

    public void OnStart(IStrategyContext context) => SetTimer(context);

    public void OnTimer(IStrategyContext context, string name)
    {
        Trade(context);
        SetTimer(context);
    }

    /// <summary>Shares that arrive may be covered, a call that was bought back may be replaced.</summary>
    public void OnFill(IStrategyContext context, Fill fill) => Trade(context);

    private void SetTimer(IStrategyContext context)
    {
        var stock = context.Instrument(_underlying);
        if (context.SetTimerAfterOpen(Decide, stock.ConId, _after) is null)
        {
            context.Notify($"The exchange's hours of {stock.Symbol} are not known: nothing is decided until they are.");
        }
    }

    private void Trade(IStrategyContext context)
    {
        var stock = context.Instrument(_underlying);
        var calls = context.Instruments.Where(one => one is { Right: OptionRight.Call, Strike: not null, LastTradeDate: not null } && one.Symbol == stock.Symbol).ToArray();
        Hold(context, stock, Lot(calls) * _lots);
        foreach (var call in calls.Where(call => Held(context, call) < 0 && DaysLeft(context, call) <= _roll))
        {
            Hold(context, call, 0);
        }

        var covered = calls.Sum(call => Math.Max(0, -Math.Min(Held(context, call), context.Position(call.ConId).Value)) * call.Multiplier); // A call that is being bought back still counts.
        var free = Math.Floor((context.Position(stock.ConId).Value - covered) / Lot(calls));
        if (free > 0 && Pick(context, stock, calls) is { } picked)
        {
            var middle = context.Quote(picked.ConId)?.Midpoint;
            context.SetTarget(picked.ConId, Held(context, picked) - free, middle is { } price ? new ExecutionPolicy.AtLimit(picked.RoundPrice(price, Side.Sell)) : null);
        }
    }

    /// <summary>The nearest expiry that is far enough, and there the lowest strike that is high enough; null without a price or a fitting call.</summary>
    private Instrument? Pick(IStrategyContext context, Instrument stock, Instrument[] calls) =>
        context.Quote(stock.ConId) is { } quote && (quote.Midpoint ?? quote.Last) is { } price
            ? calls.Where(call => DaysLeft(context, call) >= _days && call.Strike >= price.Value * (1 + _above))
                .OrderBy(static call => call.LastTradeDate).ThenBy(static call => call.Strike).FirstOrDefault()
            : null;

    private static decimal Lot(Instrument[] calls) => calls.Length == 0 ? 100 : calls[0].Multiplier;

    private static decimal Held(IStrategyContext context, Instrument instrument) => (context.Target(instrument.ConId) ?? context.Position(instrument.ConId)).Value;

    private static void Hold(IStrategyContext context, Instrument instrument, decimal quantity)
    {
        if (Held(context, instrument) != quantity)
        {
            context.SetTarget(instrument.ConId, quantity);
        }
    }

    private static int DaysLeft(IStrategyContext context, Instrument call) => call.LastTradeDate!.Value.DayNumber - DateOnly.FromDateTime(context.Now.UtcDateTime).DayNumber;
}
