using System.Buffers;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Session;

/// <summary>One socket to the gateway, from connect to close; never reused.</summary>
/// <remarks>
/// One plain thread connects, reads and decodes in place: it blocks in the kernel, so a tick costs one wake-up.
/// No asynchronous call touches the socket: it would turn every later blocking call into a detour over the runtime's poll thread.
/// Writers send whole frames from their own thread under a lock.
/// </remarks>
internal sealed class TwsConnection : IDisposable
{
    /// <summary>IB's code for it.</summary>
    private const int CannotConnect = 502;

    private const int StartBuffer = 64 * 1024;
    private const int KeepAliveSeconds = 15;
    private const int SendTimeoutMilliseconds = 5_000;

    private readonly Lock _writing = new();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = SendTimeoutMilliseconds };
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _host;
    private readonly int _port;
    private byte[] _buffer = new byte[StartBuffer];
    private int _filled;
    private string? _cause;
    private IFrameSink? _sink;
    private int _serverVersion;

    public TwsConnection(string host, int port)
    {
        _host = host;
        _port = port;
        Closed = _closed.Token;
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
        _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds / 3);
    }

    /// <summary>Fires when the connection is given up or lost.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Completes with the cause once the reader thread has ended.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Starts connecting and reading; everything that happens is told to <paramref name="sink"/>.</summary>
    public void Start(IFrameSink sink)
    {
        _sink = sink;
        var reader = new Thread(() => Read(sink)) { IsBackground = true, Name = "tws-reader" };
        reader.Start();
    }

    /// <summary>Sends one whole frame from the caller's thread.</summary>
    /// <exception cref="TwsMessageException">The message cannot be written; nothing was sent.</exception>
    /// <exception cref="IOException">The connection was closed before; nothing was sent.</exception>
    /// <exception cref="SocketException">Sending failed: bytes may have left. The connection is closed.</exception>
    public void Send(ClientMessage message)
    {
        lock (_writing)
        {
            if (_cause is { } cause || _serverVersion == 0)
            {
                throw new IOException(_cause ?? "not logged in");
            }

            _output.ResetWrittenCount();
            ClientMessageEncoder.Encode(message, _serverVersion, _output);
            _sink!.OnSending(_output.WrittenSpan[Frames.PrefixLength..]);
            SendAll(_output.WrittenSpan);
        }
    }

    /// <summary>Gives the connection up; only the first cause counts.</summary>
    public void Close(string cause)
    {
        if (Interlocked.CompareExchange(ref _cause, cause, null) is not null)
        {
            return;
        }

        // Off this thread: the closer may hold locks that the callbacks want.
        _ = _closed.CancelAsync().ContinueWith(static (_, source) => ((CancellationTokenSource)source!).Dispose(), _closed, TaskScheduler.Default);
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // It never connected, or the other side was faster: closed is closed.
        }
        catch (ObjectDisposedException)
        {
            // Closed by the reader thread at the same moment.
        }

        _socket.Dispose();
    }

    public void Dispose() => Close("disposed");

    private void Read(IFrameSink sink)
    {
        try
        {
            Connect();
            sink.OnOpened();
            Greet(sink);
            while (Receive())
            {
                Dispatch(sink);
                sink.OnChunkEnd();
            }

            Close("the gateway closed the socket");
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or TwsProtocolException)
        {
            Close(e is SocketException socket ? $"socket: {socket.SocketErrorCode}" : e.Message);
        }
        catch (Exception e)
        {
            // A defect of ours in the middle of a message: the stream's meaning is lost, a new session reads the truth back.
            Close($"reader failed: {e}");
        }

        _ended.TrySetResult(_cause!);
    }

    private void Connect()
    {
        try
        {
            _socket.Connect(_host, _port);
        }
        catch (SocketException e) when (_cause is null)
        {
            throw new IOException($"{CannotConnect}: cannot connect to {_host}:{_port} ({e.SocketErrorCode}): is the gateway running, and is this its port?", e);
        }
    }

    private void Greet(IFrameSink sink)
    {
        lock (_writing)
        {
            _output.ResetWrittenCount();
            Handshake.WriteHello(_output);
            SendAll(_output.WrittenSpan);
        }

        HandshakeReply? reply = null;
        while (reply is null)
        {
            if (!Receive())
            {
                throw new IOException("the gateway closed the socket before it answered (is this host trusted, is the API on?)");
            }

            reply = TakeReply();
        }

        if (!reply.IsSupported)
        {
            throw new TwsProtocolException($"the gateway answered with version {reply.ServerVersion}{reply.RedirectTo}; {Versions.ClientMin} to {Versions.Max} are supported");
        }

        Volatile.Write(ref _serverVersion, reply.ServerVersion);
        sink.OnAccepted(reply);
        Dispatch(sink);
        sink.OnChunkEnd();
    }

    private HandshakeReply? TakeReply()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _filled);
        if (!Frames.TryReadFrame(ref rest, out var payload))
        {
            return null;
        }

        var reply = Handshake.ParseReply(payload);
        Keep(rest.Length);
        return reply;
    }

    /// <summary>Blocks until bytes came. False when the other side closed.</summary>
    private bool Receive()
    {
        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = _socket.Receive(_buffer, _filled, _buffer.Length - _filled, SocketFlags.None);
        _filled += count;
        return count > 0;
    }

    private void Dispatch(IFrameSink sink)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _filled);
        while (Frames.TryReadFrame(ref rest, out var payload))
        {
            sink.OnFrame(payload);
        }

        Keep(rest.Length);
    }

    /// <summary>Moves the unread tail to the front.</summary>
    private void Keep(int tail)
    {
        if (tail > 0 && tail < _filled)
        {
            Buffer.BlockCopy(_buffer, _filled - tail, _buffer, 0, tail);
        }

        _filled = tail;
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Close($"sending failed: {e.Message}");
            throw e as SocketException ?? new SocketException((int)SocketError.Shutdown);
        }
    }
}
