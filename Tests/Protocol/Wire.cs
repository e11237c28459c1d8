using System.Buffers;
using System.Text;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Short ways to bytes and back.</summary>
internal static class Wire
{
    /// <summary>A payload from text in which | ends each field.</summary>
    public static byte[] Payload(string text) => Encoding.Latin1.GetBytes(text.Replace('|', '\0'));

    public static byte[] Frame(ClientMessage message, int serverVersion)
    {
        var output = new ArrayBufferWriter<byte>();
        ClientMessageEncoder.Encode(message, serverVersion, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Encodes by the message's own type, as the simulator does.</summary>
    public static byte[] Frame(IServerMessage message, int serverVersion)
    {
        var output = new ArrayBufferWriter<byte>();
        ServerMessageEncoder.Encode(message, serverVersion, output);
        return output.WrittenSpan.ToArray();
    }

    public static ReadOnlySpan<byte> PayloadOf(byte[] frame) => frame.AsSpan(Frames.PrefixLength);

    public static RecordingHandler Decode(ReadOnlySpan<byte> payload, int serverVersion = Versions.Max)
    {
        var handler = new RecordingHandler();
        ServerMessageDecoder.Decode(payload, serverVersion, handler);
        return handler;
    }
}
