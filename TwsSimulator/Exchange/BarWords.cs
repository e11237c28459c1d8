using System.Globalization;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Bar sizes and durations as IB spells them.</summary>
internal static class BarWords
{
    private static readonly Dictionary<string, TimeSpan> Sizes = new()
    {
        ["1 secs"] = TimeSpan.FromSeconds(1),
        ["5 secs"] = TimeSpan.FromSeconds(5),
        ["10 secs"] = TimeSpan.FromSeconds(10),
        ["15 secs"] = TimeSpan.FromSeconds(15),
        ["30 secs"] = TimeSpan.FromSeconds(30),
        ["1 min"] = TimeSpan.FromMinutes(1),
        ["2 mins"] = TimeSpan.FromMinutes(2),
        ["3 mins"] = TimeSpan.FromMinutes(3),
        ["5 mins"] = TimeSpan.FromMinutes(5),
        ["10 mins"] = TimeSpan.FromMinutes(10),
        ["15 mins"] = TimeSpan.FromMinutes(15),
        ["20 mins"] = TimeSpan.FromMinutes(20),
        ["30 mins"] = TimeSpan.FromMinutes(30),
        ["1 hour"] = TimeSpan.FromHours(1),
        ["2 hours"] = TimeSpan.FromHours(2),
        ["3 hours"] = TimeSpan.FromHours(3),
        ["4 hours"] = TimeSpan.FromHours(4),
        ["8 hours"] = TimeSpan.FromHours(8),
        ["1 day"] = TimeSpan.FromDays(1),
        ["1 week"] = TimeSpan.FromDays(7),
        ["1 month"] = TimeSpan.FromDays(30),
    };

    public static TimeSpan? Size(string text) => Sizes.TryGetValue(text.Trim(), out var size) ? size : null;

    /// <summary>A number and S, D, W, M or Y.</summary>
    public static TimeSpan? Duration(string text)
    {
        var (count, unit) = Split(text);
        return unit switch
        {
            "S" => TimeSpan.FromSeconds(count),
            "D" => TimeSpan.FromDays(count),
            "W" => TimeSpan.FromDays(7.0 * count),
            "M" when count <= 300 => TimeSpan.FromDays(30.0 * count),
            "Y" when count <= 30 => TimeSpan.FromDays(365.0 * count),
            _ => null,
        };
    }

    /// <summary>A number and days, weeks or months, at most a year.</summary>
    public static TimeSpan? Period(string text)
    {
        var (count, unit) = Split(text);
        TimeSpan? period = unit switch
        {
            "day" or "days" => TimeSpan.FromDays(count),
            "week" or "weeks" => TimeSpan.FromDays(7.0 * count),
            "month" or "months" => TimeSpan.FromDays(30.0 * count),
            _ => null,
        };
        return period is null || period <= TimeSpan.FromDays(366) ? period : null;
    }

    private static (int Count, string? Unit) Split(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1_000_000
            ? (count, parts[1])
            : (0, null);
    }
}
