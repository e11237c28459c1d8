using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansTrader.TwsSimulator.Control;

/// <summary>How the control port and scenario files are read: strictly.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Body { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };
}
