using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Support;

/// <summary>One order of every type, both kinds of trail, with and without what may be absent.</summary>
internal static class OrderSamples
{
    private static readonly Price Low = Price.Of(9.5m);
    private static readonly Price High = Price.Of(10.5m);

    public static IReadOnlyList<OrderTerms> EveryType { get; } =
    [
        new OrderTerms.Market(),
        new OrderTerms.Limit(Low),
        new OrderTerms.Stop(High),
        new OrderTerms.StopLimit(High, Low),
        new OrderTerms.TrailingStop(Trail.Amount(0.5m)),
        new OrderTerms.TrailingStop(Trail.Percent(2), High),
        new OrderTerms.TrailingStopLimit(Trail.Amount(0.5m), High, 0.1m),
        new OrderTerms.MarketOnClose(),
        new OrderTerms.LimitOnClose(Low),
        new OrderTerms.MarketIfTouched(Low),
        new OrderTerms.LimitIfTouched(Low, High),
        new OrderTerms.Relative(0.02m),
        new OrderTerms.Relative(0.02m, High),
        new OrderTerms.Midpoint(),
        new OrderTerms.Midpoint(Low),
    ];
}
