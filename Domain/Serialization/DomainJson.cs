using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTrader.Domain.Serialization;

/// <summary>The one JSON form of domain values: in the journal, in grain state, between silos and over REST.</summary>
/// <remarks>Property names and discriminators are stored for ever: add, never rename (a test holds the baseline).</remarks>
public static class DomainJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
            AllowOutOfOrderMetadataProperties = true, // jsonb does not keep the order of properties.
            RespectNullableAnnotations = true,
            Converters = { new ScalarJsonConverterFactory(), new BarSizeJsonConverter(), new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
