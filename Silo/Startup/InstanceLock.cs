using System.Globalization;

namespace OrleansTrader.Silo.Startup;

/// <summary>One silo per data folder: <c>silo.lock</c> is held by an operating system lock that ends with the process, however it ends. <c>silo.pid</c> beside it says who.</summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _pidPath;

    private InstanceLock(FileStream file, string pidPath)
    {
        _file = file;
        _pidPath = pidPath;
    }

    /// <exception cref="StartRefusedException">Another process holds it.</exception>
    public static InstanceLock Take(string directory)
    {
        var pidPath = Path.Combine(directory, "silo.pid");
        try
        {
            var file = new FileStream(Path.Combine(directory, "silo.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new InstanceLock(file, pidPath);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StartRefusedException($"Another silo (process {Holder(pidPath)}) is running on the data folder {directory}.", e);
        }
    }

    public void Dispose()
    {
        File.Delete(_pidPath);
        _file.Dispose();
    }

    private static string Holder(string pidPath)
    {
        try
        {
            return File.ReadAllText(pidPath).Trim();
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
