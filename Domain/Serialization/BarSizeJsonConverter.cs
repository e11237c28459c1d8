using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Serialization;

/// <summary>A bar size as its text form, for example <c>5m</c>.</summary>
internal sealed class BarSizeJsonConverter : JsonConverter<BarSize>
{
    public override BarSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("A bar size is a text such as 5m.");
        try
        {
            return BarSize.Parse(text);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, BarSize value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
