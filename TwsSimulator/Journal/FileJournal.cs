using System.Buffers;
using System.Text.Json;
using OrleansTrader.Domain.Serialization;

namespace OrleansTrader.TwsSimulator.Journal;

/// <summary>One batch of JSON records per line, so that a batch is there as a whole or not at all; flushed to the disk before <see cref="Append"/> returns. One process at a time.</summary>
internal sealed class FileJournal : IExchangeJournal
{
    public const string FileName = "exchange.jsonl";

    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private FileJournal(FileStream file) => _file = file;

    /// <summary>Opens or creates the journal of <paramref name="folder"/> and reads it; a torn last line is cut off.</summary>
    /// <exception cref="SimulatorStartException">The folder cannot be used, another simulator has it, or a line in the middle is damaged.</exception>
    public static FileJournal Open(string folder, bool reset, out IReadOnlyList<JournalRecord> records)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            try
            {
                if (reset)
                {
                    file.SetLength(0);
                }

                records = Replay(file, path);
                return new FileJournal(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SimulatorStartException($"The data folder {folder} cannot be used: {e.Message}", e);
        }
    }

    public void Append(IReadOnlyList<JournalRecord> records)
    {
        if (records.Count == 0)
        {
            return;
        }

        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            JsonSerializer.Serialize(json, records, DomainJson.Options);
        }

        _buffer.Write("\n"u8);
        _file.Write(_buffer.WrittenSpan);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static List<JournalRecord> Replay(FileStream file, string path)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var (records, start, line) = (new List<JournalRecord>(), 0, 0);
        while (start < bytes.Length)
        {
            var length = bytes.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            records.AddRange(Read(bytes.AsSpan(start, length), ++line, path));
            start += length + 1;
        }

        file.SetLength(start);
        file.Seek(0, SeekOrigin.End);
        return records;
    }

    private static JournalRecord[] Read(ReadOnlySpan<byte> line, int number, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalRecord[]>(line, DomainJson.Options) ?? throw new JsonException("The line is null.");
        }
        catch (JsonException e)
        {
            throw new SimulatorStartException($"Line {number} of {path} is damaged ({e.Message}); start with --reset to begin anew.", e);
        }
    }
}
