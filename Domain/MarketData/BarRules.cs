namespace OrleansTrader.Domain.MarketData;

/// <summary>What makes a bar from outside believable.</summary>
public static class BarRules
{
    /// <summary>Why the bar cannot be one; null when it can.</summary>
    public static string? Problem(Bar bar)
    {
        ArgumentNullException.ThrowIfNull(bar);
        return bar switch
        {
            _ when bar.High < bar.Low => $"high {bar.High} is below low {bar.Low}",
            _ when bar.Open > bar.High || bar.Open < bar.Low => $"open {bar.Open} is outside low {bar.Low} to high {bar.High}",
            _ when bar.Close > bar.High || bar.Close < bar.Low => $"close {bar.Close} is outside low {bar.Low} to high {bar.High}",
            _ when bar.Until <= bar.Start => $"until {bar.Until:yyyy-MM-ddTHH:mm:ssZ} is not after time {bar.Start.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
            _ when bar.Count < 0 => $"count {bar.Count} is negative",
            _ when bar.Start.UtcTicks % BarSize.FiveSeconds.Value.Ticks != 0 => $"time {bar.Start.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} is not on the 5-second grid",
            _ => null,
        };
    }
}
