using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>A signed holding in the instrument's trading unit: positive is long, negative is short.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct PositionQuantity : IScalar<PositionQuantity, decimal>, IComparable<PositionQuantity>
{
    private PositionQuantity(decimal value) => Value = value;

    public static PositionQuantity Zero { get; }

    public decimal Value { get; }

    public bool IsFlat => Value == 0;

    public Quantity Absolute => Quantity.Of(Math.Abs(Value));

    public static PositionQuantity Of(decimal value) => new(value);

    public static PositionQuantity operator +(PositionQuantity left, PositionQuantity right) => new(left.Value + right.Value);

    public static PositionQuantity operator -(PositionQuantity left, PositionQuantity right) => new(left.Value - right.Value);

    public static PositionQuantity operator -(PositionQuantity value) => new(-value.Value);

    public static bool operator <(PositionQuantity left, PositionQuantity right) => left.Value < right.Value;

    public static bool operator >(PositionQuantity left, PositionQuantity right) => left.Value > right.Value;

    public static bool operator <=(PositionQuantity left, PositionQuantity right) => left.Value <= right.Value;

    public static bool operator >=(PositionQuantity left, PositionQuantity right) => left.Value >= right.Value;

    public int CompareTo(PositionQuantity other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
