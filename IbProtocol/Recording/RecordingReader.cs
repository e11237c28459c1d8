using System.IO.Compression;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol.Recording;

/// <summary>Reads a recording entry by entry. One that was cut short, by a kill or because it is still being written, gives every whole entry.</summary>
public sealed class RecordingReader : IDisposable
{
    private readonly GZipStream _stream;
    private int _serverVersion = Versions.Max;

    /// <exception cref="InvalidDataException">The stream is no recording.</exception>
    public RecordingReader(Stream stream)
    {
        _stream = new GZipStream(stream, CompressionMode.Decompress);
        Span<byte> magic = stackalloc byte[RecordingFormat.Magic.Length];
        if (!TryFill(magic) || !magic.SequenceEqual(RecordingFormat.Magic))
        {
            throw new InvalidDataException("This is no recording of the wire.");
        }
    }

    /// <summary>True once the end was reached in the middle of an entry.</summary>
    public bool IsCut { get; private set; }

    public void Dispose() => _stream.Dispose();

    /// <summary>The next entry, null at the end.</summary>
    /// <exception cref="InvalidDataException">The entry cannot be one: the file is damaged from here on.</exception>
    public RecordedEntry? Read()
    {
        Span<byte> header = stackalloc byte[RecordingFormat.HeaderLength];
        if (!TryFill(header))
        {
            return null;
        }

        var (kind, ticks, length) = RecordingFormat.ReadHeader(header);
        if (!Enum.IsDefined(kind) || length is < 0 or > Frames.MaxPayloadLength || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            throw new InvalidDataException($"The recording is damaged: kind {(byte)kind}, length {length}.");
        }

        var payload = new byte[length];
        if (!TryFill(payload))
        {
            IsCut = true;
            return null;
        }

        if (kind == RecordedKind.Session)
        {
            _serverVersion = RecordedEntry.VersionOf(payload);
        }

        return new RecordedEntry(kind, new DateTimeOffset(ticks, TimeSpan.Zero), _serverVersion, payload);
    }

    /// <summary>Every entry up to the end.</summary>
    public IEnumerable<RecordedEntry> ReadAll()
    {
        while (Read() is { } entry)
        {
            yield return entry;
        }
    }

    private bool TryFill(Span<byte> target)
    {
        var filled = 0;
        try
        {
            while (filled < target.Length && _stream.Read(target[filled..]) is > 0 and var count)
            {
                filled += count;
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            IsCut = true; // The compressed stream itself ends in its middle.
            return false;
        }

        IsCut |= filled > 0 && filled < target.Length;
        return filled == target.Length;
    }
}
