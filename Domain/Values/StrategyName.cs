using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>The name of a strategy: 1 to 40 letters, digits, dashes or underscores; also its grain key.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct StrategyName : IScalar<StrategyName, string>
{
    private StrategyName(string value) => Value = value;

    /// <summary>The owner of everything that no strategy of ours ordered.</summary>
    public static StrategyName Unknown { get; } = new("unknown");

    public string Value { get; }

    /// <summary>Eight characters that stand for the name in an order reference (<see cref="OrderRef"/>).</summary>
    public string Tag => Base32.Hash("strategy:" + Value, 8);

    public static StrategyName Of(string value)
    {
        if (value is not { Length: >= 1 and <= 40 } || !value.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException($"'{value}' is not a strategy name: 1 to 40 letters, digits, '-' or '_'.", nameof(value));
        }

        return new StrategyName(value);
    }

    public override string ToString() => Value;
}
