namespace OrleansTrader.Silo.Settings;

/// <summary>Where this process keeps its files: private PostgreSQL, logs, token, lock. Section <c>Data</c>.</summary>
public sealed class DataSettings
{
    public const string Section = "Data";

    /// <summary>Relative to the working directory.</summary>
    public string Directory { get; init; } = ".data";

    /// <summary>Start is refused below this much free space, in MiB, and an alarm raised while running: a full disk would stop the books in the middle of a day.</summary>
    public int MinFreeMiB { get; init; } = 200;

    internal long FreeMiB => new DriveInfo(FullPath).AvailableFreeSpace >> 20;

    internal string FullPath => Path.GetFullPath(Directory);

    internal string File(string name) => Path.Combine(FullPath, name);
}
