using System.Collections.Concurrent;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.IbBridge.Orders;

/// <summary>What we wrote last for an order.</summary>
internal enum OrderWrite
{
    Place = 1,
    Modify = 2,
    Cancel = 3,
}

/// <summary>The orders this process wrote, noted before the bytes leave: an answer can overtake the write's return.</summary>
/// <remarks>Bounded: the oldest are forgotten, which only makes an error's meaning less exact.</remarks>
internal sealed class SentOrders
{
    private const int Kept = 20_000;

    private readonly ConcurrentDictionary<int, SentOrder> _orders = new();
    private readonly ConcurrentQueue<int> _age = new();

    public void Placing(int orderId, ClientOrderId id)
    {
        _orders[orderId] = new SentOrder(id, OrderWrite.Place);
        _age.Enqueue(orderId);
        while (_age.Count > Kept && _age.TryDequeue(out var oldest))
        {
            _orders.TryRemove(oldest, out _);
        }
    }

    public void Writing(int orderId, OrderWrite write)
    {
        if (_orders.TryGetValue(orderId, out var known))
        {
            _orders[orderId] = known with { Last = write };
        }
        else
        {
            _orders[orderId] = new SentOrder(null, write);
            _age.Enqueue(orderId);
        }
    }

    public OrderWrite? Last(int orderId) => _orders.TryGetValue(orderId, out var known) ? known.Last : null;

    /// <summary>Null for orders of an earlier process.</summary>
    public ClientOrderId? Find(int orderId) => _orders.TryGetValue(orderId, out var known) ? known.Id : null;

    private readonly record struct SentOrder(ClientOrderId? Id, OrderWrite Last);
}
