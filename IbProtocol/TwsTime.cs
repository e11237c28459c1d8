using System.Globalization;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol;

/// <summary>A moment as the server wrote it.</summary>
/// <param name="Instant">In UTC.</param>
/// <param name="IsDateOnly">The text was a date; the instant is its midnight, in UTC or in the zone given.</param>
/// <param name="IsZoneCertain">False when the text had no zone or an unknown one: UTC was assumed.</param>
public readonly record struct TwsInstant(DateTimeOffset Instant, bool IsDateOnly, bool IsZoneCertain);

/// <summary>The one reader of all time texts of the wire, and the one writer of request times.</summary>
public static class TwsTime
{
    private const int MinEpochDigits = 9;
    private const int MaxEpochSecondsDigits = 11;

    private static readonly string[] TimeForms = ["HH:mm:ss", "HH:mm", "H:mm:ss", "H:mm", "HH:mm:ss.f", "HH:mm:ss.fff"];

    private static readonly string[] DateForms = ["yyyyMMdd", "yyyy-MM-dd"];

    /// <summary>Short names as servers print them, with what they mean there.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EST"] = "America/New_York",
        ["EDT"] = "America/New_York",
        ["EST5EDT"] = "America/New_York",
        ["US/Eastern"] = "America/New_York",
        ["CST"] = "America/Chicago",
        ["CDT"] = "America/Chicago",
        ["US/Central"] = "America/Chicago",
        ["MST"] = "America/Denver",
        ["MDT"] = "America/Denver",
        ["US/Mountain"] = "America/Denver",
        ["PST"] = "America/Los_Angeles",
        ["PDT"] = "America/Los_Angeles",
        ["US/Pacific"] = "America/Los_Angeles",
        ["GMT"] = "UTC",
        ["Z"] = "UTC",
        ["BST"] = "Europe/London",
        ["GB"] = "Europe/London",
        ["CET"] = "Europe/Berlin",
        ["CEST"] = "Europe/Berlin",
        ["MET"] = "Europe/Berlin",
        ["EET"] = "Europe/Helsinki",
        ["MSK"] = "Europe/Moscow",
        ["JST"] = "Asia/Tokyo",
        ["Japan"] = "Asia/Tokyo",
        ["HKT"] = "Asia/Hong_Kong",
        ["Hongkong"] = "Asia/Hong_Kong",
        ["SGT"] = "Asia/Singapore",
        ["AEST"] = "Australia/Sydney",
        ["AEDT"] = "Australia/Sydney",
        ["China Standard Time"] = "Asia/Shanghai",
        ["India Standard Time"] = "Asia/Kolkata",
    };

    /// <summary>yyyyMMdd-HH:mm:ss in UTC: the form requests should use.</summary>
    public static string Format(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>yyyyMMdd HH:mm:ss and the zone's id: the form servers use.</summary>
    public static string Format(DateTimeOffset instant, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return string.Create(CultureInfo.InvariantCulture, $"{local:yyyyMMdd HH:mm:ss} {zone.Id}");
    }

    /// <summary>Reads dates, local times with or without zone, UTC times and epoch seconds or milliseconds. Never throws.</summary>
    /// <param name="text">What the server wrote.</param>
    /// <param name="defaultZone">The zone of texts that name none; null counts as UTC and as uncertain.</param>
    /// <returns>Null when the text is no time.</returns>
    public static TwsInstant? Parse(string? text, TimeZoneInfo? defaultZone = null)
    {
        var trimmed = (text ?? "").Trim();
        if (TryParseEpoch(trimmed) is { } epoch)
        {
            return new(epoch, IsDateOnly: false, IsZoneCertain: true);
        }

        // yyyyMMdd-HH:mm:ss is UTC by definition; yyyy-MM-dd has its dashes elsewhere.
        var isUtc = trimmed.Length > 8 && trimmed[8] == '-';
        var words = isUtc ? SplitUtc(trimmed) : trimmed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !DateOnly.TryParseExact(words[0], DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return null;
        }

        if (words.Length == 1)
        {
            return ToInstant(date.ToDateTime(TimeOnly.MinValue), defaultZone, isDateOnly: true);
        }

        if (!TimeOnly.TryParseExact(words[1], TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        var zone = words.Length > 2 ? FindZone(string.Join(' ', words[2..])) : isUtc ? TimeZoneInfo.Utc : defaultZone;
        return ToInstant(date.ToDateTime(time), zone, isDateOnly: false);
    }

    /// <summary>Finds a zone by abbreviation, IANA id or Windows name; null when unknown.</summary>
    public static TimeZoneInfo? FindZone(string? name)
    {
        var trimmed = (name ?? "").Trim();
        if (trimmed.Length == 0)
        {
            return null;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(Aliases.GetValueOrDefault(trimmed, trimmed), out var zone) ? zone : null;
    }

    /// <summary>Eight digits are a date; more are seconds or milliseconds since 1970.</summary>
    private static DateTimeOffset? TryParseEpoch(string text)
    {
        if (text.Length < MinEpochDigits || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        return text.Length <= MaxEpochSecondsDigits ? UnixTime.FromSeconds(number) : UnixTime.FromMilliseconds(number);
    }

    private static string[] SplitUtc(string text)
    {
        var rest = text[9..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [text[..8], .. rest.Length > 0 ? [rest[0].TrimEnd('Z'), .. rest[1..]] : rest];
    }

    private static TwsInstant ToInstant(DateTime local, TimeZoneInfo? zone, bool isDateOnly)
    {
        var offset = zone?.GetUtcOffset(local) ?? TimeSpan.Zero;
        var ticks = Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new(new DateTimeOffset(ticks, TimeSpan.Zero), isDateOnly, zone is not null);
    }
}
