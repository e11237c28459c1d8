using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>One row of an order book.</summary>
/// <param name="Venue">Exchange or market maker; null where the broker does not tell.</param>
public readonly record struct DepthRow(Price Price, Quantity Size, string? Venue);

/// <summary>The order book of one contract, the best rows first.</summary>
/// <param name="At">When our process received the newest part.</param>
public sealed record MarketDepth(ConId ConId, ImmutableArray<DepthRow> Bids, ImmutableArray<DepthRow> Asks, DateTimeOffset At);

/// <summary>An option's greeks as the broker's model has them; null was not computed.</summary>
/// <param name="ImpliedVolatility">Per year, 0.2 is 20 %.</param>
/// <param name="Theta">Per day.</param>
/// <param name="At">When our process received them.</param>
public sealed record OptionGreeks(
    ConId ConId,
    double? ImpliedVolatility,
    double? Delta,
    double? Gamma,
    double? Vega,
    double? Theta,
    Price? OptionPrice,
    Price? UnderlyingPrice,
    DateTimeOffset At);
