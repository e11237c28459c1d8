using System.Runtime.CompilerServices;
using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Client side: one payload from TWS becomes one call on the handler.</summary>
public static class ServerMessageDecoder
{
    /// <summary>In place of where a message ends: it is not plain.</summary>
    private const int Failed = -1;

    /// <summary>Decodes one payload (a frame without its length).</summary>
    /// <exception cref="TwsMessageException">The message cannot be read. The handler was not called; the next frame is not affected.</exception>
    public static void Decode(ReadOnlySpan<byte> payload, int serverVersion, IServerMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var id = ReadId(payload, out var body);
        var end = (ServerMessageId)id switch
        {
            ServerMessageId.TickPrice => TickPrice(payload, body, handler),
            ServerMessageId.TickSize => TickSize(payload, body, handler),
            ServerMessageId.TickByTick => TickByTick(payload, body, handler),
            ServerMessageId.OrderStatus => OrderStatus(payload, body, handler),
            ServerMessageId.TickString => TickString(payload, body, handler),
            ServerMessageId.TickGeneric => TickGeneric(payload, body, handler),
            ServerMessageId.RealTimeBar => RealTimeBar(payload, body, handler),
            _ => Other(id, payload, body, serverVersion, handler),
        };
        if (end < payload.Length)
        {
            CountTrailing(id, payload, end, handler);
        }
    }

    /// <summary>Ids have one to three digits; those that come by the million have one or two.</summary>
    private static int ReadId(ReadOnlySpan<byte> payload, out int body)
    {
        if (payload.Length > 2 && (uint)(payload[0] - '0') is <= 9 and var first)
        {
            if (payload[1] == 0)
            {
                body = 2;
                return (int)first;
            }

            if ((uint)(payload[1] - '0') is <= 9 and var second && payload[2] == 0)
            {
                body = 3;
                return (int)((first * 10) + second);
            }
        }

        return ReadOddId(payload, out body);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadOddId(ReadOnlySpan<byte> payload, out int body)
    {
        var fields = new FieldReader(payload, "serverMessage");
        var id = fields.ReadInt32("messageId");
        body = fields.Position;
        return id;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountTrailing(int id, ReadOnlySpan<byte> payload, int end, IServerMessageHandler handler) =>
        handler.OnTrailing(id, new FieldReader(payload, "serverMessage", end).CountUnread());

    // The messages that come by the million: read plainly, and again by the general reader when that fails.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TickPrice(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var plain = new PlainReader(payload, body);
        var message = TickPriceMessage.Decode(ref plain);
        if (plain.Failed)
        {
            return OddTickPrice(payload, body, handler);
        }

        handler.OnTickPrice(in message);
        return plain.Position;
    }

    private static int OddTickPrice(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.TickPrice), body);
        handler.OnTickPrice(TickPriceMessage.Decode(ref fields));
        return fields.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TickSize(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var plain = new PlainReader(payload, body);
        var message = TickSizeMessage.Decode(ref plain);
        if (plain.Failed)
        {
            return OddTickSize(payload, body, handler);
        }

        handler.OnTickSize(in message);
        return plain.Position;
    }

    private static int OddTickSize(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.TickSize), body);
        handler.OnTickSize(TickSizeMessage.Decode(ref fields));
        return fields.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OrderStatus(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var plain = new PlainReader(payload, body);
        var message = OrderStatusMessage.Decode(ref plain);
        if (plain.Failed)
        {
            return OddOrderStatus(payload, body, handler);
        }

        handler.OnOrderStatus(in message);
        return plain.Position;
    }

    private static int OddOrderStatus(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.OrderStatus), body);
        handler.OnOrderStatus(OrderStatusMessage.Decode(ref fields));
        return fields.Position;
    }

    private static int TickByTick(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var plain = new PlainReader(payload, body);
        var (reqId, kind) = (plain.ReadInt32("reqId"), (TickByTickKind)plain.ReadInt32("kind"));
        if (plain.Failed)
        {
            return OddTickByTick(payload, body, handler);
        }

        var end = kind switch
        {
            TickByTickKind.Last or TickByTickKind.AllLast => Trade(plain, reqId, kind, handler),
            TickByTickKind.BidAsk => BidAsk(plain, reqId, handler),
            _ => Failed,
        };
        return end == Failed ? OddTickByTick(payload, body, handler) : end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Trade(PlainReader plain, int reqId, TickByTickKind kind, IServerMessageHandler handler)
    {
        var message = TickByTickAllLastMessage.Decode(ref plain, reqId, kind);
        if (plain.Failed)
        {
            return Failed;
        }

        handler.OnTickByTickAllLast(in message);
        return plain.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int BidAsk(PlainReader plain, int reqId, IServerMessageHandler handler)
    {
        var message = TickByTickBidAskMessage.Decode(ref plain, reqId);
        if (plain.Failed)
        {
            return Failed;
        }

        handler.OnTickByTickBidAsk(in message);
        return plain.Position;
    }

    private static int OddTickByTick(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.TickByTick), body);
        var reqId = fields.ReadInt32("reqId");
        var kind = (TickByTickKind)fields.ReadInt32("kind");
        switch (kind)
        {
            case TickByTickKind.Last or TickByTickKind.AllLast:
                handler.OnTickByTickAllLast(TickByTickAllLastMessage.Decode(ref fields, reqId, kind));
                break;
            case TickByTickKind.BidAsk:
                handler.OnTickByTickBidAsk(TickByTickBidAskMessage.Decode(ref fields, reqId));
                break;
            case TickByTickKind.MidPoint:
                handler.OnTickByTickMidPoint(TickByTickMidPointMessage.Decode(ref fields, reqId));
                break;
            default:
                throw fields.Malformed("kind", $"{(int)kind} is unknown", default);
        }

        return fields.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TickString(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.TickString), body);
        handler.OnTickString(TickStringMessage.Decode(ref fields));
        return fields.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int TickGeneric(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.TickGeneric), body);
        handler.OnTickGeneric(TickGenericMessage.Decode(ref fields));
        return fields.Position;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RealTimeBar(ReadOnlySpan<byte> payload, int body, IServerMessageHandler handler)
    {
        var fields = new FieldReader(payload, nameof(ServerMessageId.RealTimeBar), body);
        handler.OnRealTimeBar(RealTimeBarMessage.Decode(ref fields));
        return fields.Position;
    }

    /// <summary>An unknown message is read to its end: nothing of it trails.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Other(int id, ReadOnlySpan<byte> payload, int body, int serverVersion, IServerMessageHandler handler)
    {
        if (ServerMessageTable.Find(id) is not { } entry)
        {
            handler.OnUnknown(id, payload);
            return payload.Length;
        }

        var fields = new FieldReader(payload, entry.Name, body);
        handler.OnMessage(entry.Decode(ref fields, serverVersion));
        return fields.Position;
    }
}
