using System.Collections.Immutable;
using System.Globalization;

namespace OrleansTrader.Domain.Instruments;

/// <summary>Reads IB's trading hours (contractData.tradingHours and liquidHours) into sessions in UTC.</summary>
/// <remarks>
/// New form <c>yyyyMMdd:HHmm-yyyyMMdd:HHmm</c>, the day named on both sides; old form <c>yyyyMMdd:HHmm-HHmm,HHmm-HHmm</c>, where an end before its
/// start lies on the next day, or an end of 2359 beside a start of 0000 stands for the whole day. <c>yyyyMMdd:CLOSED</c> is a day without session.
/// Local times follow the zone's daylight saving: one that does not exist moves forward, one that comes twice is the first.
/// </remarks>
public static class TradingHoursParser
{
    private static readonly TimeOnly LastMinute = new(23, 59);

    /// <summary>All sessions ascending by opening; the trading day is the exchange's date of the last moment before the closing, as IB lists it.</summary>
    /// <exception cref="FormatException">A part has neither form.</exception>
    public static ImmutableArray<Session> Parse(string? text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var sessions = new List<Session>();
        foreach (var day in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            ParseDay(day, zone, sessions);
        }

        return [.. sessions.Distinct().OrderBy(static session => session.Open)];
    }

    private static void ParseDay(string text, TimeZoneInfo zone, List<Session> sessions)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            throw Malformed(text);
        }

        if (text.AsSpan(colon + 1).Equals("CLOSED", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var date = ParseDate(text.AsSpan(0, colon), text);
        foreach (var span in text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            sessions.Add(ParseSpan(date, span, zone, text));
        }
    }

    private static Session ParseSpan(DateOnly date, string span, TimeZoneInfo zone, string text)
    {
        var ends = span.Split('-');
        if (ends.Length != 2)
        {
            throw Malformed(text);
        }

        var (openDate, openTime) = ParseEnd(ends[0], date, text);
        var (closeDate, closeTime) = ParseEnd(ends[1], null, text);
        var close = (closeDate ?? openDate!.Value).ToDateTime(closeTime);
        var open = openDate!.Value.ToDateTime(openTime);
        if (closeDate is null)
        {
            close = openTime == TimeOnly.MinValue && closeTime == LastMinute ? open.AddDays(1)
                : close <= open ? close.AddDays(1)
                : close;
        }

        if (close <= open)
        {
            throw Malformed(text);
        }

        return new Session(ToUtc(open, zone), ToUtc(close, zone), DateOnly.FromDateTime(close.AddTicks(-1))); // Midnight ends the day before.
    }

    /// <summary><c>HHmm</c> on the date given, or <c>yyyyMMdd:HHmm</c>.</summary>
    private static (DateOnly? Date, TimeOnly Time) ParseEnd(string end, DateOnly? date, string text)
    {
        var colon = end.IndexOf(':', StringComparison.Ordinal);
        var on = colon < 0 ? date : ParseDate(end.AsSpan(0, colon), text);
        return TimeOnly.TryParseExact(end.AsSpan(colon + 1), "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (on, time)
            : throw Malformed(text);
    }

    private static DateOnly ParseDate(ReadOnlySpan<char> date, string text) =>
        DateOnly.TryParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : throw Malformed(text);

    private static DateTimeOffset ToUtc(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static FormatException Malformed(string text) => new($"'{text}' is no trading hours: yyyyMMdd:HHmm-yyyyMMdd:HHmm or yyyyMMdd:CLOSED.");
}
