using System.CommandLine.Parsing;
using System.Globalization;

namespace OrleansTrader.Client.Commands;

/// <summary>Times as a person types them: an instant in UTC, or how long ago.</summary>
internal static class Instants
{
    /// <summary>Validates the value of an option: what cannot be read is wrong usage.</summary>
    public static void Check(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } text && Parse(text, DateTimeOffset.UnixEpoch.AddYears(100)) is null)
        {
            result.AddError($"'{text}' is no time such as 2026-11-25T14:30 (UTC), 90s, 30m, 2h or 1d.");
        }
    }

    /// <summary>As the API wants it; null stays null.</summary>
    public static string? Format(string? text, DateTimeOffset now) => text is null ? null : Parse(text, now)?.ToString("O", CultureInfo.InvariantCulture);

    /// <returns>Null when it is no time.</returns>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now) =>
        Unit(text) is { } unit && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * unit.Ticks <= now.Ticks ? now - TimeSpan.FromTicks((long)(number * unit.Ticks)) : null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    private static TimeSpan? Unit(string text) => text is [.., var last]
        ? last switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        }
        : null;
}
