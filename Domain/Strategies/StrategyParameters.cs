using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Strategies;

/// <summary>A strategy's settings by name; every read states default and range, and a bad value is refused by name, value and rule.</summary>
public sealed class StrategyParameters(ImmutableDictionary<string, string> values)
{
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    public static StrategyParameters None { get; } = new(ImmutableDictionary<string, string>.Empty);

    /// <summary>Names that were given but never read: most likely a typing error.</summary>
    public IEnumerable<string> Unread => values.Keys.Where(name => !_read.Contains(name));

    public int Int(string name, int byDefault, int min, int max) =>
        Read(name, byDefault, min, max, static text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null);

    public decimal Decimal(string name, decimal byDefault, decimal min, decimal max) =>
        Read(name, byDefault, min, max, static text => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null);

    public string Text(string name, string byDefault) => Find(name) ?? byDefault;

    /// <summary>A span such as <c>5s</c>, <c>1m</c> or <c>1h</c>.</summary>
    public BarSize BarSize(string name, BarSize byDefault)
    {
        try
        {
            return Find(name) is { } text ? MarketData.BarSize.Parse(text) : byDefault;
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Parameter {name}: {e.Message}", e);
        }
    }

    public bool Flag(string name, bool byDefault) => Find(name) switch
    {
        null => byDefault,
        { } text when bool.TryParse(text, out var value) => value,
        { } text => throw new ArgumentException($"Parameter {name} is '{text}': it must be true or false."),
    };

    /// <summary>A list separated by commas or blanks.</summary>
    public ImmutableArray<string> List(string name, string byDefault) =>
        [.. Text(name, byDefault).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private T Read<T>(string name, T byDefault, T min, T max, Func<string, T?> parse)
        where T : struct, IComparable<T>
    {
        if (Find(name) is not { } text)
        {
            return byDefault;
        }

        return parse(text) is { } value && value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? value
            : throw new ArgumentException($"Parameter {name} is '{text}': it must be a number from {min} to {max}.");
    }

    private string? Find(string name)
    {
        _read.Add(name);
        return values.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
