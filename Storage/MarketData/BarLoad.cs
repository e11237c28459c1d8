using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Storage.MarketData;

/// <summary>What a load is about.</summary>
/// <param name="Covered">The span that is complete with it, so that it is not asked for again; null when nobody knows.</param>
public sealed record BarLoad(BarSeries Series, PriceAdjustment Adjustment, TimeRange? Covered);

/// <summary>A load that must not be mixed with what is stored.</summary>
public sealed class BarLoadException(string message) : Exception(message);
