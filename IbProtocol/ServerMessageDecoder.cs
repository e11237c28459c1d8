using OrleansTrader.IbProtocol.Framing;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Client side: one payload from TWS becomes one call on the handler.</summary>
public static class ServerMessageDecoder
{
    /// <summary>Decodes one payload (a frame without its length).</summary>
    /// <exception cref="TwsMessageException">The message cannot be read. The handler was not called; the next frame is not affected.</exception>
    public static void Decode(ReadOnlySpan<byte> payload, int serverVersion, IServerMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var fields = new FieldReader(payload, "serverMessage");
        var id = fields.ReadInt32("messageId");
        if (!TryDecodeHot((ServerMessageId)id, ref fields, handler))
        {
            if (ServerMessageTable.Find(id) is not { } entry)
            {
                handler.OnUnknown(id, payload);
                return;
            }

            fields.Message = entry.Name;
            handler.OnMessage(entry.Decode(ref fields, serverVersion));
        }

        if (!fields.AtEnd)
        {
            handler.OnTrailing(id, fields.CountUnread());
        }
    }

    private static bool TryDecodeHot(ServerMessageId id, ref FieldReader fields, IServerMessageHandler handler)
    {
        switch (id)
        {
            case ServerMessageId.TickPrice:
                fields.Message = nameof(ServerMessageId.TickPrice);
                handler.OnTickPrice(TickPriceMessage.Decode(ref fields));
                return true;
            case ServerMessageId.TickSize:
                fields.Message = nameof(ServerMessageId.TickSize);
                handler.OnTickSize(TickSizeMessage.Decode(ref fields));
                return true;
            case ServerMessageId.TickString:
                fields.Message = nameof(ServerMessageId.TickString);
                handler.OnTickString(TickStringMessage.Decode(ref fields));
                return true;
            case ServerMessageId.TickGeneric:
                fields.Message = nameof(ServerMessageId.TickGeneric);
                handler.OnTickGeneric(TickGenericMessage.Decode(ref fields));
                return true;
            case ServerMessageId.TickByTick:
                fields.Message = nameof(ServerMessageId.TickByTick);
                DecodeTickByTick(ref fields, handler);
                return true;
            case ServerMessageId.RealTimeBar:
                fields.Message = nameof(ServerMessageId.RealTimeBar);
                handler.OnRealTimeBar(RealTimeBarMessage.Decode(ref fields));
                return true;
            case ServerMessageId.OrderStatus:
                fields.Message = nameof(ServerMessageId.OrderStatus);
                handler.OnOrderStatus(OrderStatusMessage.Decode(ref fields));
                return true;
            default:
                return false;
        }
    }

    private static void DecodeTickByTick(ref FieldReader fields, IServerMessageHandler handler)
    {
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
    }
}
