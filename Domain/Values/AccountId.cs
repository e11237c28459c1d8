using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>An IB account number such as DU1234567.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct AccountId : IScalar<AccountId, string>
{
    private AccountId(string value) => Value = value;

    public string Value { get; }

    public static AccountId Of(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new AccountId(value);
    }

    public override string ToString() => Value;
}
