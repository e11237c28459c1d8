using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>The pacing slots taken for one decision (design R9); what it does not send with is given back.</summary>
internal sealed class OrderSlots : IDisposable
{
    private readonly IBroker _broker;
    private int _left;

    private OrderSlots(IBroker broker, int left, bool areGranted) => (_broker, _left, AreGranted) = (broker, left, areGranted);

    /// <summary>False when the lane was emptied while waiting: then none of the messages may go.</summary>
    public bool AreGranted { get; }

    /// <summary>One slot for each message to come.</summary>
    public static async ValueTask<OrderSlots> TakeAsync(IBroker broker, int messages, CancellationToken cancellationToken)
    {
        if (messages > 0 && !await broker.AcquireOrderSlotAsync(cancellationToken, messages))
        {
            return new OrderSlots(broker, 0, areGranted: false);
        }

        return new OrderSlots(broker, messages, areGranted: true);
    }

    /// <summary>So many messages are committed to be sent: their slots end with them.</summary>
    public void Use(int messages) => _left -= messages;

    public void Dispose()
    {
        if (_left > 0)
        {
            _broker.ReleaseOrderSlots(_left);
            _left = 0;
        }
    }
}
