using System.Globalization;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Sessions in the words of contract details.</summary>
internal static class TradingHoursText
{
    private const int Days = 7;

    /// <summary>Sessions of a week in the server's zone; around the clock it is one span per day, midnight to midnight there.</summary>
    public static string Week(MarketHours hours, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(ServerTime.ToLocal(now).DateTime);
        return string.Join(';', Enumerable.Range(0, Days).Select(i => Span(hours, today.AddDays(i))));
    }

    private static string Span(MarketHours hours, DateOnly day)
    {
        if (hours.Open is null)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}:0000-{day.AddDays(1):yyyyMMdd}:0000");
        }

        var session = hours.SessionOf(day);
        var (open, close) = (ServerTime.ToLocal(session.Open), ServerTime.ToLocal(session.Close));
        return string.Create(CultureInfo.InvariantCulture, $"{open:yyyyMMdd:HHmm}-{close:yyyyMMdd:HHmm}");
    }
}
