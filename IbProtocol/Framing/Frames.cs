using System.Buffers.Binary;

namespace OrleansTrader.IbProtocol.Framing;

/// <summary>The length prefix: four bytes, big endian, counting only the payload behind it.</summary>
public static class Frames
{
    public const int PrefixLength = 4;

    /// <summary>Longest payload either side may send.</summary>
    public const int MaxPayloadLength = 0xFFFFFF;

    /// <summary>Takes the first complete frame off the front of <paramref name="buffer"/>.</summary>
    /// <returns>False when the frame is not complete yet; the buffer is then unchanged.</returns>
    /// <exception cref="TwsProtocolException">The announced length is above <see cref="MaxPayloadLength"/>.</exception>
    public static bool TryReadFrame(ref ReadOnlySpan<byte> buffer, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (buffer.Length < PrefixLength)
        {
            return false;
        }

        var length = ReadLength(buffer);
        if (buffer.Length - PrefixLength < length)
        {
            return false;
        }

        payload = buffer.Slice(PrefixLength, length);
        buffer = buffer[(PrefixLength + length)..];
        return true;
    }

    /// <summary>Reads the prefix at the front of <paramref name="prefix"/> (at least four bytes).</summary>
    /// <exception cref="TwsProtocolException">The announced length is above <see cref="MaxPayloadLength"/>.</exception>
    public static int ReadLength(ReadOnlySpan<byte> prefix)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        return length <= MaxPayloadLength
            ? (int)length
            : throw new TwsProtocolException($"A frame announces {length} bytes; at most {MaxPayloadLength} are allowed.");
    }

    /// <summary>Writes the prefix for a payload of <paramref name="payloadLength"/> bytes.</summary>
    /// <exception cref="TwsProtocolException">The payload is longer than <see cref="MaxPayloadLength"/>.</exception>
    public static void WriteLength(Span<byte> prefix, int payloadLength)
    {
        if (payloadLength is < 0 or > MaxPayloadLength)
        {
            throw new TwsProtocolException($"A payload of {payloadLength} bytes cannot be framed; at most {MaxPayloadLength} are allowed.");
        }

        BinaryPrimitives.WriteUInt32BigEndian(prefix, (uint)payloadLength);
    }
}
