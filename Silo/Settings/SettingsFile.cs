using System.Text.Json;
using OrleansTrader.Silo.Startup;

namespace OrleansTrader.Silo.Settings;

/// <summary>The files settings come from: appsettings.json beside the program, and one more named by <c>--config FILE</c> or <c>Config</c>, below environment and command line.</summary>
internal static class SettingsFile
{
    /// <exception cref="StartRefusedException">The named file is not there or is no JSON.</exception>
    public static void AddSettingsFile(this ConfigurationManager configuration, string[] args)
    {
        if (configuration["Config"] is not { Length: > 0 } path)
        {
            return;
        }

        if (!File.Exists(path))
        {
            throw new StartRefusedException($"The settings file '{path}' is not there.");
        }

        Read(() => configuration.AddJsonFile(Path.GetFullPath(path), optional: false));
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }

    /// <summary>Does what reads settings files; what is wrong with one becomes one line with its name and place.</summary>
    /// <exception cref="StartRefusedException">A file cannot be read.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new StartRefusedException($"The settings file '{Quoted(e.Message)}' cannot be read: {Problem(e)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"A settings file cannot be read: {e.Message}", e);
        }
    }

    private static string Problem(Exception e) => e switch
    {
        JsonException { LineNumber: { } line } json => $"line {line + 1}, byte {json.BytePositionInLine + 1}: {WithoutPlace(json.Message)}",
        { InnerException: { } inner } => Problem(inner),
        _ => e.Message,
    };

    private static string WithoutPlace(string message) =>
        message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var place and >= 0 ? message[..place] : message;

    /// <summary>The configuration names the file in quotes.</summary>
    private static string Quoted(string message) => message.Split('\'') is [_, var name, ..] ? name : message;
}
