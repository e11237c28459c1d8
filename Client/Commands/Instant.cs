using System.CommandLine.Parsing;
using System.Globalization;

namespace OrleansTrader.Client.Commands;

/// <summary>Times on the command line: UTC unless they say otherwise, the same on every machine.</summary>
internal static class Instant
{
    public static DateTimeOffset? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        result.AddError($"'{text}' is no time: write 2026-11-23T15:30:00Z.");
        return null;
    }
}
