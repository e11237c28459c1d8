using System.Globalization;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.Domain.Values;

/// <summary>IB's execution id. The text up to the last dot is the <see cref="Root"/>; a correction has the same root and a higher <see cref="Revision"/>.</summary>
[JsonConverter(typeof(ScalarJsonConverterFactory))]
public readonly record struct ExecId : IScalar<ExecId, string>
{
    private ExecId(string value) => Value = value;

    public string Value { get; }

    public string Root => Value.LastIndexOf('.') is var dot and > 0 && IsNumber(Value.AsSpan(dot + 1)) ? Value[..dot] : Value;

    /// <summary>The number after the last dot; 0 when the id has none.</summary>
    public int Revision => Value.LastIndexOf('.') is var dot and > 0 && IsNumber(Value.AsSpan(dot + 1))
        ? int.Parse(Value.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture)
        : 0;

    public static ExecId Of(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new ExecId(value);
    }

    public override string ToString() => Value;

    private static bool IsNumber(ReadOnlySpan<char> text) => text is { Length: >= 1 and <= 9 } && !text.ContainsAnyExceptInRange('0', '9');
}
