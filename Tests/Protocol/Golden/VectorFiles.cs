using System.Text.Json;

namespace OrleansTrader.Tests.Protocol.Golden;

/// <summary>The vectors in the folder named by TWS_VECTORS, else those beside the tests.</summary>
internal static class VectorFiles
{
    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "Vectors");

    private static string Folder => Environment.GetEnvironmentVariable("TWS_VECTORS") is { Length: > 0 } folder ? folder : Own;

    public static IReadOnlyList<WireVector> Requests() => Read("tws-requests.jsonl");

    public static IReadOnlyList<WireVector> Responses() => Read("tws-responses.jsonl");

    public static OfficialDefaults Defaults()
    {
        var path = Path.Combine(Folder, "official-defaults.json");
        using var document = JsonDocument.Parse(File.ReadAllText(File.Exists(path) ? path : Path.Combine(Own, "official-defaults.json")));
        return new(document.RootElement.Clone());
    }

    private static WireVector[] Read(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Where(line => line.Length > 0).Select(WireVector.Parse)];
}

/// <summary>The values of a fresh instance of each of IB's data classes.</summary>
internal sealed class OfficialDefaults(JsonElement root)
{
    /// <summary>Every property of the class: the given value, else the default.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Complete(string? officialClass, JsonElement given)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in given.EnumerateObject())
        {
            names.Add(property.Name);
            yield return (property.Name, property.Value);
        }

        if (officialClass is null || !root.TryGetProperty(officialClass, out var defaults))
        {
            yield break;
        }

        foreach (var property in defaults.EnumerateObject().Where(property => !names.Contains(property.Name)))
        {
            yield return (property.Name, property.Value);
        }
    }
}
