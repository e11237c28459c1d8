using System.Security.Cryptography;

namespace OrleansTrader.TwsSimulator.Control;

/// <summary>Where the token of the control port comes from: the option, the environment, the data folder, else it is made.</summary>
internal static class ControlToken
{
    private const string Variable = "TWSSIM_TOKEN";
    private const string FileName = "token";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Find(SimulatorOptions options)
    {
        var given = options.Token ?? Environment.GetEnvironmentVariable(Variable);
        return !string.IsNullOrWhiteSpace(given) ? given : options.DataFolder is { } folder ? FromFile(Path.Combine(folder, FileName)) : New();
    }

    private static string FromFile(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        var token = New();
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mode.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, mode);
        writer.WriteLine(token);
        return token;
    }

    private static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
}
