using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>IB's contract id: the identity of an instrument across exchanges and sessions.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct ConId : IScalar<ConId, int>
{
    private ConId(int value) => Value = value;

    public int Value { get; }

    public static ConId Of(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return new ConId(value);
    }

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
