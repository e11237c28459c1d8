using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Ports;

/// <summary>Bars of the past that were loaded before, by fill or import.</summary>
public interface IBarStore
{
    /// <summary>The last <paramref name="count"/> bars that start before <paramref name="before"/>, oldest first; fewer when there are fewer.</summary>
    /// <param name="adjustment">Only of a history adjusted like this; null whatever it is.</param>
    Task<ImmutableArray<Bar>> LastAsync(BarSeries series, PriceAdjustment? adjustment, int count, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The bars that start in <paramref name="range"/>, oldest first.</summary>
    Task<ImmutableArray<Bar>> ReadAsync(BarSeries series, TimeRange range, CancellationToken cancellationToken);
}
