using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>An ISO 4217 code such as USD.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct Currency : IScalar<Currency, string>
{
    private Currency(string value) => Value = value;

    public string Value { get; }

    public static Currency Of(string value)
    {
        if (value is not { Length: 3 } || !value.All(char.IsAsciiLetterUpper))
        {
            throw new ArgumentException($"'{value}' is not a three-letter currency code.", nameof(value));
        }

        return new Currency(value);
    }

    public static Currency Usd { get; } = new("USD");

    public override string ToString() => Value;
}
