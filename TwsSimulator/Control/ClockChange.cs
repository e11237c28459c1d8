using System.Globalization;

namespace OrleansTrader.TwsSimulator.Control;

/// <summary>Moves the clocks; exactly one of the three is given.</summary>
/// <param name="Step">Stepped mode: time goes on by that many seconds.</param>
/// <param name="Time">Market time is set forward to the next <c>HH:mm:ss</c> of the server's zone.</param>
/// <param name="At">Market time is set forward to that instant.</param>
public sealed record ClockChange(double? Step = null, string? Time = null, DateTimeOffset? At = null)
{
    /// <returns>Null when it is no time of day.</returns>
    internal static TimeOnly? TimeOfDay(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm:ss", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

/// <param name="MarketTime">What the market's clocks show.</param>
/// <param name="Elapsed">Seconds of real time since the start; in stepped mode those that were stepped.</param>
public sealed record ClockView(DateTimeOffset MarketTime, double Elapsed, bool Stepped);
