namespace OrleansTrader.IbBridge.MarketData;

/// <summary>When IB resets its own servers: every night, and longer from Friday to Saturday. Farms and the link to IB come and go then.</summary>
internal static class NightlyReset
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly TimeOnly Begins = new(23, 45);
    private static readonly TimeOnly Ends = new(0, 45);
    private static readonly TimeOnly BeginsOnFriday = new(23, 0);
    private static readonly TimeOnly EndsOnSaturday = new(3, 0);

    public static bool Contains(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, NewYork).DateTime;
        var time = TimeOnly.FromDateTime(local);
        return time >= (local.DayOfWeek == DayOfWeek.Friday ? BeginsOnFriday : Begins)
            || time < (local.DayOfWeek == DayOfWeek.Saturday ? EndsOnSaturday : Ends);
    }
}
