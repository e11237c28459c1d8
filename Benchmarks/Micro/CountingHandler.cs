using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Benchmarks.Micro;

/// <summary>A handler that only counts.</summary>
internal sealed class CountingHandler : IServerMessageHandler
{
    public long Count { get; private set; }

    public void OnTickPrice(in TickPriceMessage message) => Count++;

    public void OnTickSize(in TickSizeMessage message) => Count++;

    public void OnTickString(in TickStringMessage message) => Count++;

    public void OnTickGeneric(in TickGenericMessage message) => Count++;

    public void OnTickByTickAllLast(in TickByTickAllLastMessage message) => Count++;

    public void OnTickByTickBidAsk(in TickByTickBidAskMessage message) => Count++;

    public void OnTickByTickMidPoint(in TickByTickMidPointMessage message) => Count++;

    public void OnRealTimeBar(in RealTimeBarMessage message) => Count++;

    public void OnOrderStatus(in OrderStatusMessage message) => Count++;

    public void OnMessage(ServerMessage message) => Count++;

    public void OnUnknown(int id, ReadOnlySpan<byte> payload) => Count++;

    public void OnTrailing(int id, int count) => Count++;
}
