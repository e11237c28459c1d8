using System.Buffers;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Client side: one request becomes one whole frame, byte for byte as IB's own client writes it.</summary>
public static class ClientMessageEncoder
{
    /// <summary>Appends the frame, length first. Nothing is written when encoding fails.</summary>
    /// <exception cref="TwsMessageException">A text holds characters that cannot be sent, or the message is too long.</exception>
    public static void Encode(ClientMessage message, int serverVersion, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(output);
        var fields = new FieldWriter(WireSide.Client, (int)message.MessageId);
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
