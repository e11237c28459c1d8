using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansTrader.Storage.Server;

/// <summary>Where the private server keeps what: our files (password, port, lock) beside the server's own folder.</summary>
internal sealed class ServerFiles
{
    /// <summary>A unix socket's whole path is limited to 107 bytes.</summary>
    private const int MaxSocketPath = 107;

    public ServerFiles(string directory)
    {
        Root = Path.GetFullPath(directory);
        var near = Path.Combine(Root, "server", "socket");
        SocketFolder = near.Length + "/.s.PGSQL.65535.lock".Length <= MaxSocketPath ? near : "/tmp/ot-pg-" + Tag(Root);
    }

    public string Root { get; }

    public string Lock => Path.Combine(Root, "lock");

    public string ServerFolder => Path.Combine(Root, "server");

    public string Data => Path.Combine(ServerFolder, "data");

    public string UnfinishedData => Path.Combine(ServerFolder, "data.new");

    public string StartLog => Path.Combine(ServerFolder, "start.log");

    public string SocketFolder { get; }

    private string PasswordFile => Path.Combine(Root, "password");

    private string PortFile => Path.Combine(Root, "port");

    public bool IsInitialized => File.Exists(Path.Combine(Data, "PG_VERSION"));

    public string? Major => IsInitialized ? File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim() : null;

    /// <summary>The password of the server's one user, made at first use, readable by us alone.</summary>
    public string Password()
    {
        if (!File.Exists(PasswordFile))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(PasswordFile, Encoding.ASCII, options);
            writer.Write(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        }

        return File.ReadAllText(PasswordFile).Trim();
    }

    /// <summary>The port of the last start; null before the first.</summary>
    public int? RememberedPort() =>
        File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    /// <summary>The wanted port, else the remembered one, else a free one; written down.</summary>
    public int ChoosePort(int? wanted)
    {
        if (wanted is { } explicitPort && !FreePort.IsFree(explicitPort))
        {
            throw new PrivatePostgresException($"Port {explicitPort} of 127.0.0.1 is taken: choose another for the private PostgreSQL.");
        }

        var port = wanted ?? (RememberedPort() is { } remembered && FreePort.IsFree(remembered) ? remembered : FreePort.Next());
        File.WriteAllText(PortFile, port.ToString(CultureInfo.InvariantCulture));
        return port;
    }

    private static string Tag(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
