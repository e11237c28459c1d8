using OrleansTrader.Domain.Ports;

namespace OrleansTrader.IbBridge.Orders;

/// <summary>The one counter of order ids of a gateway login and client id (design R5). Ids only rise; none is handed out before it is durably reserved.</summary>
/// <remarks>The mark is raised in the background while ids are left, so that no order waits for the database.</remarks>
internal sealed class OrderIds(IOrderIdStore store, string login, int clientId, int step) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _reserving = new(1, 1);
    private int _next;
    private int _reserved;

    /// <summary>Starts after everything this client id may have used: the durable mark, the gateway's floor, and what this process handed out.</summary>
    public async Task StartAsync(int nextValidId, CancellationToken cancellationToken)
    {
        var mark = await store.ReadHighWaterAsync(login, clientId, cancellationToken);
        lock (_gate)
        {
            // An id up to the mark may have been used by another process; only while the mark is ours is the counter itself exact.
            var floor = _next == 0 || mark > _reserved ? checked(mark + 1) : _next;
            _next = Math.Max(floor, nextValidId);
        }

        await TopUpAsync(cancellationToken);
    }

    /// <summary>Takes the next id. False when the reserved ones are used up: nothing may be sent until <see cref="TopUpAsync"/> succeeds.</summary>
    public bool TryTake(out int orderId)
    {
        lock (_gate)
        {
            orderId = _next;
            if (_next == 0 || _next > _reserved)
            {
                return false;
            }

            _next++;
            return true;
        }
    }

    public void Dispose() => _reserving.Dispose();

    /// <summary>The gateway named a higher floor (answer to reqIds after error 103).</summary>
    public void RaiseTo(int nextValidId)
    {
        lock (_gate)
        {
            _next = Math.Max(_next, nextValidId);
        }
    }

    /// <summary>True when less than half a step is left.</summary>
    public bool RunsLow
    {
        get
        {
            lock (_gate)
            {
                return _reserved - _next < step / 2;
            }
        }
    }

    /// <summary>Reserves the next step when ids run low. Calls at the same time become one.</summary>
    public async Task TopUpAsync(CancellationToken cancellationToken)
    {
        await _reserving.WaitAsync(cancellationToken);
        try
        {
            int mark;
            lock (_gate)
            {
                if (_reserved - _next >= step / 2)
                {
                    return;
                }

                mark = checked(_next - 1 + step);
            }

            await store.ReserveAsync(login, clientId, mark, cancellationToken);
            lock (_gate)
            {
                _reserved = Math.Max(_reserved, mark);
            }
        }
        finally
        {
            _reserving.Release();
        }
    }
}
