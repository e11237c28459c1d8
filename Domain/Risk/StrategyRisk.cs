using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>The limits of one strategy: position, activity, losses.</summary>
internal static class StrategyRisk
{
    /// <summary>Fewer messages than these say nothing about efficiency.</summary>
    private const int FirstMessages = 20;

    public static Denial? Position(OrderIntent intent, Quantity more, Exposure exposure, TradingEnvironment environment, RiskLimits limits)
    {
        var instrument = environment.Instruments[intent.ConId];
        var now = intent.Side == Side.Buy ? Math.Max(0, exposure.Highest) : Math.Max(0, -exposure.Lowest);
        var worst = intent.Side == Side.Buy ? exposure.Highest + more.Value : more.Value - exposure.Lowest;
        if (limits.MaxPosition is { } units && worst > units)
        {
            var passes = instrument.RoundDown(units - now).Value;
            return new Denial(DenialCode.PositionLimit, $"{intent.Strategy} could hold {worst} {instrument.Symbol}, above {units}; {passes} would pass.", worst, units, passes);
        }

        if (limits.MaxPositionNotional is not { } limit)
        {
            return null;
        }

        if (environment.Price(intent.ConId) is not { } price)
        {
            return new Denial(DenialCode.PositionLimit, $"No price of {instrument.Symbol} is known, so its position cannot be held to {limit}.", null, limit);
        }

        var each = Math.Abs(price.Value) * instrument.Multiplier;
        var fits = each == 0 ? 0 : instrument.RoundDown((limit / each) - now).Value;
        return worst * each > limit
            ? new Denial(DenialCode.PositionLimit, $"{intent.Strategy} could hold {instrument.Symbol} worth {worst * each:0.##}, above {limit}; {fits} would pass.", worst * each, limit, fits)
            : null;
    }

    /// <summary>Orders and changes within the last minute.</summary>
    public static Denial? Rate(Book book, OrderIntent intent, RiskLimits limits, DateTimeOffset now)
    {
        if (limits.MaxOrdersPerMinute is not { } limit || !book.Traffic.TryGetValue(intent.Strategy, out var traffic))
        {
            return null;
        }

        var recent = traffic.Within(now);
        return recent >= limit
            ? new Denial(DenialCode.OrderRate, $"{intent.Strategy} sent {recent} orders and changes within a minute, at most {limit} may be; the next would pass at {traffic.FreeAt(now, limit):HH:mm:ss} UTC.", recent, limit)
            : null;
    }

    /// <summary>Live orders, and messages per order that filled.</summary>
    public static Denial? Activity(Book book, OrderIntent intent, RiskLimits limits, DateTimeOffset now)
    {
        if (limits.MaxOpenOrders is { } most && book.WorkingOrdersOf(intent.Strategy).Length is var open && open >= most)
        {
            return new Denial(DenialCode.OpenOrderLimit, $"{intent.Strategy} has {open} live orders, at most {most} may be; one would pass once one ends.", open, most);
        }

        if (limits.MaxOrderRatio is not { } limit || !book.Traffic.TryGetValue(intent.Strategy, out var traffic) || !traffic.IsOf(now) || traffic.Messages < FirstMessages)
        {
            return null;
        }

        var ratio = Money.Divide(traffic.Messages, Math.Max(1, traffic.Executed));
        return ratio > limit
            ? new Denial(DenialCode.OrderRatio, $"{intent.Strategy} sent {traffic.Messages} messages for {traffic.Executed} orders that filled today: {ratio:0.#} each, above {limit}; orders that reduce would pass.", ratio, limit)
            : null;
    }

    public static Denial? Losses(Book book, BrokerView view, StrategyName strategy, TradingEnvironment environment, RiskLimits limits)
    {
        if (!limits.HasLossLimits || !book.Marks.TryGetValue(EquityMark.KeyOf(strategy), out var mark))
        {
            return null;
        }

        var equity = Valuation.EquityOf(book, view, strategy, environment);
        return mark.Opening - equity is var loss && loss >= limits.MaxDailyLoss
            ? new Denial(DenialCode.DailyLoss, $"{strategy} lost {loss:0.##} today, the limit is {limits.MaxDailyLoss}; orders that reduce would pass.", loss, limits.MaxDailyLoss)
            : Math.Max(mark.Peak, equity) - equity is var fall && fall >= limits.MaxDrawdown
                ? new Denial(DenialCode.Drawdown, $"{strategy} is {fall:0.##} below its best, the limit is {limits.MaxDrawdown}; orders that reduce would pass.", fall, limits.MaxDrawdown)
                : null;
    }
}
