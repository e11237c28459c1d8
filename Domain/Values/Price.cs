using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>A price per trading unit in the instrument's currency, without multiplier. May be negative (combos, some futures).</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct Price : IScalar<Price, decimal>, IComparable<Price>
{
    private Price(decimal value) => Value = value;

    public decimal Value { get; }

    public static Price Of(decimal value) => new(value);

    public static bool operator <(Price left, Price right) => left.Value < right.Value;

    public static bool operator >(Price left, Price right) => left.Value > right.Value;

    public static bool operator <=(Price left, Price right) => left.Value <= right.Value;

    public static bool operator >=(Price left, Price right) => left.Value >= right.Value;

    public int CompareTo(Price other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
