using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using OrleansTrader.IbProtocol.Recording;

namespace OrleansTrader.IbBridge.Recording;

/// <summary>Keeps every frame with time and direction. The caller only copies bytes into memory; a thread of its own compresses and writes them.</summary>
/// <remarks>
/// Bounded: when the disk does not keep up, frames are left out, counted, and an entry says so. A failing disk turns the recorder off with an error; it never touches the session.
/// At most <see cref="FlushInterval"/> of the recording is lost with the process.
/// </remarks>
internal sealed partial class FlightRecorder : IAsyncDisposable
{
    private const int ChunkBytes = 256 * 1024;
    private const int MaxChunks = 64;

    /// <summary>Room kept for an entry that says how much was left out.</summary>
    private const int LostLength = RecordingFormat.HeaderLength + 20;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly RecorderOptions _options;
    private readonly BridgeMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Queue<Chunk> _full = new();
    private readonly Stack<Chunk> _free = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writing;
    private Chunk _current = new(ChunkBytes);
    private int _chunks = 1;
    private long _lost;
    private volatile bool _on;

    public FlightRecorder(IbBridgeOptions options, BridgeMetrics metrics, TimeProvider clock, ILogger<FlightRecorder> logger)
    {
        _options = options.Recorder;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _on = _options.Directory.Length > 0;
        _writing = _on ? Task.Factory.StartNew(WriteAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap() : Task.CompletedTask;
    }

    /// <summary>Notes that a session with this server version begins.</summary>
    public void Session(int serverVersion) => Add(RecordedKind.Session, Encoding.ASCII.GetBytes(serverVersion.ToString(CultureInfo.InvariantCulture)));

    public void Received(ReadOnlySpan<byte> payload) => Add(RecordedKind.Received, payload);

    public void Sent(ReadOnlySpan<byte> payload) => Add(RecordedKind.Sent, payload);

    /// <summary>Writes what is in memory and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _on = false;
        await _stop.CancelAsync();
        await _writing;
        _stop.Dispose();
        _wake.Dispose();
    }

    private void Add(RecordedKind kind, ReadOnlySpan<byte> payload)
    {
        if (!_on)
        {
            return;
        }

        lock (_gate)
        {
            if (!_current.Fits(payload.Length + LostLength) && !TryNextChunk(payload.Length + LostLength))
            {
                _lost++;
                _metrics.CountUnrecorded();
                return;
            }

            if (_lost > 0)
            {
                _current.Append(RecordedKind.Lost, _clock.GetUtcNow(), Encoding.ASCII.GetBytes(_lost.ToString(CultureInfo.InvariantCulture)));
                _lost = 0;
            }

            _current.Append(kind, _clock.GetUtcNow(), payload);
        }
    }

    /// <summary>False when all chunks wait for the disk.</summary>
    private bool TryNextChunk(int payloadLength)
    {
        var size = Math.Max(ChunkBytes, payloadLength + RecordingFormat.HeaderLength); // A frame longer than a chunk gets one of its own, which is not kept.
        Chunk? next = null;
        if (size > ChunkBytes || !_free.TryPop(out next))
        {
            if (_chunks >= MaxChunks)
            {
                return false;
            }

            next = new Chunk(size);
            _chunks++;
        }

        _full.Enqueue(_current);
        _current = next;
        _wake.Release();
        return true;
    }

    private async Task WriteAsync()
    {
        var file = new RecordingFiles(_options, _clock);
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await ((Task)_wake.WaitAsync(FlushInterval, _stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                WriteWaiting(file);
            }

            WriteWaiting(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _on = false;
            LogOff(_options.Directory, e);
        }
        finally
        {
            file.Dispose();
        }
    }

    private void WriteWaiting(RecordingFiles file)
    {
        while (Take() is { } chunk)
        {
            file.Write(chunk.Bytes);
            Return(chunk);
        }

        file.Flush();
    }

    /// <summary>The oldest full chunk, else what the current one has.</summary>
    private Chunk? Take()
    {
        lock (_gate)
        {
            if (_full.TryDequeue(out var chunk))
            {
                return chunk;
            }

            if (_current.Bytes.Length == 0)
            {
                return null;
            }

            chunk = _current;
            _current = _free.TryPop(out var next) ? next : new Chunk(ChunkBytes);
            _chunks += next is null ? 1 : 0;
            return chunk;
        }
    }

    private void Return(Chunk chunk)
    {
        lock (_gate)
        {
            chunk.Clear();
            if (chunk.Capacity == ChunkBytes)
            {
                _free.Push(chunk);
            }
            else
            {
                _chunks--;
            }
        }
    }

    private sealed class Chunk(int capacity)
    {
        private readonly byte[] _bytes = new byte[capacity];
        private int _length;

        public int Capacity => _bytes.Length;

        public Span<byte> Bytes => _bytes.AsSpan(0, _length);

        public bool Fits(int payloadLength) => _bytes.Length - _length >= payloadLength + RecordingFormat.HeaderLength;

        public void Append(RecordedKind kind, DateTimeOffset at, ReadOnlySpan<byte> payload)
        {
            RecordingFormat.WriteHeader(_bytes.AsSpan(_length), kind, at, payload.Length);
            payload.CopyTo(_bytes.AsSpan(_length + RecordingFormat.HeaderLength));
            _length += RecordingFormat.HeaderLength + payload.Length;
        }

        public void Clear() => _length = 0;
    }

    [LoggerMessage(EventId = 3601, Level = LogLevel.Error, Message = "The flight recorder is off: {Directory} cannot be written")]
    private partial void LogOff(string directory, Exception exception);
}
