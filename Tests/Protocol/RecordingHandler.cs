using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.Tests.Protocol;

/// <summary>Keeps what the decoder delivers.</summary>
internal sealed class RecordingHandler : IServerMessageHandler
{
    public List<IServerMessage> Messages { get; } = [];

    public List<int> Unknown { get; } = [];

    public int Trailing { get; private set; }

    public void OnTickPrice(in TickPriceMessage message) => Messages.Add(message);

    public void OnTickSize(in TickSizeMessage message) => Messages.Add(message);

    public void OnTickString(in TickStringMessage message) => Messages.Add(message);

    public void OnTickGeneric(in TickGenericMessage message) => Messages.Add(message);

    public void OnTickByTickAllLast(in TickByTickAllLastMessage message) => Messages.Add(message);

    public void OnTickByTickBidAsk(in TickByTickBidAskMessage message) => Messages.Add(message);

    public void OnTickByTickMidPoint(in TickByTickMidPointMessage message) => Messages.Add(message);

    public void OnRealTimeBar(in RealTimeBarMessage message) => Messages.Add(message);

    public void OnOrderStatus(in OrderStatusMessage message) => Messages.Add(message);

    public void OnMessage(ServerMessage message) => Messages.Add(message);

    public void OnUnknown(int id, ReadOnlySpan<byte> payload) => Unknown.Add(id);

    public void OnTrailing(int id, int count) => Trailing += count;
}
