using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.MarketData;

/// <summary>The span of a bar: a whole multiple of five seconds; text form <c>5s</c>, <c>1m</c>, <c>2h</c>, <c>1d</c>.</summary>
[JsonConverter(typeof(BarSizeJsonConverter))]
public readonly record struct BarSize
{
    private BarSize(TimeSpan value) => Value = value;

    /// <summary>The broker's real-time bar: the finest we build from.</summary>
    public static BarSize FiveSeconds { get; } = new(TimeSpan.FromSeconds(5));

    public static BarSize OneMinute { get; } = new(TimeSpan.FromMinutes(1));

    public static BarSize FiveMinutes { get; } = new(TimeSpan.FromMinutes(5));

    public TimeSpan Value { get; }

    public static BarSize Of(TimeSpan value) => value > TimeSpan.Zero && value.Ticks % TimeSpan.FromSeconds(5).Ticks == 0
        ? new BarSize(value)
        : throw new ArgumentException($"A bar spans a whole multiple of 5 seconds, not {value}.", nameof(value));

    /// <exception cref="ArgumentException"><paramref name="text"/> is not like 5s, 1m, 2h or 1d.</exception>
    public static BarSize Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            throw new ArgumentException($"'{text}' is not a bar size: write 5s, 1m, 2h or 1d.", nameof(text));
        }

        return Of(text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => throw new ArgumentException($"'{text}' is not a bar size: write 5s, 1m, 2h or 1d.", nameof(text)),
        });
    }

    public override string ToString() => Value switch
    {
        { Ticks: var t } when t % TimeSpan.TicksPerDay == 0 => $"{t / TimeSpan.TicksPerDay}d",
        { Ticks: var t } when t % TimeSpan.TicksPerHour == 0 => $"{t / TimeSpan.TicksPerHour}h",
        { Ticks: var t } when t % TimeSpan.TicksPerMinute == 0 => $"{t / TimeSpan.TicksPerMinute}m",
        { Ticks: var t } => $"{t / TimeSpan.TicksPerSecond}s",
    };
}
