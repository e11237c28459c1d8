using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Server side: one payload from a client becomes one request.</summary>
public static class ClientMessageDecoder
{
    /// <summary>Decodes one payload (a frame without its length). Fields beyond the known layout are ignored.</summary>
    /// <exception cref="TwsMessageException">The request is unknown or cannot be read; the next frame is not affected.</exception>
    public static ClientMessage Decode(ReadOnlySpan<byte> payload, int serverVersion)
    {
        var fields = new FieldReader(payload, "clientMessage");
        var id = fields.ReadInt32("messageId");
        if (ClientMessageTable.Find(id) is not { } entry)
        {
            throw fields.Malformed("messageId", $"{id} is no request this codec knows", payload);
        }

        fields = new FieldReader(payload, entry.Name, fields.Position);
        return entry.Decode(ref fields, serverVersion);
    }
}
