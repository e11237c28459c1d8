using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.TwsSimulator.Wire;

/// <summary>One client's socket: a blocking reader thread, and writes from the exchange's thread that never block it.</summary>
/// <remarks>
/// A batch goes straight to the socket while the kernel has room; else it waits in a bounded queue that a writer thread empties. A client that leaves
/// more than the bound unread is disconnected.
/// </remarks>
internal sealed partial class ClientConnection : IDisposable
{
    /// <summary>A batch of at most this size fits a socket that reports room: Linux reports it from a third of the buffer up.</summary>
    private const int DirectBytes = 32 * 1024;
    private const int SocketBuffer = 1 << 20;

    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket;
    private readonly Action<Inbound> _post;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly int _maxUnsentBytes;
    private readonly ArrayBufferWriter<byte> _pending = new(64 * 1024);
    private readonly object _gate = new();
    private readonly Queue<byte[]> _queue = new();
    private long _queuedBytes;
    private LinkPace? _pace;
    private bool _closeWhenSent;
    private bool _writing;
    private bool _closed;

    public ClientConnection(long id, Socket socket, int maxUnsentBytes, Action<Inbound> post, TimeProvider clock, ILogger logger)
    {
        Id = id;
        _socket = socket;
        _maxUnsentBytes = maxUnsentBytes;
        _post = post;
        _clock = clock;
        _logger = logger;
        _socket.NoDelay = true;
        _socket.SendBufferSize = SocketBuffer;
    }

    public long Id { get; }

    /// <summary>Negotiated server version; set before <see cref="Inbound.Connected"/> is posted.</summary>
    public int Version { get; private set; }

    /// <summary>Set by the exchange when startApi was accepted.</summary>
    public int? ClientId { get; set; }

    /// <summary>Nothing is sent or read any more though the socket stays open. Owned by the exchange.</summary>
    public bool Muted { get; set; }

    /// <summary>What faults leave of the answer that is being given. Owned by the exchange.</summary>
    public AnswerFilter? Filter { get; set; }

    /// <summary>How the link carries what is flushed from now on; null is as fast as it can. Set by the exchange.</summary>
    public LinkPace? Pace
    {
        get => Volatile.Read(ref _pace);
        set => Volatile.Write(ref _pace, value);
    }

    public bool IsClosed => _closed;

    public long MessagesIn { get; private set; }

    public long MessagesOut { get; private set; }

    /// <summary>Starts reading; <paramref name="greet"/> is the handshake, it returns the version or null when the client was refused.</summary>
    public void Start(Func<Socket, int?> greet)
    {
        new Thread(() => Run(greet)) { IsBackground = true, Name = $"tws-read-{Id}" }.Start();
        new Thread(WriteQueued) { IsBackground = true, Name = $"tws-write-{Id}" }.Start();
    }

    /// <summary>Adds a message to the batch. Exchange thread only.</summary>
    public void Send<T>(in T message)
        where T : IServerMessage
    {
        if (_closed || Muted || Filter?.Passes(message) == false)
        {
            return;
        }

        ServerMessageEncoder.Encode(message, Version, _pending);
        MessagesOut++;
    }

    /// <summary>Adds raw bytes to the batch, for faults. Exchange thread only.</summary>
    public void SendRaw(ReadOnlySpan<byte> bytes) => _pending.Write(bytes);

    /// <summary>Writes the batch or queues it. Exchange thread only.</summary>
    /// <returns>When the bytes were written; null when there was nothing to write.</returns>
    public long? Flush()
    {
        if (_pending.WrittenCount == 0)
        {
            return null;
        }

        var at = _clock.GetTimestamp();
        if (!Muted)
        {
            Write(_pending.WrittenSpan);
        }

        _pending.ResetWrittenCount();
        return at;
    }

    /// <summary>Closes once everything flushed so far is written and the client had 200 ms to read it.</summary>
    public void CloseAfterSending()
    {
        Flush();
        lock (_gate)
        {
            _closeWhenSent = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _socket.Dispose();
    }

    public void Dispose() => Close();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_queue.Count == 0 && !_writing && Pace is null && bytes.Length <= DirectBytes && TrySend(bytes))
            {
                return;
            }

            _queue.Enqueue(bytes.ToArray());
            _queuedBytes += bytes.Length;
            if (_queuedBytes <= _maxUnsentBytes)
            {
                Monitor.PulseAll(_gate);
                return;
            }
        }

        LogTooSlow(Id, _maxUnsentBytes);
        Close();
    }

    private bool TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (!_socket.Poll(0, SelectMode.SelectWrite))
            {
                return false;
            }

            _socket.Send(bytes);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            LogBroken(Id, e.Message);
        }

        return true;
    }

    private void WriteQueued()
    {
        while (Next() is { } bytes)
        {
            try
            {
                SendPaced(bytes);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                LogBroken(Id, e.Message);
                Close();
            }
        }

        lock (_gate)
        {
            if (!_closed)
            {
                // The official client often misses an error that comes right before the end of the stream.
                Monitor.Wait(_gate, Linger);
            }
        }

        Close();
    }

    private void SendPaced(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var pace = Pace;
            var piece = bytes[..Math.Min(bytes.Length, pace?.PieceBytes ?? bytes.Length)];
            _socket.Send(piece);
            bytes = bytes[piece.Length..];
            if (pace is not null)
            {
                WaitWhileOpen(pace.Pause);
            }
        }
    }

    /// <summary>Real time, whatever the market's clock says.</summary>
    private void WaitWhileOpen(TimeSpan pause)
    {
        lock (_gate)
        {
            var from = Stopwatch.GetTimestamp();
            for (var left = pause; left > TimeSpan.Zero && !_closed; left = pause - Stopwatch.GetElapsedTime(from))
            {
                Monitor.Wait(_gate, left);
            }
        }
    }

    private byte[]? Next()
    {
        lock (_gate)
        {
            _writing = false;
            while (_queue.Count == 0 && !_closed && !_closeWhenSent)
            {
                Monitor.Wait(_gate);
            }

            if (_closed || _queue.Count == 0)
            {
                return null;
            }

            var bytes = _queue.Dequeue();
            _queuedBytes -= bytes.Length;
            _writing = true;
            return bytes;
        }
    }

    private void Run(Func<Socket, int?> greet)
    {
        try
        {
            if (greet(_socket) is { } version)
            {
                Version = version;
                _post(new Inbound.Connected(this));
                Read();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or TwsProtocolException)
        {
            LogBroken(Id, e.Message);
        }
        finally
        {
            Close();
            _post(new Inbound.Disconnected(this));
        }
    }

    private void Read()
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (true)
        {
            var count = _socket.Receive(buffer.AsSpan(filled));
            if (count == 0)
            {
                return;
            }

            var readAt = _clock.GetTimestamp();
            filled += count;
            var left = Take(buffer.AsSpan(0, filled), readAt);
            buffer.AsSpan(filled - left, left).CopyTo(buffer);
            filled = left;
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private int Take(ReadOnlySpan<byte> bytes, long readAt)
    {
        while (Frames.TryReadFrame(ref bytes, out var payload))
        {
            try
            {
                _post(new Inbound.Request(this, ClientMessageDecoder.Decode(payload, Version), readAt));
            }
            catch (TwsMessageException e)
            {
                _post(new Inbound.Unreadable(this, e.Message));
            }

            MessagesIn++; // Counted once the exchange has it.
        }

        return bytes.Length;
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Connection {Id} ended: {Reason}")]
    private partial void LogBroken(long id, string reason);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "Connection {Id} left more than {Bytes} bytes unread and was closed")]
    private partial void LogTooSlow(long id, int bytes);
}
