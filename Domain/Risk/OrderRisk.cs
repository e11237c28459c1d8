using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Risk;

/// <summary>The limits of one order, whatever else is there.</summary>
internal static class OrderRisk
{
    /// <param name="reduces">It closes no more than is held: its size is the position's, which no limit of one order may keep from being closed.</param>
    /// <param name="market">The price now; null when nobody knows it.</param>
    /// <returns>The first limit it breaks, with the number and what would pass; null when it breaks none.</returns>
    public static Denial? Check(OrderIntent intent, bool reduces, Instrument instrument, Price? market, RiskLimits limits, DateTimeOffset now) =>
        (reduces ? null : Size(intent, limits) ?? Notional(intent, instrument, market, limits)) ?? Collar(intent, instrument, market, limits) ?? Session(intent, instrument, limits, now);

    private static Denial? Size(OrderIntent intent, RiskLimits limits) => intent.Quantity.Value > limits.MaxOrderQuantity
        ? new Denial(
            DenialCode.QuantityLimit,
            $"Quantity {intent.Quantity} is above {limits.MaxOrderQuantity} per order; up to {limits.MaxOrderQuantity} would pass.",
            intent.Quantity.Value,
            limits.MaxOrderQuantity,
            limits.MaxOrderQuantity)
        : null;

    private static Denial? Notional(OrderIntent intent, Instrument instrument, Price? market, RiskLimits limits)
    {
        if (limits.MaxOrderNotional is not { } limit)
        {
            return null;
        }

        if ((intent.Terms.Worst() ?? intent.Terms.Trigger() ?? market) is not { } price)
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

    private static Denial? Session(OrderIntent intent, Instrument instrument, RiskLimits limits, DateTimeOffset now) =>
        !limits.QueueOutsideSession && intent is { OutsideRth: false, TimeInForce: not TimeInForce.Opg } && instrument.ClosedUntil(now) is { } opening
            ? new Denial(DenialCode.OutsideSession, $"{instrument.Symbol} is closed until {opening:yyyy-MM-dd HH:mm} UTC; after that it would pass.")
            : null;
}
