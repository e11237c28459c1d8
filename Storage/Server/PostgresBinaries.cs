using System.Globalization;

namespace OrleansTrader.Storage.Server;

/// <summary>The folder with initdb, pg_ctl and postgres.</summary>
internal sealed record PostgresBinaries(string Folder)
{
    private const string Missing = "PostgreSQL is not installed (initdb and pg_ctl were not found): install it, for example with 'apt-get install postgresql', or set POSTGRES_BIN.";

    public string Initdb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <param name="configured">A folder that must be it; null to search.</param>
    /// <param name="major">The version an existing cluster needs; null for the newest.</param>
    public static PostgresBinaries Find(string? configured, string? major)
    {
        if ((configured ?? Environment.GetEnvironmentVariable("POSTGRES_BIN")) is { Length: > 0 } folder)
        {
            return IsComplete(folder) ? new PostgresBinaries(folder) : throw new PrivatePostgresException($"{folder} has no initdb and pg_ctl: correct POSTGRES_BIN.");
        }

        var found = Installed().Where(static candidate => IsComplete(candidate.Folder)).ToList();
        var match = major is null ? found.FirstOrDefault() : found.Find(candidate => candidate.Major is null || candidate.Major == major);
        return match.Folder is not null ? new PostgresBinaries(match.Folder)
            : found.Count == 0 ? throw new PrivatePostgresException(Missing)
            : throw new PrivatePostgresException($"The database was made by PostgreSQL {major}, installed is {found[0].Major}: install version {major}.");
    }

    private static IEnumerable<(string Folder, string? Major)> Installed()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        foreach (var version in versions.OrderByDescending(static path => double.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var number) ? number : 0))
        {
            yield return (Path.Combine(version, "bin"), Path.GetFileName(version));
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return (folder, null);
        }
    }

    private static bool IsComplete(string folder) => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl"));
}
