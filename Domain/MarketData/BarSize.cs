using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.MarketData;

/// <summary>What a bar counts by.</summary>
public enum BarUnit
{
    /// <summary>A span of 5 seconds to a day, cut at the end of the session.</summary>
    Time = 0,

    /// <summary>Trading days from Monday to Sunday.</summary>
    Week = 1,

    /// <summary>The trading days of a calendar month.</summary>
    Month = 2,

    /// <summary>A number of trades.</summary>
    Ticks = 3,

    /// <summary>A volume in trading units.</summary>
    Volume = 4,

    /// <summary>A turnover, price × volume, in the instrument's currency.</summary>
    Dollars = 5,
}

/// <summary>
/// How much one bar covers; text form <c>5s</c>, <c>1m</c>, <c>2h</c>, <c>1d</c>, <c>1w</c>, <c>1mo</c> by time (whole multiples of five seconds up to
/// a day), <c>500t</c> by trades, <c>10000v</c> by volume, <c>1000000$</c> by turnover.
/// </summary>
[JsonConverter(typeof(BarSizeJsonConverter))]
public readonly record struct BarSize
{
    private static readonly (string Suffix, BarUnit Unit, long Ticks)[] Suffixes =
    [
        ("mo", BarUnit.Month, 0),
        ("d", BarUnit.Time, TimeSpan.TicksPerDay),
        ("h", BarUnit.Time, TimeSpan.TicksPerHour),
        ("m", BarUnit.Time, TimeSpan.TicksPerMinute),
        ("s", BarUnit.Time, TimeSpan.TicksPerSecond),
        ("w", BarUnit.Week, 0),
        ("t", BarUnit.Ticks, 0),
        ("v", BarUnit.Volume, 0),
        ("$", BarUnit.Dollars, 0),
    ];

    private BarSize(BarUnit unit, long count) => (Unit, Count) = (unit, count);

    /// <summary>The broker's real-time bar: the finest we build from.</summary>
    public static BarSize FiveSeconds { get; } = Of(TimeSpan.FromSeconds(5));

    public static BarSize OneMinute { get; } = Of(TimeSpan.FromMinutes(1));

    public static BarSize FiveMinutes { get; } = Of(TimeSpan.FromMinutes(5));

    public static BarSize OneDay { get; } = Of(TimeSpan.FromDays(1));

    public static BarSize OneWeek { get; } = new(BarUnit.Week, 1);

    public static BarSize OneMonth { get; } = new(BarUnit.Month, 1);

    public BarUnit Unit { get; }

    /// <summary>Trades, volume or turnover; 1 for a week or a month; the span in ticks of 100 ns otherwise.</summary>
    public long Count { get; }

    public bool IsByTime => Unit is BarUnit.Time or BarUnit.Week or BarUnit.Month;

    /// <summary>The nominal span: a month has 31 days, a bar that does not go by time has none.</summary>
    public TimeSpan Value => Unit switch
    {
        BarUnit.Time => TimeSpan.FromTicks(Count),
        BarUnit.Week => TimeSpan.FromDays(7),
        BarUnit.Month => TimeSpan.FromDays(31),
        _ => TimeSpan.Zero,
    };

    /// <exception cref="ArgumentException">Not a whole multiple of 5 seconds, or more than a day.</exception>
    public static BarSize Of(TimeSpan value) => value > TimeSpan.Zero && value <= TimeSpan.FromDays(1) && value.Ticks % TimeSpan.FromSeconds(5).Ticks == 0
        ? new BarSize(BarUnit.Time, value.Ticks)
        : throw new ArgumentException($"A bar by time spans a whole multiple of 5 seconds up to a day, a week (1w) or a month (1mo), not {value}.", nameof(value));

    /// <exception cref="ArgumentException"><paramref name="text"/> is none of the text forms.</exception>
    public static BarSize Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var (suffix, unit, ticks) = Suffixes.FirstOrDefault(known => text.EndsWith(known.Suffix, StringComparison.Ordinal));
        if (suffix is null
            || !long.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count is < 1 or > 1_000_000_000_000
            || (unit is BarUnit.Week or BarUnit.Month && count != 1))
        {
            throw new ArgumentException($"'{text}' is not a bar size: write 5s, 1m, 2h, 1d, 1w or 1mo by time, 500t by trades, 10000v by volume or 1000000$ by turnover.", nameof(text));
        }

        return unit != BarUnit.Time ? new BarSize(unit, count) : Of(count <= TimeSpan.TicksPerDay / ticks ? TimeSpan.FromTicks(count * ticks) : TimeSpan.MaxValue);
    }

    public override string ToString() => Unit switch
    {
        BarUnit.Time when Count % TimeSpan.TicksPerDay == 0 => $"{Count / TimeSpan.TicksPerDay}d",
        BarUnit.Time when Count % TimeSpan.TicksPerHour == 0 => $"{Count / TimeSpan.TicksPerHour}h",
        BarUnit.Time when Count % TimeSpan.TicksPerMinute == 0 => $"{Count / TimeSpan.TicksPerMinute}m",
        BarUnit.Time => $"{Count / TimeSpan.TicksPerSecond}s",
        var unit => Count + Array.Find(Suffixes, known => known.Unit == unit).Suffix,
    };
}
