using System.Globalization;
using System.IO.Compression;
using OrleansTrader.IbProtocol.Recording;

namespace OrleansTrader.IbBridge.Recording;

/// <summary>The files of one process: written entry by entry, closed at their size, the oldest deleted. Only for the recorder's own thread.</summary>
internal sealed class RecordingFiles(RecorderOptions options, TimeProvider clock) : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly AccountMask _mask = new();
    private FileStream? _file;
    private GZipStream? _zip;
    private byte[]? _session;
    private int _number;

    /// <summary>Writes whole entries, account numbers hidden when that is wanted. The bytes are changed by it.</summary>
    public void Write(Span<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            var (kind, _, length) = RecordingFormat.ReadHeader(entries);
            var entry = entries[..(RecordingFormat.HeaderLength + length)];
            if (options.MaskAccounts)
            {
                Hide(kind, entry[RecordingFormat.HeaderLength..]);
            }

            Append(kind, entry);
            entries = entries[entry.Length..];
        }
    }

    /// <summary>Everything written so far can be read from the file.</summary>
    public void Flush()
    {
        _zip?.Flush();
        _file?.Flush();
        if (_file?.Length > (long)options.MaxFileMiB * MiB)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _zip?.Dispose();
        _file?.Dispose();
        (_zip, _file) = (null, null);
    }

    private void Hide(RecordedKind kind, Span<byte> payload)
    {
        if (kind == RecordedKind.Received)
        {
            _mask.Learn(payload);
        }

        _mask.Apply(payload);
    }

    private void Append(RecordedKind kind, ReadOnlySpan<byte> entry)
    {
        if (_file?.Length > (long)options.MaxFileMiB * MiB)
        {
            Dispose();
        }

        if (kind == RecordedKind.Session)
        {
            _session = entry.ToArray();
        }

        if (_zip is null)
        {
            Open();
            if (kind != RecordedKind.Session && _session is { } session)
            {
                _zip!.Write(session); // Each file can be read by itself.
            }
        }

        _zip!.Write(entry);
    }

    private void Open()
    {
        Directory.CreateDirectory(options.Directory);
        var name = string.Create(CultureInfo.InvariantCulture, $"wire-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Environment.ProcessId}-{++_number:000}{RecordingFormat.Extension}");
        _file = new FileStream(Path.Combine(options.Directory, name), FileMode.Create, FileAccess.Write, FileShare.Read);
        _zip = new GZipStream(_file, CompressionLevel.Fastest);
        _zip.Write(RecordingFormat.Magic);
        foreach (var old in Directory.GetFiles(options.Directory, "wire-*" + RecordingFormat.Extension).Order(StringComparer.Ordinal).SkipLast(options.MaxFiles))
        {
            File.Delete(old);
        }
    }
}
