using System.Globalization;
using System.Text;

namespace OrleansTrader.Storage.Server;

/// <summary>Finds the server process of a data folder by its pid file, and makes sure that it is that server.</summary>
internal static class RunningServer
{
    /// <returns>The postmaster's process id; null when none runs (a pid file may be left from a crash, its number taken by another process).</returns>
    public static int? Find(string dataFolder) =>
        RecordedPid(dataFolder) is { } pid && CommandLine(pid) is { } commandLine && commandLine.Split('\0').Contains(dataFolder) ? pid : null;

    /// <summary>Removes a left pid file whose number another program has now: the server would take that one for itself and refuse.</summary>
    /// <remarks>Any other left file stays: with it the server makes sure that no child of its predecessor is alive.</remarks>
    public static void RemoveForeignPidFile(string dataFolder)
    {
        if (RecordedPid(dataFolder) is { } pid && CommandLine(pid) is { } commandLine && !commandLine.Split('\0').Contains(dataFolder))
        {
            File.Delete(PidFile(dataFolder));
        }
    }

    private static string PidFile(string dataFolder) => Path.Combine(dataFolder, "postmaster.pid");

    private static int? RecordedPid(string dataFolder)
    {
        try
        {
            var first = File.ReadLines(PidFile(dataFolder)).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string? CommandLine(int pid)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/cmdline"));
        }
        catch (IOException)
        {
            return null; // No such process, or it ended while we looked.
        }
    }
}
