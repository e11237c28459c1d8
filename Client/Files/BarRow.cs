using System.Globalization;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Client.Files;

/// <summary>Times in a file: how they are written and in which zone they are when they do not say.</summary>
/// <param name="Format">A .NET format; null accepts ISO 8601, <c>yyyyMMdd HH:mm:ss</c>, and an epoch in seconds, milliseconds, microseconds or nanoseconds.</param>
internal sealed record TimeForm(string? Format, TimeZoneInfo Zone);

/// <summary>From a row of a file to a bar, or the reason why not.</summary>
internal sealed class BarRow(ColumnMap map, BarSeries series, TimeForm times)
{
    private const long FirstMillisecondsEpoch = 100_000_000_000; // As seconds that would be the year 5138.

    private static readonly string[] Usual = ["yyyyMMdd HH:mm:ss", "yyyyMMdd-HH:mm:ss", "yyyyMMdd  HH:mm:ss", "yyyyMMdd"];

    public (Bar? Bar, string? Problem) Read(FileRow row)
    {
        if (row.Problem is { } problem)
        {
            return (null, problem);
        }

        try
        {
            var bar = ToBar(row);
            return BarRules.Problem(bar) is { } wrong ? (null, wrong) : (bar, null);
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
    }

    private Bar ToBar(FileRow row) => new(
        series.ConId,
        series.Size,
        Time(Value(row, "time") ?? throw new FormatException("time is empty")),
        Price.Of(Needed(row, "open")),
        Price.Of(Needed(row, "high")),
        Price.Of(Needed(row, "low")),
        Price.Of(Needed(row, "close")),
        Number(row, "volume") is { } volume ? Quantity.Of(volume >= 0 ? volume : throw new FormatException($"volume {volume} is negative")) : null,
        Number(row, "wap") is { } wap ? Price.Of(wap) : null,
        Number(row, "count") is { } count ? Whole(count) : 0)
    {
        Until = Value(row, "until") is { } until ? Time(until) : null,
    };

    private static int Whole(decimal count) => count == decimal.Truncate(count) && Math.Abs(count) <= int.MaxValue
        ? (int)count
        : throw new FormatException($"count {count} is not a whole number");

    private object? Value(FileRow row, string part) => map[part] is { } column && row.Values[column] is { } value && value is not string { Length: 0 } ? value : null;

    private decimal Needed(FileRow row, string part) => Number(row, part) ?? throw new FormatException($"{part} is empty");

    private decimal? Number(FileRow row, string part)
    {
        try
        {
            return Value(row, part) switch
            {
                null => null,
                decimal number => number,
                double number => (decimal)number,
                float number => (decimal)number,
                long number => number,
                int number => number,
                string text when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
                { } other => throw new FormatException($"{part} is '{other}': it must be a number"),
            };
        }
        catch (OverflowException)
        {
            throw new FormatException($"{part} is '{Value(row, part)}': it is too large, or no number");
        }
    }

    private DateTimeOffset Time(object value) => value switch
    {
        DateTime { Kind: DateTimeKind.Utc } time => new DateTimeOffset(time),
        DateTime time => InZone(DateTime.SpecifyKind(time, DateTimeKind.Unspecified)),
        long epoch => Epoch(epoch),
        int epoch => Epoch(epoch),
        string text => Time(text.Trim()),
        _ => throw new FormatException($"time is '{value}': it must be a time"),
    };

    private DateTimeOffset Time(string text)
    {
        const DateTimeStyles Style = DateTimeStyles.RoundtripKind;
        if (times.Format is null && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && text.Length > 8)
        {
            return Epoch(epoch);
        }

        return times.Format is { } form
            ? DateTime.TryParseExact(text, form, CultureInfo.InvariantCulture, Style, out var given) ? Instant(given) : throw new FormatException($"time is '{text}': it is not of the form {form}")
            : DateTime.TryParseExact(text, Usual, CultureInfo.InvariantCulture, Style, out var usual) || DateTime.TryParse(text, CultureInfo.InvariantCulture, Style, out usual)
                ? Instant(usual)
                : throw new FormatException($"time is '{text}': it is not ISO 8601, yyyyMMdd HH:mm:ss, or an epoch; give --time-format");
    }

    private DateTimeOffset Instant(DateTime time) => time.Kind == DateTimeKind.Unspecified ? InZone(time) : new DateTimeOffset(time).ToUniversalTime();

    private DateTimeOffset InZone(DateTime local) => times.Zone.IsInvalidTime(local) ? throw new FormatException($"time {local:yyyy-MM-dd HH:mm:ss} does not exist in {times.Zone.Id}: the clocks went forward")
        : times.Zone.IsAmbiguousTime(local) ? throw new FormatException($"time {local:yyyy-MM-dd HH:mm:ss} comes twice in {times.Zone.Id}: give it in UTC or with its offset")
        : new DateTimeOffset(local, times.Zone.GetUtcOffset(local)).ToUniversalTime();

    private static DateTimeOffset Epoch(long epoch) => epoch switch
    {
        < 0 => throw new FormatException($"time is '{epoch}': an epoch is not negative"),
        < FirstMillisecondsEpoch => DateTimeOffset.FromUnixTimeSeconds(epoch),
        < FirstMillisecondsEpoch * 1_000 => DateTimeOffset.FromUnixTimeMilliseconds(epoch),
        < FirstMillisecondsEpoch * 1_000_000 => DateTimeOffset.UnixEpoch.AddTicks(epoch * TimeSpan.TicksPerMicrosecond),
        _ => DateTimeOffset.UnixEpoch.AddTicks(epoch / TimeSpan.NanosecondsPerTick),
    };
}
