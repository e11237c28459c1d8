using System.Buffers;
using System.Net;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>Accepts clients on 127.0.0.1 and shakes hands with them.</summary>
internal sealed partial class GatewayListener : IDisposable
{
    private const int HelloTimeoutMilliseconds = 30_000;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SimulatorOptions _options;
    private readonly ExchangeFloor _floor;
    private readonly Action<Inbound> _post;
    private readonly ILogger _logger;
    private long _connections;

    /// <exception cref="SimulatorStartException">The port is taken.</exception>
    public GatewayListener(SimulatorOptions options, ExchangeFloor floor, Action<Inbound> post, ILogger logger)
    {
        (_options, _floor, _post, _logger) = (options, floor, post, logger);
        try
        {
            _socket.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            _socket.Listen(128);
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new SimulatorStartException($"Port {options.Port} on 127.0.0.1 cannot be used: {e.Message}", e);
        }

        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public long Connections => Interlocked.Read(ref _connections);

    public void Start() => new Thread(Accept) { IsBackground = true, Name = "tws-accept" }.Start();

    public void Dispose() => _socket.Dispose();

    private void Accept()
    {
        while (true)
        {
            try
            {
                var socket = _socket.Accept();
                if (_floor.Faults.Holds(FaultKind.Down))
                {
                    socket.Dispose();
                    continue;
                }

                var connection = new ClientConnection(
                    Interlocked.Increment(ref _connections), socket, _options.MaxUnsentBytes, _post, _floor.Clock, _logger);
                connection.Start(Greet);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                LogEnded(e.Message);
                return;
            }
        }
    }

    /// <returns>The negotiated version; null when the client's range does not meet ours.</returns>
    private int? Greet(Socket socket)
    {
        socket.ReceiveTimeout = HelloTimeoutMilliseconds;
        var hello = ReadHello(socket);
        if (hello is null || Handshake.Negotiate(hello.Value, Versions.ServerMin, _options.MaxVersion) is not { } version)
        {
            return null;
        }

        if (_floor.Faults.Holds(FaultKind.Hang))
        {
            Swallow(socket);
            return null;
        }

        var reply = new ArrayBufferWriter<byte>();
        Handshake.WriteReply(reply, version, ServerTime.Text(_floor.Now));
        socket.Send(reply.WrittenSpan);
        socket.ReceiveTimeout = 0;
        return version;
    }

    private static void Swallow(Socket socket)
    {
        socket.ReceiveTimeout = 0;
        Span<byte> bytes = stackalloc byte[256];
        while (socket.Receive(bytes) > 0)
        {
            // Silence until the client gives up.
        }
    }

    /// <summary>Reads no byte beyond the hello: what follows belongs to the framed stream.</summary>
    private static Hello? ReadHello(Socket socket)
    {
        Span<byte> bytes = stackalloc byte[2048];
        for (var count = 0; count < bytes.Length; count++)
        {
            if (socket.Receive(bytes.Slice(count, 1)) == 0)
            {
                return null;
            }

            ReadOnlySpan<byte> soFar = bytes[..(count + 1)];
            if (Handshake.TryReadHello(ref soFar, out var hello))
            {
                return hello;
            }
        }

        throw new TwsProtocolException("The hello is too long.");
    }

    [LoggerMessage(EventId = 121, Level = LogLevel.Debug, Message = "The listener has ended: {Reason}")]
    private partial void LogEnded(string reason);
}
