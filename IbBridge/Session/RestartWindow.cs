namespace OrleansTrader.IbBridge.Session;

/// <summary>The moments before the gateway's daily restart, in which no new order leaves.</summary>
internal static class RestartWindow
{
    public static bool Contains(RestartWindowOptions window, DateTimeOffset now)
    {
        if (window.At is not { } at)
        {
            return false;
        }

        var local = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(window.TimeZone));
        var left = at - TimeOnly.FromDateTime(local.DateTime); // TimeOnly subtraction goes around midnight.
        return left <= window.Before && left > TimeSpan.Zero;
    }
}
