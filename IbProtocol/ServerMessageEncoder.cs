using System.Buffers;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Server side (simulator): one message becomes one whole frame.</summary>
public static class ServerMessageEncoder
{
    /// <summary>Appends the frame, length first. Nothing is written when encoding fails. Structs are not boxed.</summary>
    /// <exception cref="TwsMessageException">The message is too long or a text holds a NUL.</exception>
    public static void Encode<T>(in T message, int serverVersion, IBufferWriter<byte> output)
        where T : IServerMessage
    {
        ArgumentNullException.ThrowIfNull(output);
        var fields = new FieldWriter(WireSide.Server, (int)message.MessageId);
        try
        {
            fields.WriteInt32((int)message.MessageId);
            message.Encode(ref fields, serverVersion);
            fields.CopyFrameTo(output);
        }
        finally
        {
            fields.Dispose();
        }
    }
}
