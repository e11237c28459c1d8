using System.Text.Json;
using OrleansTrader.TwsSimulator.Control;

namespace OrleansTrader.TwsSimulator.Scenarios;

/// <summary>The scenarios that come with the simulator, one for each kind of bad day, and those in files.</summary>
internal static class ReadyScenarios
{
    private const string Prefix = "scenario.";
    private const string Suffix = ".json";

    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(ReadyScenarios).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static name => name[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <returns>Null when none has that name.</returns>
    public static Scenario? Find(string name)
    {
        using var stream = typeof(ReadyScenarios).Assembly.GetManifestResourceStream(Prefix + name + Suffix);
        return stream is null ? null : JsonSerializer.Deserialize<Scenario>(stream, ControlJson.Body);
    }

    /// <summary>A ready scenario by name, else a file by its path.</summary>
    /// <exception cref="SimulatorStartException">There is neither, or the file is not a scenario.</exception>
    public static Scenario Open(string nameOrPath)
    {
        if (Find(nameOrPath) is { } ready)
        {
            return ready;
        }

        try
        {
            using var file = File.OpenRead(nameOrPath);
            return JsonSerializer.Deserialize<Scenario>(file, ControlJson.Body) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorStartException($"--scenario is {nameOrPath}: no file that can be read ({e.Message}) and none of {string.Join(", ", Names)}.", e);
        }
        catch (JsonException e)
        {
            throw new SimulatorStartException($"--scenario {nameOrPath} is no scenario: {e.Message}", e);
        }
    }
}
