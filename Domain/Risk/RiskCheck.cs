using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>Everything an order must pass before it is journaled, in one place: venue, order, restricted list, strategy, account.</summary>
/// <remarks>An order that only reduces is not held to limits of size, position, activity or account: getting out is never the risk. A flatten order is held to the venue's rules alone.</remarks>
public static class RiskCheck
{
    /// <returns>The first thing it breaks, with the number, the limit and what would pass; null when it may go.</returns>
    public static Denial? Check(Book book, BrokerView view, OrderIntent intent, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.Instruments.TryGetValue(intent.ConId, out var instrument))
        {
            return new Denial(DenialCode.UnknownInstrument, $"Contract {intent.ConId} is not known.");
        }

        var rules = OrderRules.Check(intent, instrument, environment.Now);
        if (rules is not null || intent.Purpose == OrderPurpose.Flatten)
        {
            return rules;
        }

        var limits = environment.LimitsOf(book, intent.Strategy);
        return OrderRisk.Check(intent, Reduces(book, intent, intent.Quantity), instrument, environment.Price(intent.ConId), limits, environment.Now)
            ?? StrategyRisk.Rate(book, intent, limits, environment.Now)
            ?? Beyond(book, view, intent, intent.Quantity, environment);
    }

    /// <summary>A working order that becomes <paramref name="changed"/>: its own limits, and the rest for what it grows by.</summary>
    public static Denial? CheckChange(Book book, BrokerView view, Order order, OrderIntent changed, TradingEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.Instruments.TryGetValue(changed.ConId, out var instrument))
        {
            return new Denial(DenialCode.UnknownInstrument, $"Contract {changed.ConId} is not known.");
        }

        var limits = environment.LimitsOf(book, changed.Strategy);
        var more = Quantity.Of(Math.Max(0, changed.Quantity.Value - order.Intent.Quantity.Value));
        return OrderRules.Check(changed, instrument, environment.Now)
            ?? OrderRisk.Check(changed, Reduces(book, changed, more), instrument, environment.Price(changed.ConId), limits, environment.Now)
            ?? StrategyRisk.Rate(book, changed, limits, environment.Now)
            ?? (more > Quantity.Zero ? Beyond(book, view, changed, more, environment) : null);
    }

    /// <summary>What more of this side would do to position, strategy and account.</summary>
    private static Denial? Beyond(Book book, BrokerView view, OrderIntent intent, Quantity more, TradingEnvironment environment)
    {
        if (Reduces(book, intent, more))
        {
            return null;
        }

        var exposure = ExposureOf(book, intent);
        var limits = environment.LimitsOf(book, intent.Strategy);
        return Restricted(book, intent)
            ?? StrategyRisk.Position(intent, more, exposure, environment, limits)
            ?? StrategyRisk.Activity(book, intent, limits, environment.Now)
            ?? StrategyRisk.Losses(book, view, intent.Strategy, environment, limits)
            ?? AccountRisk.Check(book, view, intent, more, environment);
    }

    /// <summary>Whether it closes what is held and no more, were all its fellows to fill; an exit closes what its parent opens.</summary>
    private static bool Reduces(Book book, OrderIntent intent, Quantity more) => intent.Bracket?.Parent is not null || ExposureOf(book, intent).StaysReducing(intent.Side, more);

    private static Exposure ExposureOf(Book book, OrderIntent intent)
    {
        var holding = new Holding(intent.Strategy, intent.ConId);
        return Exposure.Of(book.PositionOf(holding), book.LiveOrdersOf(holding));
    }

    private static Denial? Restricted(Book book, OrderIntent intent) => book.Restricted.TryGetValue(intent.ConId, out var restriction)
        ? new Denial(DenialCode.Restricted, $"Contract {intent.ConId} is on the restricted list since {restriction.At:yyyy-MM-dd HH:mm} UTC (by {restriction.By}: {restriction.Reason}); orders that reduce would pass.")
        : null;
}
