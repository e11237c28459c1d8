using System.Globalization;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol.Recording;

/// <summary>An entry of a recording with what it means.</summary>
/// <param name="Entry">As recorded.</param>
/// <param name="Name">The message's name on the wire: openOrder, placeOrder.</param>
/// <param name="Message">The decoded message; null when it could not be decoded or is none.</param>
/// <param name="Problem">Why it could not be decoded, or what the entry says when it is no message.</param>
/// <param name="Trailing">Fields behind the known ones.</param>
public sealed record DecodedEntry(RecordedEntry Entry, string Name, object? Message, string? Problem, int Trailing)
{
    /// <summary>Decodes one entry; what cannot be decoded says why instead of throwing.</summary>
    public static DecodedEntry From(RecordedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Kind switch
        {
            RecordedKind.Session => new(entry, "session", null, $"server version {entry.Text}", 0),
            RecordedKind.Lost => new(entry, "lost", null, $"{entry.Text} frames were not recorded", 0),
            RecordedKind.Sent => FromClient(entry),
            _ => FromServer(entry),
        };
    }

    private static DecodedEntry FromClient(RecordedEntry entry)
    {
        try
        {
            var request = ClientMessageDecoder.Decode(entry.Payload, entry.ServerVersion);
            return new(entry, Camel(request.MessageId.ToString()), request, null, 0);
        }
        catch (TwsMessageException e)
        {
            return new(entry, NameOf<ClientMessageId>(entry.Payload), null, e.Message, 0);
        }
    }

    private static DecodedEntry FromServer(RecordedEntry entry)
    {
        var collector = new Collector();
        try
        {
            ServerMessageDecoder.Decode(entry.Payload, entry.ServerVersion, collector);
            var problem = collector.Message is null ? "unknown message" : null;
            return new(entry, NameOf<ServerMessageId>(entry.Payload), collector.Message, problem, collector.Trailing);
        }
        catch (TwsMessageException e)
        {
            return new(entry, NameOf<ServerMessageId>(entry.Payload), null, e.Message, 0);
        }
    }

    private static string NameOf<TId>(ReadOnlySpan<byte> payload)
        where TId : struct, Enum
    {
        var end = payload.IndexOf((byte)0);
        var text = System.Text.Encoding.Latin1.GetString(end < 0 ? payload : payload[..end]);
        var known = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Enum.IsDefined((TId)Enum.ToObject(typeof(TId), id));
        return known ? Camel(Enum.ToObject(typeof(TId), id).ToString()!) : $"message {text}";
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private sealed class Collector : IServerMessageHandler
    {
        public object? Message { get; private set; }

        public int Trailing { get; private set; }

        public void OnTickPrice(in TickPriceMessage message) => Message = message;

        public void OnTickSize(in TickSizeMessage message) => Message = message;

        public void OnTickString(in TickStringMessage message) => Message = message;

        public void OnTickGeneric(in TickGenericMessage message) => Message = message;

        public void OnTickByTickAllLast(in TickByTickAllLastMessage message) => Message = message;

        public void OnTickByTickBidAsk(in TickByTickBidAskMessage message) => Message = message;

        public void OnTickByTickMidPoint(in TickByTickMidPointMessage message) => Message = message;

        public void OnRealTimeBar(in RealTimeBarMessage message) => Message = message;

        public void OnOrderStatus(in OrderStatusMessage message) => Message = message;

        public void OnMessage(ServerMessage message) => Message = message;

        public void OnUnknown(int id, ReadOnlySpan<byte> payload) => Message = null;

        public void OnTrailing(int id, int count) => Trailing = count;
    }
}
