using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansTrader.Storage.Server;

/// <summary>Finds a port of 127.0.0.1 for a listener that opens later.</summary>
/// <remarks>
/// A port that the kernel chooses (port 0) lies where it takes the ports of outgoing connections too, so that one of those may hold it by the time the listener opens.
/// These lie below that range, and no process gives the same one twice.
/// </remarks>
public static class FreePort
{
    private const int Lowest = 15_000;
    private static readonly int Count = FirstEphemeral() - Lowest;
    private static int _given = Environment.ProcessId * 61; // Processes that choose at the same time begin at different places.

    /// <exception cref="InvalidOperationException">Every port of the range is taken.</exception>
    public static int Next()
    {
        for (var i = 0; i < Count; i++)
        {
            var port = Lowest + (int)((uint)Interlocked.Increment(ref _given) % (uint)Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port of 127.0.0.1 from {Lowest} to {Lowest + Count - 1} is free.");
    }

    /// <summary>Whether a listener could open <paramref name="port"/> now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FirstEphemeral()
    {
        const string Setting = "/proc/sys/net/ipv4/ip_local_port_range";
        const int LinuxDefault = 32_768;
        return File.Exists(Setting) && int.TryParse(File.ReadAllText(Setting).Split('\t')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > Lowest + 1_000
            ? first
            : LinuxDefault;
    }
}
