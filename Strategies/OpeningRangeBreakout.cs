using System.Text.Json;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Strategies;

/// <summary>Trades the first break out of the day's opening range, once a day, by a bracket: entry, stop and profit target in one; and is flat before the close.</summary>
/// <remarks>
/// Parameters: <c>instruments</c> (list), <c>bar</c> (1m), <c>range</c> (30 minutes from the opening), <c>exit</c> (5 minutes before the close), <c>shares</c> (100),
/// <c>stop</c> (0.5 of the range from the close that broke out), <c>profit</c> (1 range from it), <c>side</c> (both, long or short).
/// It knows the exchange's hours or does not trade. What it has begun is saved, so that a restart neither enters twice nor forgets the exit.
/// </remarks>
public sealed class OpeningRangeBreakout : IStrategy
{
    private Dictionary<int, OpeningRange> _ranges = [];
    private TimeSpan _range;
    private TimeSpan _exit;
    private decimal _shares;
    private decimal _stop;
    private decimal _profit;
    private string _side = "both";

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _range = TimeSpan.FromMinutes(parameters.Int("range", byDefault: 30, min: 1, max: 240));
        _exit = TimeSpan.FromMinutes(parameters.Int("exit", byDefault: 5, min: 1, max: 120));
        _shares = parameters.Decimal("shares", byDefault: 100, min: 1, max: 100_000);
        _stop = parameters.Decimal("stop", byDefault: 0.5m, min: 0.05m, max: 5);
        _profit = parameters.Decimal("profit", byDefault: 1, min: 0.05m, max: 20);
        _side = parameters.Choice("side", "both", "both", "long", "short");
        var bar = parameters.BarSize("bar", BarSize.OneMinute);
        return new StrategyPlan([.. parameters.List("instruments", "AAPL").Select(name => new Feed(name, [bar], WarmUp: 500))]);
    }

    public void OnStart(IStrategyContext context)
    {
        foreach (var instrument in context.Instruments)
        {
            SetExit(context, instrument);
        }
    }

    public void OnBar(IStrategyContext context, Bar bar)
    {
        var range = RangeOf(bar.ConId);
        if (context.Session(bar.ConId) is not { } session || !session.Contains(bar.Start))
        {
            return;
        }

        range.Begin(session.TradingDay);
        if (bar.End <= session.Open + _range)
        {
            range.Widen(bar);
        }
        else if (!context.WarmingUp && range is { IsUsed: false, Width: > 0 } && bar.End < session.Close - _exit)
        {
            Enter(context, bar, range);
        }
    }

    public void OnOrder(IStrategyContext context, Order order)
    {
        if (RangeOf(order.Intent.ConId).IsLeaving)
        {
            Leave(context, order.Intent.ConId);
        }
    }

    public void OnTimer(IStrategyContext context, string name)
    {
        var instrument = context.Instruments.First(one => one.ConId.ToString() == name);
        RangeOf(instrument.ConId).IsLeaving = true;
        Leave(context, instrument.ConId);
        SetExit(context, instrument);
    }

    public string Save() => JsonSerializer.Serialize(_ranges);

    public void Load(string state, int version) => _ranges = JsonSerializer.Deserialize<Dictionary<int, OpeningRange>>(state)!;

    private void SetExit(IStrategyContext context, Instrument instrument)
    {
        if (context.SetTimerBeforeClose(instrument.ConId.ToString(), instrument.ConId, _exit) is null)
        {
            context.Notify($"The exchange's hours of {instrument.Symbol} are not known: it is not traded.");
        }
    }

    private void Enter(IStrategyContext context, Bar bar, OpeningRange range)
    {
        var side = bar.Close.Value > range.High && _side != "short" ? Side.Buy
            : bar.Close.Value < range.Low && _side != "long" ? Side.Sell
            : (Side?)null;
        if (side is { } entry)
        {
            range.IsUsed = true;
            context.PlaceBracket(bar.ConId, entry, _shares, new OrderTerms.Market(), ExitsOf(context, bar, entry, range));
        }
    }

    /// <summary>Sent with the entry and measured from the close that broke out: whatever of the entry fills is protected at the broker from that moment.</summary>
    private BracketExits ExitsOf(IStrategyContext context, Bar bar, Side entry, OpeningRange range)
    {
        var instrument = context.Instruments.First(one => one.ConId == bar.ConId);
        var stop = Price.Of(bar.Close.Value - (entry.Sign() * _stop * range.Width));
        var target = Price.Of(bar.Close.Value + (entry.Sign() * _profit * range.Width));
        var side = entry.Opposite();
        return new BracketExits(new OrderTerms.Limit(instrument.RoundPrice(target, side)), new OrderTerms.Stop(instrument.RoundPrice(stop, side)), TimeInForce.Day);
    }

    /// <summary>Cancels what works; when nothing does any more, closes what is held. Called again by every order event until it is flat.</summary>
    private static void Leave(IStrategyContext context, ConId conId)
    {
        var working = context.WorkingOrders(conId);
        foreach (var order in working.Where(static order => !order.CancelRequested && order.Intent.Terms is not OrderTerms.Market))
        {
            context.Cancel(order.Id);
        }

        var held = context.Position(conId);
        if (working.IsEmpty && !held.IsFlat)
        {
            context.Place(conId, held.Value > 0 ? Side.Sell : Side.Buy, Math.Abs(held.Value), new OrderTerms.Market());
        }
    }

    private OpeningRange RangeOf(ConId conId)
    {
        if (!_ranges.TryGetValue(conId.Value, out var range))
        {
            _ranges[conId.Value] = range = new OpeningRange();
        }

        return range;
    }

    /// <summary>One instrument's day.</summary>
    private sealed class OpeningRange
    {
        public DateOnly Day { get; set; }

        public decimal High { get; set; }

        public decimal Low { get; set; }

        /// <summary>The break was traded: not again today.</summary>
        public bool IsUsed { get; set; }

        /// <summary>The exit before the close has begun.</summary>
        public bool IsLeaving { get; set; }

        public decimal Width => High - Low;

        public void Begin(DateOnly day)
        {
            if (Day < day)
            {
                (Day, High, Low, IsUsed, IsLeaving) = (day, 0, 0, false, false);
            }
        }

        public void Widen(Bar bar)
        {
            High = High == 0 ? bar.High.Value : Math.Max(High, bar.High.Value);
            Low = Low == 0 ? bar.Low.Value : Math.Min(Low, bar.Low.Value);
        }
    }
}
