using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>An amount of one instrument in its trading unit: shares, contracts, base currency. Never negative.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct Quantity : IScalar<Quantity, decimal>, IComparable<Quantity>
{
    private Quantity(decimal value) => Value = value;

    public static Quantity Zero { get; }

    public decimal Value { get; }

    public bool IsZero => Value == 0;

    public static Quantity Of(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return new Quantity(value);
    }

    public static Quantity operator +(Quantity left, Quantity right) => new(left.Value + right.Value);

    /// <exception cref="ArgumentOutOfRangeException">The result would be negative.</exception>
    public static Quantity operator -(Quantity left, Quantity right) => Of(left.Value - right.Value);

    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    public PositionQuantity Signed(Side side) => PositionQuantity.Of(side.Sign() * Value);

    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
