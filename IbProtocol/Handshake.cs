using System.Buffers;
using System.Globalization;
using System.Text;
using OrleansTrader.IbProtocol.Framing;

namespace OrleansTrader.IbProtocol;

/// <summary>The start of a connection: the client's hello, the server's reply.</summary>
public static class Handshake
{
    private const int MaxHelloPayload = 1024;

    private static ReadOnlySpan<byte> Prefix => "API\0"u8;

    /// <summary>Writes the hello: unframed "API" NUL, then one frame with the version range.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="minVersion">Lowest server version to accept.</param>
    /// <param name="maxVersion">Highest server version to accept.</param>
    /// <param name="connectOptions">Normally none; <c>+PACEAPI</c> asks for pacing by the server.</param>
    public static void WriteHello(
        IBufferWriter<byte> output,
        int minVersion = Versions.ClientMin,
        int maxVersion = Versions.Max,
        string connectOptions = "")
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Prefix);
        WriteFrame(output, string.Create(CultureInfo.InvariantCulture, $"v{minVersion}..{maxVersion} {connectOptions}"));
    }

    /// <summary>Server side: takes a hello off the front of <paramref name="buffer"/>.</summary>
    /// <returns>False when it is not complete yet; the buffer is then unchanged.</returns>
    /// <exception cref="TwsProtocolException">What came is no hello.</exception>
    public static bool TryReadHello(ref ReadOnlySpan<byte> buffer, out Hello hello)
    {
        hello = default;
        var known = Math.Min(buffer.Length, Prefix.Length);
        if (!buffer[..known].SequenceEqual(Prefix[..known]))
        {
            throw new TwsProtocolException("The connection does not start with API.");
        }

        var rest = buffer[known..];
        if (rest.Length >= Frames.PrefixLength && Frames.ReadLength(rest) > MaxHelloPayload)
        {
            throw new TwsProtocolException("The version range is too long.");
        }

        if (known < Prefix.Length || !Frames.TryReadFrame(ref rest, out var payload))
        {
            return false;
        }

        hello = ParseHello(Encoding.Latin1.GetString(payload).TrimEnd('\0'));
        buffer = rest;
        return true;
    }

    /// <summary>The version to serve: the lower of the two maxima, null when the ranges do not meet.</summary>
    public static int? Negotiate(Hello hello, int serverMin = Versions.ServerMin, int serverMax = Versions.Max)
    {
        var version = Math.Min(hello.MaxVersion, serverMax);
        return version >= serverMin && version >= hello.MinVersion ? version : null;
    }

    /// <summary>Server side: the reply frame.</summary>
    /// <param name="output">Where to write.</param>
    /// <param name="serverVersion">The negotiated version.</param>
    /// <param name="connectionTime">yyyyMMdd HH:mm:ss and a zone; see <see cref="TwsTime"/>.</param>
    public static void WriteReply(IBufferWriter<byte> output, int serverVersion, string connectionTime)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteFrame(output, string.Create(CultureInfo.InvariantCulture, $"{serverVersion}\0{connectionTime}\0"));
    }

    /// <summary>Client side: reads the payload of the reply.</summary>
    /// <exception cref="TwsProtocolException">What came is no handshake reply.</exception>
    public static HandshakeReply ParseReply(ReadOnlySpan<byte> payload)
    {
        try
        {
            var fields = new FieldReader(payload, "handshakeReply");
            var version = fields.ReadInt32("serverVersion");
            var text = fields.ReadString("connectionTime");
            return version == HandshakeReply.RedirectVersion
                ? new HandshakeReply(version, "", "", text)
                : Accepted(version, text);
        }
        catch (TwsMessageException e)
        {
            throw new TwsProtocolException("The handshake reply cannot be read.", e);
        }
    }

    /// <summary>Everything behind the second blank is the zone: it may hold blanks itself.</summary>
    private static HandshakeReply Accepted(int version, string text)
    {
        var parts = text.Split(' ', 3);
        return parts.Length < 2
            ? new(version, text, "", null)
            : new(version, $"{parts[0]} {parts[1]}", parts.Length == 3 ? parts[2] : "", null);
    }

    private static Hello ParseHello(string text)
    {
        var parts = text.Trim().Split(' ', 2);
        var range = parts[0].TrimStart('v').Split("..");
        var valid = parts[0].StartsWith('v') && range.Length is 1 or 2;
        if (!valid || !TryParse(range[0], out var min) || !TryParse(range[^1], out var max) || min > max)
        {
            throw new TwsProtocolException("The hello holds no version range.");
        }

        return new(min, max, parts.Length == 2 ? parts[1].Trim() : "");
    }

    private static bool TryParse(string text, out int version) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static void WriteFrame(IBufferWriter<byte> output, string text)
    {
        var frame = new byte[Frames.PrefixLength + text.Length];
        Frames.WriteLength(frame, text.Length);
        Encoding.Latin1.GetBytes(text, frame.AsSpan(Frames.PrefixLength));
        output.Write(frame);
    }
}
