using System.Globalization;

namespace OrleansTrader.Storage.Lease;

/// <summary>With its number, names one process for ever: a later process that gets the same number has another mark.</summary>
/// <param name="Machine">This boot of this kernel, and the namespace its process numbers belong to.</param>
/// <param name="StartTicks">Clock ticks from that boot to the start of the process.</param>
public sealed record ProcessMark(string Machine, long StartTicks)
{
    private const int StateField = 0;
    private const int StartField = 19;

    /// <summary>This boot and namespace; null where the kernel does not tell (it has no <c>/proc</c>).</summary>
    public static string? ThisMachine { get; } = ReadMachine();

    /// <returns>Null when no such process lives, or the kernel does not tell.</returns>
    public static ProcessMark? Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // Its name may hold anything, also spaces and brackets.
            return ThisMachine is { } machine && fields[StateField] is not ("Z" or "X")
                ? new ProcessMark(machine, long.Parse(fields[StartField], CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? ReadMachine()
    {
        try
        {
            return $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
