namespace OrleansTrader.Silo.Settings;

/// <summary>One more settings file, named by <c>--config FILE</c> or <c>Config</c>: above appsettings.json, below environment and command line.</summary>
internal static class SettingsFile
{
    /// <exception cref="Startup.StartRefusedException">The file is not there or is no JSON.</exception>
    public static void AddSettingsFile(this ConfigurationManager configuration, string[] args)
    {
        if (configuration["Config"] is not { Length: > 0 } path)
        {
            return;
        }

        try
        {
            configuration.AddJsonFile(Path.GetFullPath(path), optional: false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new Startup.StartRefusedException($"Config is '{path}': {e.Message}", e);
        }

        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args);
    }
}
