using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Tells the owner of an order what happens to it, after random short delays and with the faults in force.</summary>
/// <remarks>Events of one order keep their order unless a fault says otherwise. What the owner misses while away is not sent again.</remarks>
internal sealed class OrderEvents(ExchangeFloor floor)
{
    private readonly Dictionary<long, TimeSpan> _lastDue = [];
    private bool _late;

    /// <summary>openOrder and orderStatus with the order as it is now.</summary>
    public void Pair(SimulatedOrder order, IbOrderStatus? status = null)
    {
        Post(order, "openOrder", WireOrders.OpenOrder(order, floor.Listing(order.ConId), status));
        Status(order, status);
    }

    public void Status(SimulatedOrder order, IbOrderStatus? status = null) => Post(order, "orderStatus", WireOrders.OrderStatus(order, status));

    /// <summary>The gateway itself says no: heard even while the link is down.</summary>
    public void Refused(SimulatedOrder order, OrderRefusal refusal)
    {
        Error(order, refusal.Code, refusal.Text);
        Pair(order);
    }

    public void Error(SimulatedOrder order, int code, string text) =>
        Post(order, "error", new ErrMsgMessage { Id = order.OrderId, ErrorCode = code, ErrorMsg = text, ErrorTime = floor.Now });

    /// <summary>execDetails, the pair, and the commission in its own time.</summary>
    public void Fill(SimulatedOrder order, SimulatedExecution execution)
    {
        var fault = floor.Faults.Use(FaultKind.Commission, FaultScope.Of(order));
        var report = WireOrders.Commission(execution);
        var when = fault?.Request.When ?? "after";
        if (when == "before")
        {
            Post(order, "commission", report);
        }

        Post(order, "execution", WireOrders.Execution(execution, floor.Listing(execution.ConId), ExecDetailsMessage.LiveReqId));
        Pair(order);
        if (when is "after" or "late")
        {
            var usual = when == "late" ? TimeSpan.FromMilliseconds(fault!.Milliseconds(5000)) : RandomUpTo(floor.Options.CommissionDelay);
            floor.Outbox.At(DueOf(order) + usual, () => Commission(order.PermId, report));
        }
    }

    /// <summary>A trade was changed: the execution and the pair (unless its commission alone changed), then the commission.</summary>
    public void Revised(SimulatedOrder order, SimulatedExecution execution, bool commissionOnly)
    {
        if (!commissionOnly)
        {
            Post(order, "execution", WireOrders.Execution(execution, floor.Listing(execution.ConId), ExecDetailsMessage.LiveReqId));
            Pair(order);
        }

        Post(order, "commission", WireOrders.Commission(execution));
    }

    private void Commission(long permId, CommissionReportMessage report)
    {
        if (floor.State.Order(permId) is { } order)
        {
            Pair(order);
            Post(order, "commission", report);
        }
    }

    private void Post<T>(SimulatedOrder order, string name, T message)
        where T : IServerMessage
    {
        var scope = FaultScope.Of(order, name);
        if (name != "error" && floor.Faults.Use(FaultKind.LoseStatus, scope) is not null)
        {
            return;
        }

        var due = Later(order, scope);
        floor.Outbox.At(due, () => Deliver(order, message));
        if (floor.Faults.Use(FaultKind.Duplicate, scope) is not null)
        {
            floor.Outbox.At(due, () => Deliver(order, message));
        }
    }

    private TimeSpan Later(SimulatedOrder order, in FaultScope scope)
    {
        var due = DueOf(order) is var last && floor.Outbox.Now + RandomUpTo(floor.Options.OrderEventDelay) is var now && now > last ? now : last;
        if (floor.Faults.Use(FaultKind.Delay, scope) is { } delay)
        {
            due = Max(due, floor.Outbox.Now + TimeSpan.FromMilliseconds(delay.Milliseconds(500)));
        }

        _lastDue[order.PermId] = due;
        if (floor.Faults.Use(FaultKind.Reorder, scope) is { } reorder)
        {
            _late = !_late;
            return _late ? due + TimeSpan.FromMilliseconds(reorder.Milliseconds(50)) : due;
        }

        return due;
    }

    private void Deliver<T>(SimulatedOrder order, in T message)
        where T : IServerMessage
    {
        if (!order.IsOpen && DueOf(order) <= floor.Outbox.Now)
        {
            _lastDue.Remove(order.PermId);
        }

        if (!floor.LinkUp && order.Accepted)
        {
            return;
        }

        floor.Client(order.ClientId)?.Send(message);
        if (floor.Options.MasterClientId is { } master && master != order.ClientId)
        {
            floor.Client(master)?.Send(message);
        }
    }

    private TimeSpan DueOf(SimulatedOrder order) => _lastDue.GetValueOrDefault(order.PermId);

    private TimeSpan RandomUpTo(TimeSpan longest) => longest * floor.Random.NextDouble();

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
