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
    public static Denial? Check(OrderIntent intent, Instrument instrument, Price? market, RiskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(intent);
        ArgumentNullException.ThrowIfNull(limits);
        return Form(intent, instrument) ?? Size(intent, limits) ?? Notional(intent, instrument, market, limits) ?? Collar(intent, market, limits);
    }

    private static Denial? Form(OrderIntent intent, Instrument instrument) => intent switch
    {
        _ when !instrument.IsTradable(intent.Quantity) => new Denial(
            DenialCode.InvalidOrder,
            $"{intent.Quantity} {instrument.Symbol} is not a whole multiple of {instrument.SizeIncrement} or below {instrument.MinSize}.",
            intent.Quantity.Value,
            instrument.SizeIncrement.Value),
        { Terms: OrderTerms.Limit limit } when !instrument.IsOnTick(limit.LimitPrice) => OffTick(limit.LimitPrice, instrument),
        { Terms: OrderTerms.Stop stop } when !instrument.IsOnTick(stop.StopPrice) => OffTick(stop.StopPrice, instrument),
        _ => null,
    };

    private static Denial OffTick(Price price, Instrument instrument) => new(
        DenialCode.InvalidOrder, $"Price {price} of {instrument.Symbol} is off the tick {instrument.TickAt(price)}.", price.Value, instrument.TickAt(price));

    private static Denial? Size(OrderIntent intent, RiskLimits limits) => intent.Quantity.Value > limits.MaxOrderQuantity
        ? new Denial(DenialCode.QuantityLimit, $"Quantity {intent.Quantity} is above {limits.MaxOrderQuantity} per order.", intent.Quantity.Value, limits.MaxOrderQuantity)
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

        var notional = intent.Quantity.Value * Math.Abs(price.Value) * instrument.Multiplier;
        return notional > limit
            ? new Denial(DenialCode.NotionalLimit, $"Notional {notional:0.##} is above {limit} per order.", notional, limit)
            : null;
    }

    private static Price? Reference(OrderTerms terms, Price? market) => terms switch
    {
        OrderTerms.Limit limit => limit.LimitPrice,
        OrderTerms.Stop stop => stop.StopPrice,
        _ => market,
    };

    private static Denial? Collar(OrderIntent intent, Price? market, RiskLimits limits)
    {
        if (limits.PriceCollar is not { } collar || intent.Terms is not OrderTerms.Limit { LimitPrice: var price } || market is not { } now)
        {
            return null;
        }

        var beyond = intent.Side.Sign() * (price.Value - now.Value) / Math.Abs(now.Value == 0 ? 1 : now.Value);
        return beyond > collar
            ? new Denial(DenialCode.PriceCollar, $"Limit {price} is {beyond:P1} through the market at {now}, more than {collar:P1}.", beyond, collar)
            : null;
    }
}
