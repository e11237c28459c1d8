using System.Globalization;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Writes instants in the words of the protocol; the server's zone is America/New_York where the machine knows it, else UTC.</summary>
internal static class ServerTime
{
    public static TimeZoneInfo Zone { get; } = FindZone();

    public static string ZoneName => Zone == TimeZoneInfo.Utc ? "UTC" : "America/New_York";

    public static DateTimeOffset ToLocal(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary><c>yyyyMMdd HH:mm:ss ZONE</c></summary>
    public static string Text(DateTimeOffset at) => ToLocal(at).ToString("yyyyMMdd HH:mm:ss ", CultureInfo.InvariantCulture) + ZoneName;

    /// <summary><c>yyyyMMdd-HH:mm:ss</c> in the server's zone, as schedules have it.</summary>
    public static string Dashed(DateTimeOffset at) => ToLocal(at).ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Midnight of the server's zone before <paramref name="at"/>: executions and completed orders are listed from there.</summary>
    public static DateTimeOffset StartOfDay(DateTimeOffset at)
    {
        var local = ToLocal(at).Date;
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    /// <summary>The instant of a time of day of the server's zone; one that the clocks leave out counts as an hour later.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static TimeZoneInfo FindZone() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("America/New_York", out var zone) ? zone : TimeZoneInfo.Utc;
}
