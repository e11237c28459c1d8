using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>Arithmetic of bars.</summary>
public static class BarMath
{
    /// <summary>One bar of <paramref name="size"/> from <paramref name="parts"/> in order of time, at least one. Volume and count are sums, the average is weighted by volume.</summary>
    /// <remarks>Volume and average are null where no part has one; the average rounds to 10 decimals, half away from zero.</remarks>
    public static Bar Combine(IList<Bar> parts, BarSize size, DateTimeOffset start)
    {
        var (first, last) = (parts[0], parts[^1]);
        var (high, low) = (first.High, first.Low);
        var (volume, hasVolume, weighted, weight, count) = (0m, false, 0m, 0m, 0);
        foreach (var part in parts)
        {
            high = part.High > high ? part.High : high;
            low = part.Low < low ? part.Low : low;
            volume += part.Volume?.Value ?? 0;
            hasVolume |= part.Volume is not null;
            count += part.Count;
            if (part is { Wap: { } wap, Volume: { IsZero: false } quantity })
            {
                weighted += wap.Value * quantity.Value;
                weight += quantity.Value;
            }
        }

        return new Bar(
            first.ConId,
            size,
            start,
            first.Open,
            high,
            low,
            last.Close,
            hasVolume ? Quantity.Of(volume) : null,
            weight == 0 ? null : Price.Of(Money.Divide(weighted, weight)),
            count);
    }
}
