using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Translation;

/// <summary>Bar sizes and spans as IB spells them, and its bars as ours.</summary>
internal static class IbHistory
{
    /// <summary>Regular hours are what a trading day surely has.</summary>
    private static readonly TimeSpan TradingDay = TimeSpan.FromHours(6.5);

    private static readonly (TimeSpan Size, string Word)[] Sizes =
    [
        (TimeSpan.FromSeconds(5), "5 secs"),
        (TimeSpan.FromSeconds(10), "10 secs"),
        (TimeSpan.FromSeconds(15), "15 secs"),
        (TimeSpan.FromSeconds(30), "30 secs"),
        (TimeSpan.FromMinutes(1), "1 min"),
        (TimeSpan.FromMinutes(2), "2 mins"),
        (TimeSpan.FromMinutes(3), "3 mins"),
        (TimeSpan.FromMinutes(5), "5 mins"),
        (TimeSpan.FromMinutes(10), "10 mins"),
        (TimeSpan.FromMinutes(15), "15 mins"),
        (TimeSpan.FromMinutes(20), "20 mins"),
        (TimeSpan.FromMinutes(30), "30 mins"),
        (TimeSpan.FromHours(1), "1 hour"),
        (TimeSpan.FromHours(2), "2 hours"),
        (TimeSpan.FromHours(3), "3 hours"),
        (TimeSpan.FromHours(4), "4 hours"),
        (TimeSpan.FromHours(8), "8 hours"),
        (TimeSpan.FromDays(1), "1 day"),
    ];

    /// <summary>The largest size IB serves that fits a whole number of times into ours, with that number.</summary>
    public static (BarSize Size, string Word, int Parts) Part(BarSize size)
    {
        var (part, word) = Sizes.Last(known => size.Value.Ticks % known.Size.Ticks == 0);
        return (BarSize.Of(part), word, (int)(size.Value.Ticks / part.Ticks));
    }

    /// <summary>A span that surely holds so many bars: sessions, nights and weekends considered by asking for whole trading days.</summary>
    public static string Duration(BarSize size, int count)
    {
        var span = size.Value * count;
        if (size.Value < TimeSpan.FromMinutes(1) && span <= TimeSpan.FromHours(2))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max((int)span.TotalSeconds, 60)} S");
        }

        var days = size.Value >= TimeSpan.FromDays(1) ? (int)Math.Ceiling(span.TotalDays) : (int)Math.Ceiling(span / TradingDay);
        return days <= 365
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(days, 1)} D")
            : string.Create(CultureInfo.InvariantCulture, $"{(days + 249) / 250} Y");
    }

    /// <exception cref="FormatException">The bar's time cannot be read.</exception>
    public static Bar ToBar(ConId conId, BarSize size, HistoricalBar bar) => new(
        conId,
        size,
        TwsTime.Parse(bar.Time)?.Instant ?? throw new FormatException($"'{bar.Time}' is no time of a bar."),
        Price.Of(bar.Open),
        Price.Of(bar.High),
        Price.Of(bar.Low),
        Price.Of(bar.Close),
        IbWords.ToSize(bar.Volume),
        bar.Wap is { } wap ? Price.Of(wap) : null,
        bar.Count ?? 0);

    /// <summary>Joins the parts that start within the same whole bar; the first and last may be short of parts.</summary>
    public static ImmutableArray<Bar> Join(IEnumerable<Bar> parts, BarSize size) =>
    [
        .. parts
            .GroupBy(part => new DateTimeOffset(part.Start.UtcTicks - (part.Start.UtcTicks % size.Value.Ticks), TimeSpan.Zero))
            .Select(group => Join(group.Key, [.. group], size)),
    ];

    private static Bar Join(DateTimeOffset start, IReadOnlyList<Bar> parts, BarSize size)
    {
        var volume = parts.Aggregate((decimal?)null, static (sum, part) => part.Volume is { } v ? (sum ?? 0) + v.Value : sum);
        var value = parts.Sum(static part => (part.Wap?.Value ?? 0) * (part.Volume?.Value ?? 0));
        return new Bar(
            parts[0].ConId,
            size,
            start,
            parts[0].Open,
            Price.Of(parts.Max(static part => part.High.Value)),
            Price.Of(parts.Min(static part => part.Low.Value)),
            parts[^1].Close,
            volume is { } total ? Quantity.Of(total) : null,
            volume is > 0 && value != 0 ? Price.Of(Money.Divide(value, volume.Value)) : null,
            parts.Sum(static part => part.Count));
    }
}
