using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbProtocol;

/// <summary>Receives what <see cref="ServerMessageDecoder"/> reads, on the reading thread.</summary>
/// <remarks>Hot messages come as structs through their own method and allocate nothing; everything else is a record.</remarks>
public interface IServerMessageHandler
{
    void OnTickPrice(in TickPriceMessage message);

    void OnTickSize(in TickSizeMessage message);

    void OnTickString(in TickStringMessage message);

    void OnTickGeneric(in TickGenericMessage message);

    void OnTickByTickAllLast(in TickByTickAllLastMessage message);

    void OnTickByTickBidAsk(in TickByTickBidAskMessage message);

    void OnTickByTickMidPoint(in TickByTickMidPointMessage message);

    void OnRealTimeBar(in RealTimeBarMessage message);

    void OnOrderStatus(in OrderStatusMessage message);

    /// <summary>Every message that has no method of its own.</summary>
    void OnMessage(ServerMessage message);

    /// <summary>A message id this codec does not know. The payload is valid only during the call.</summary>
    void OnUnknown(int id, ReadOnlySpan<byte> payload);

    /// <summary>A known message carried <paramref name="count"/> more fields than this codec reads; called after the message.</summary>
    void OnTrailing(int id, int count);
}
