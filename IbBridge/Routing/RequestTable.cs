using System.Collections.Concurrent;
using OrleansTrader.Domain.Ports;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.Routing;

/// <summary>A request that waits for its answer. The reader thread calls it; it must not block.</summary>
internal interface IAnswer
{
    void OnMessage(ServerMessage message);

    void OnTick(in TickPriceMessage tick);

    void OnTick(in TickSizeMessage tick);

    void OnError(int code, string text);

    /// <summary>No answer will come any more.</summary>
    void Fail(Exception cause);
}

/// <summary>Open requests by request id. Ids start at 1,000,000,000, so an error's id is never both a request's and an order's (design R5).</summary>
internal sealed class RequestTable
{
    public const int FirstId = 1_000_000_000;

    /// <summary>IB's way to say "there is no connection".</summary>
    public const int NotConnected = 504;

    private readonly ConcurrentDictionary<int, IAnswer> _open = new();
    private int _last = FirstId - 1;

    public static bool IsRequestId(int id) => id >= FirstId;

    public int NextId() => Interlocked.Increment(ref _last);

    public void Open(int id, IAnswer answer) => _open[id] = answer;

    public void Close(int id) => _open.TryRemove(id, out _);

    public IAnswer? Find(int id) => _open.GetValueOrDefault(id);

    /// <summary>The session ended: nobody answers any more.</summary>
    public void FailAll(string cause)
    {
        foreach (var id in _open.Keys)
        {
            if (_open.TryRemove(id, out var answer))
            {
                answer.Fail(new GatewayRequestException(NotConnected, cause));
            }
        }
    }
}
