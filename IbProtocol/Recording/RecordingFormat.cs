using System.Buffers.Binary;

namespace OrleansTrader.IbProtocol.Recording;

/// <summary>
/// A recording is a gzip stream: <c>TWSREC1\n</c>, then entries of kind (1 byte), UTC ticks (8, big endian), payload length (4, big endian) and payload.
/// Several gzip members behind each other are one stream.
/// </summary>
public static class RecordingFormat
{
    public const string Extension = ".twsrec.gz";
    public const int HeaderLength = 13;

    public static ReadOnlySpan<byte> Magic => "TWSREC1\n"u8;

    /// <summary>Writes the head of one entry; the payload follows it.</summary>
    public static void WriteHeader(Span<byte> target, RecordedKind kind, DateTimeOffset at, int payloadLength)
    {
        target[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(target[1..], at.UtcTicks);
        BinaryPrimitives.WriteInt32BigEndian(target[9..], payloadLength);
    }

    public static (RecordedKind Kind, long UtcTicks, int PayloadLength) ReadHeader(ReadOnlySpan<byte> header) =>
        ((RecordedKind)header[0], BinaryPrimitives.ReadInt64BigEndian(header[1..]), BinaryPrimitives.ReadInt32BigEndian(header[9..]));
}
