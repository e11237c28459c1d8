using System.Security.Cryptography;
using System.Text;
using OrleansTrader.Silo.Startup;

namespace OrleansTrader.Silo.Auth;

/// <summary>The token as a file only its owner can read.</summary>
internal static class TokenFile
{
    private const int TokenBytes = 32;

    /// <exception cref="StartRefusedException">The file cannot be read or made, or holds no token.</exception>
    public static string ReadOrMake(string path)
    {
        try
        {
            return File.Exists(path) ? Read(path) : Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The token file {path} cannot be used ({e.Message}).", e);
        }
    }

    private static string Read(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var token = File.ReadAllText(path).Trim();
        return token.Length >= Settings.AuthSettings.MinLength
            ? token
            : throw new StartRefusedException($"The token file {path} holds no token: delete it to have a new one made.");
    }

    private static string Make(string path)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(token + "\n"));
        file.Flush(flushToDisk: true);
        return token;
    }
}
