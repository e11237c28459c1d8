using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>Our identity of one order intent, minted before anything is sent; 16 base-32 characters (design R4).</summary>
/// <remarks>Deterministic: the same origin gives the same id, so a retried call finds the first one's order.</remarks>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct ClientOrderId : IScalar<ClientOrderId, string>
{
    private ClientOrderId(string value) => Value = value;

    public string Value { get; }

    public static ClientOrderId Of(string value)
    {
        if (value is not { Length: 16 } || !value.All(static c => char.IsAsciiLetterLower(c) || c is >= '2' and <= '7'))
        {
            throw new ArgumentException($"'{value}' is not a client order id: 16 characters of a-z, 2-7.", nameof(value));
        }

        return new ClientOrderId(value);
    }

    /// <summary>The id of an origin such as <c>strategy/event sequence/ordinal</c> or an operator's idempotency key.</summary>
    public static ClientOrderId From(string origin) => new(Base32.Hash("order:" + origin, 16));

    public override string ToString() => Value;
}
