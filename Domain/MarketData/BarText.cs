using System.Globalization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>A bar as one line of comma separated values, without loss: how histories travel over REST and into files.</summary>
/// <remarks>The time is the bar's start in UTC (ISO 8601); volume, average and an early end are empty where the bar has none.</remarks>
public static class BarText
{
    public const string Header = "time,open,high,low,close,volume,wap,count,until";

    private const int Fields = 9;

    public static string Write(Bar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(bar.Start)},{Text(bar.Open.Value)},{Text(bar.High.Value)},{Text(bar.Low.Value)},{Text(bar.Close.Value)},{Text(bar.Volume?.Value)},{Text(bar.Wap?.Value)},{bar.Count},{Text(bar.Until)}");
    }

    /// <exception cref="FormatException">The line is not a bar; the message says why.</exception>
    public static Bar Parse(ReadOnlySpan<char> line, BarSeries series)
    {
        Span<Range> fields = stackalloc Range[Fields + 1];
        if (line.Split(fields, ',') != Fields)
        {
            throw new FormatException($"A bar has {Fields} fields: {Header}.");
        }

        var bar = new Bar(
            series.ConId,
            series.Size,
            Time(line[fields[0]]),
            Price.Of(Number(line[fields[1]], "open")),
            Price.Of(Number(line[fields[2]], "high")),
            Price.Of(Number(line[fields[3]], "low")),
            Price.Of(Number(line[fields[4]], "close")),
            line[fields[5]].IsWhiteSpace() ? null : Quantity.Of(Number(line[fields[5]], "volume")),
            line[fields[6]].IsWhiteSpace() ? null : Price.Of(Number(line[fields[6]], "wap")),
            Whole(line[fields[7]]))
        {
            Until = line[fields[8]].IsWhiteSpace() ? null : Time(line[fields[8]]),
        };
        return BarRules.Problem(bar) is { } problem ? throw new FormatException(problem) : bar;
    }

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Without zeros at the end: equal numbers have equal texts, wherever they were kept.</summary>
    private static string? Text(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new FormatException($"'{text}' is not a time.");

    private static int Whole(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw new FormatException($"count '{text}' is no whole number.");

    private static decimal Number(ReadOnlySpan<char> text, string field) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && (number >= 0 || field is not ("volume" or "count"))
            ? number
            : throw new FormatException($"{field} is '{text}': it must be a number{(field is "volume" or "count" ? " and not negative" : "")}.");
}
