using System.Collections.Concurrent;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The newest times from a tick's bytes written to the bytes of the order that answers it read.</summary>
internal sealed class LatencyLog(TimeProvider clock, MarketDataDesk data)
{
    private const int Kept = 100_000;

    private readonly ConcurrentQueue<LatencySample> _samples = new();

    public IReadOnlyCollection<LatencySample> Samples => _samples;

    public void Order(ClientConnection connection, int clientId, PlaceOrderRequest request, long readAt)
    {
        var conId = request.Contract.ConId;
        if (data.TickBefore(connection, conId, request.Order.LmtPrice, readAt) is not { } tick)
        {
            return;
        }

        var elapsed = clock.GetElapsedTime(tick.WrittenAt, readAt);
        _samples.Enqueue(new LatencySample(conId, clientId, request.OrderId, elapsed.TotalMicroseconds, tick.SamePrice));
        if (_samples.Count > Kept)
        {
            _samples.TryDequeue(out _);
        }
    }

    public void Clear() => _samples.Clear();
}
