using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>IB's lasting order id: account-wide, 64-bit, absent until the broker acknowledges.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct PermId : IScalar<PermId, long>
{
    private PermId(long value) => Value = value;

    public long Value { get; }

    public static PermId Of(long value)
    {
        ArgumentOutOfRangeException.ThrowIfZero(value);
        return new PermId(value);
    }

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
