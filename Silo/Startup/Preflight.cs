using System.Net;
using System.Net.Sockets;
using OrleansTrader.Silo.Settings;
using OrleansTrader.Storage.Server;

namespace OrleansTrader.Silo.Startup;

/// <summary>What can be known before anything is started: Kestrel binds last, so a taken port would otherwise stop a silo that has already joined.</summary>
internal static class Preflight
{
    private const int ProbeBytes = 1 << 20;

    /// <exception cref="StartRefusedException">The folder cannot be made or written, or its disk is full.</exception>
    public static void CheckDirectory(DataSettings data)
    {
        try
        {
            Directory.CreateDirectory(data.FullPath);
            var probe = data.File($".probe-{Environment.ProcessId}");
            using (var file = new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose))
            {
                file.Write(new byte[ProbeBytes]);
                file.Flush(flushToDisk: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"Data:Directory is '{data.Directory}': it cannot be written ({e.Message}).", e);
        }

        var free = data.FreeMiB;
        if (free < data.MinFreeMiB)
        {
            throw new StartRefusedException($"Data:Directory is '{data.Directory}': only {free} MiB are free there, Data:MinFreeMiB asks for {data.MinFreeMiB}.");
        }
    }

    /// <exception cref="StartRefusedException">An address cannot be listened on.</exception>
    public static void CheckHttp(HttpSettings http)
    {
        foreach (var address in http.Addresses())
        {
            CheckPort("Http:Urls", Host(address), address.Port);
        }
    }

    /// <exception cref="StartRefusedException">The configured port is taken.</exception>
    public static int SiloPort(ClusterSettings cluster) => cluster.SiloPort == 0 ? FreePort.Next() : CheckPort("Cluster:SiloPort", IPAddress.Loopback, cluster.SiloPort);

    private static int CheckPort(string setting, IPAddress host, int port)
    {
        try
        {
            using var listener = new TcpListener(host, port);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"{setting}: cannot listen on {new IPEndPoint(host, port)} ({e.Message}).", e);
        }
    }

    private static IPAddress Host(Uri address) => address.Host switch
    {
        "localhost" => IPAddress.Loopback,
        var host => IPAddress.TryParse(host.Trim('[', ']'), out var parsed) ? parsed : IPAddress.Any,
    };
}
