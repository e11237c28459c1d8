using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>What one order, and the orders on one side of a contract, may not exceed.</summary>
/// <param name="MaxOrderQuantity">Units of one order.</param>
/// <param name="MaxOrderNotional">Quantity × price × multiplier of one order; null for no limit.</param>
/// <param name="PriceCollar">How far a limit price may be on the wrong side of the market, as a share of it (0.05 = 5 %); null for no limit.</param>
/// <param name="MaxLivePerSide">Our live orders on one side of a contract; IB refuses more than 15 (design R14).</param>
public sealed record RiskLimits(decimal MaxOrderQuantity = 10_000, decimal? MaxOrderNotional = 1_000_000, decimal? PriceCollar = null, int MaxLivePerSide = 15);

/// <summary>The checks of one order against the limits.</summary>
public static class OrderRisk
{
    /// <param name="market">The price now; null when nobody knows it.</param>
    /// <returns>The first limit it breaks, with the number; null when it breaks none.</returns>
    public static Denial? Check(OrderIntent intent, Instrument instrument, Price? market, RiskLimits limits, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(limits);
        return OrderRules.Check(intent, instrument, now) ?? Size(intent, limits) ?? Notional(intent, instrument, market, limits) ?? Collar(intent, instrument, market, limits);
    }

    private static Denial? Size(OrderIntent intent, RiskLimits limits) => intent.Quantity.Value > limits.MaxOrderQuantity
        ? new Denial(DenialCode.QuantityLimit, $"Quantity {intent.Quantity} is above {limits.MaxOrderQuantity} per order; up to {limits.MaxOrderQuantity} would pass.", intent.Quantity.Value, limits.MaxOrderQuantity, limits.MaxOrderQuantity)
        : null;

    private static Denial? Notional(OrderIntent intent, Instrument instrument, Price? market, RiskLimits limits)
    {
        if (limits.MaxOrderNotional is not { } limit)
        {
            return null;
        }

        if (Reference(intent.Terms, market) is not { } price)
        {
            return new Denial(DenialCode.NotionalLimit, $"No price of {instrument.Symbol} is known, so its notional cannot be held to {limit}.", null, limit);
        }

        var each = Math.Abs(price.Value) * instrument.Multiplier;
        var notional = intent.Quantity.Value * each;
        if (notional <= limit)
        {
            return null;
        }

        var passes = instrument.RoundDown(limit / each).Value;
        return new Denial(DenialCode.NotionalLimit, $"Notional {notional:0.##} is above {limit} per order; {passes} would pass.", notional, limit, passes);
    }

    private static Price? Reference(OrderTerms terms, Price? market) => terms.Worst() ?? terms.Trigger() ?? market;

    private static Denial? Collar(OrderIntent intent, Instrument instrument, Price? market, RiskLimits limits)
    {
        if (limits.PriceCollar is not { } collar || intent.Terms.Worst() is not { } price || market is not { } now)
        {
            return null;
        }

        var scale = Math.Abs(now.Value == 0 ? 1 : now.Value);
        var beyond = intent.Side.Sign() * (price.Value - now.Value) / scale;
        if (beyond <= collar)
        {
            return null;
        }

        var passes = instrument.RoundPrice(Price.Of(now.Value + (intent.Side.Sign() * collar * scale)), intent.Side);
        return new Denial(DenialCode.PriceCollar, $"Limit {price} is {beyond:P1} through the market at {now}, more than {collar:P1}; {passes} would pass.", beyond, collar, passes.Value);
    }
}
