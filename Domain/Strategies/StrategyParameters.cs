using System.Collections.Immutable;
using System.Globalization;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Strategies;

/// <summary>A strategy's settings by name; every read states default and range, and a bad value is refused by name, value and rule.</summary>
/// <remarks>The reads are the declaration: after <see cref="IStrategy.Configure"/>, <see cref="Declared"/> lists every parameter there is.</remarks>
public sealed class StrategyParameters(ImmutableDictionary<string, string> values)
{
    private readonly Dictionary<string, ParameterInfo> _declared = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>No settings: every parameter has its default. A fresh instance each time, for it remembers what was read.</summary>
    public static StrategyParameters None => new(ImmutableDictionary<string, string>.Empty);

    /// <summary>Every parameter read so far, in order of the first reading.</summary>
    public IReadOnlyCollection<ParameterInfo> Declared => _declared.Values;

    /// <summary>Names that were given but never read: most likely a typing error.</summary>
    public IEnumerable<string> Unread => values.Keys.Where(name => !_declared.ContainsKey(name));

    public int Int(string name, int byDefault, int min, int max) =>
        Read(name, "int", byDefault, min, max, static text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null);

    public decimal Decimal(string name, decimal byDefault, decimal min, decimal max) =>
        Read(name, "decimal", byDefault, min, max, static text => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null);

    public string Text(string name, string byDefault) => Find(new ParameterInfo(name, "text", byDefault, null)) ?? byDefault;

    /// <summary>One of a few words, whatever their case.</summary>
    public string Choice(string name, string byDefault, params ImmutableArray<string> allowed)
    {
        var text = Find(new ParameterInfo(name, "choice", byDefault, string.Join(" | ", allowed))) ?? byDefault;
        return allowed.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Parameter {name} is '{text}': it must be one of {string.Join(", ", allowed)}.");
    }

    /// <summary>A span such as <c>5s</c>, <c>1m</c> or <c>1h</c>.</summary>
    public BarSize BarSize(string name, BarSize byDefault)
    {
        try
        {
            return Find(new ParameterInfo(name, "bar size", byDefault.ToString(), "5s, 1m, 2h or 1d and their multiples")) is { } text ? MarketData.BarSize.Parse(text) : byDefault;
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"Parameter {name}: {e.Message}", e);
        }
    }

    public bool Flag(string name, bool byDefault) => Find(new ParameterInfo(name, "flag", byDefault ? "true" : "false", "true | false")) switch
    {
        null => byDefault,
        { } text when bool.TryParse(text, out var value) => value,
        { } text => throw new ArgumentException($"Parameter {name} is '{text}': it must be true or false."),
    };

    /// <summary>A list separated by commas; instruments such as <c>ES 202612</c> have blanks of their own.</summary>
    public ImmutableArray<string> List(string name, string byDefault) =>
        [.. (Find(new ParameterInfo(name, "list", byDefault, null)) ?? byDefault).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private T Read<T>(string name, string kind, T byDefault, T min, T max, Func<string, T?> parse)
        where T : struct, IComparable<T>, IFormattable
    {
        if (Find(new ParameterInfo(name, kind, Words(byDefault), $"{Words(min)} to {Words(max)}")) is not { } text)
        {
            return byDefault;
        }

        return parse(text) is { } value && value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0
            ? value
            : throw new ArgumentException($"Parameter {name} is '{text}': it must be a number from {Words(min)} to {Words(max)}.");
    }

    private static string Words(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private string? Find(ParameterInfo parameter)
    {
        _declared.TryAdd(parameter.Name, parameter);
        return values.FirstOrDefault(pair => pair.Key.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
