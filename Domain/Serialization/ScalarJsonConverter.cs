using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Serialization;

/// <summary>Writes every <see cref="IScalar{TSelf,TPrimitive}"/> as its bare primitive, also as a dictionary key.</summary>
internal sealed class ScalarJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => Scalar(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var arguments = Scalar(typeToConvert)!.GetGenericArguments();
        return (JsonConverter)Activator.CreateInstance(typeof(ScalarJsonConverter<,>).MakeGenericType(arguments))!;
    }

    private static Type? Scalar(Type type) => !type.IsValueType
        ? null
        : Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IScalar<,>) && i.GetGenericArguments()[0] == type);
}

internal sealed class ScalarJsonConverter<T, TPrimitive> : JsonConverter<T>
    where T : struct, IScalar<T, TPrimitive>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Create(JsonSerializer.Deserialize<TPrimitive>(ref reader, options)!);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Value, options);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Create((TPrimitive)Convert.ChangeType(reader.GetString()!, typeof(TPrimitive), System.Globalization.CultureInfo.InvariantCulture));

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(Convert.ToString(value.Value, System.Globalization.CultureInfo.InvariantCulture)!);

    private static T Create(TPrimitive value)
    {
        try
        {
            return T.Of(value);
        }
        catch (ArgumentException e)
        {
            throw new JsonException($"'{value}' is not a {typeof(T).Name}: {e.Message}", e);
        }
    }
}
