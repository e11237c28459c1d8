using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Tests.Support;

/// <summary>A broker as a model: orders, executions and positions as the exchange has them, and the reports it gives of them.</summary>
/// <remarks>It never fills beyond an order's quantity, and forgets nothing; who listens may lose, repeat or reorder the reports.</remarks>
internal sealed class ModelGateway
{
    public const int ClientId = 1;

    private int _nextOrderId = 100;
    private long _nextPermId = 5000;
    private int _nextExec = 1;
    private long _nextSnapshot = 1;

    public AccountId Account { get; init; } = AccountId.Of("DUSIM1");

    public List<ModelOrder> Orders { get; } = [];

    public List<ExecutionReport> Executions { get; } = [];

    public Dictionary<ConId, decimal> Positions { get; } = [];

    /// <summary>Per unit, as the broker counts it; 10 where nothing is said.</summary>
    public Dictionary<ConId, decimal> AverageCosts { get; } = [];

    public long Session { get; set; } = 1;

    /// <summary>Of a parent that ends half-filled every other exit is reduced to that by the exchange itself; the rest is left to us.</summary>
    public bool ReducesExits { get; init; }

    /// <summary>Reports given since the last read, in order.</summary>
    public List<BrokerEvent> Outbox { get; } = [];

    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);

    public IEnumerable<ModelOrder> Live => Orders.Where(static order => order.IsLive);

    public ModelOrder Place(OrderIntent intent, string orderRef)
    {
        var order = new ModelOrder(_nextOrderId++, PermId.Of(_nextPermId++), intent, orderRef);
        Orders.Add(order);
        return order;
    }

    public void Acknowledge(ModelOrder order)
    {
        Outbox.Add(Open(order, null));
        Outbox.Add(Status(order));
    }

    /// <summary>Takes a change as the exchange would: refused when the order is over or fills more than the new size.</summary>
    public void Modify(ModelOrder order, Quantity quantity, OrderTerms terms)
    {
        if (!order.IsLive || quantity.Value < order.Filled)
        {
            Outbox.Add(new OrderErrorReport(order.OrderId, 104, OrderErrorKind.ModifyRejected, "Cannot modify a filled order"));
            return;
        }

        order.Intent = order.Intent with { Quantity = quantity, Terms = terms };
        order.Status = order.Filled == quantity.Value ? BrokerOrderStatus.Filled : order.Status;
        Outbox.AddRange([Open(order, null), Status(order)]);
    }

    /// <summary>The exchange takes some of the order away by itself, as in an OCA group that reduces.</summary>
    public void Reduce(ModelOrder order, decimal quantity)
    {
        order.Intent = order.Intent with { Quantity = Quantity.Of(quantity) };
        order.Status = order.Filled == quantity ? BrokerOrderStatus.Filled : order.Status;
        Outbox.AddRange([Open(order, null), Status(order)]);
    }

    /// <summary>A change on its way arrives.</summary>
    public void TakeChange(ModelOrder order)
    {
        if (order.Change is var (quantity, terms))
        {
            order.Change = null;
            Modify(order, quantity, terms);
        }
    }

    /// <summary>A change on its way is shown as if it were taken, then refused: the gateway's echo came before the venue's answer.</summary>
    public void RefuseShownChange(ModelOrder order)
    {
        if (order.Change is var (quantity, terms) && order.IsLive)
        {
            order.Change = null;
            Outbox.Add(Open(order, null) with { Quantity = quantity, Terms = terms });
            Outbox.Add(new OrderErrorReport(order.OrderId, 134, OrderErrorKind.ModifyRejected, "Modify order failed"));
        }
    }

    /// <summary>What it may fill now: an exit closes what its parent has opened and no other exit has closed.</summary>
    public decimal Fillable(ModelOrder order) => order.Intent.Bracket?.Parent is { } parent
        ? Math.Min(order.Leaves, Orders.Where(o => o.Intent.Id == parent).Sum(static o => o.Filled) - Orders.Where(o => o.Intent.Bracket?.Parent == parent).Sum(static o => o.Filled))
        : order.Leaves;

    /// <summary>The other exits of its bracket shrink by what it fills.</summary>
    public ExecutionReport Fill(ModelOrder order, decimal quantity, decimal price)
    {
        var execution = FillAlone(order, quantity, price);
        foreach (var sibling in Live.Where(o => o != order && o.Intent.Bracket?.Parent is { } parent && parent == order.Intent.Bracket?.Parent).ToArray())
        {
            if (sibling.Leaves > quantity)
            {
                Reduce(sibling, sibling.Intent.Quantity.Value - quantity);
            }
            else
            {
                ConfirmCancel(sibling);
            }
        }

        return execution;
    }

    private ExecutionReport FillAlone(ModelOrder order, decimal quantity, decimal price)
    {
        order.Filled += quantity;
        order.Status = order.Filled == order.Intent.Quantity.Value ? BrokerOrderStatus.Filled : order.Status;
        Positions[order.Intent.ConId] = Positions.GetValueOrDefault(order.Intent.ConId) + (order.Intent.Side.Sign() * quantity);
        var execution = new ExecutionReport(
            ExecId.Of($"e{_nextExec++:x6}.01"), Account, order.Intent.ConId, "SYM" + order.Intent.ConId, SecurityType.Stock, Currency.Usd, 1,
            order.OrderId, ClientId, order.PermId, order.OrderRef, order.Intent.Side, Quantity.Of(quantity), Price.Of(price), Now, false, "SIM", false, null);
        Executions.Add(execution);
        Outbox.AddRange([execution, Status(order), Commission(execution), Position(order.Intent.ConId, null)]);
        return execution;
    }

    public void ConfirmCancel(ModelOrder order)
    {
        order.Status = BrokerOrderStatus.Cancelled;
        foreach (var exit in Live.Where(o => ReducesExits && o.Intent.Bracket?.Parent == order.Intent.Id && o.OrderId % 2 == 0).ToArray())
        {
            if (Fillable(exit) is var rest and > 0 && rest < exit.Leaves)
            {
                Reduce(exit, exit.Filled + rest);
            }
        }

        Outbox.Add(Status(order));
        Outbox.Add(new OrderErrorReport(order.OrderId, 202, OrderErrorKind.Cancelled, "Order Canceled"));
    }

    public void Reject(ModelOrder order)
    {
        order.Status = BrokerOrderStatus.Inactive;
        Outbox.Add(new OrderErrorReport(order.OrderId, 201, OrderErrorKind.Rejected, "Order rejected - reason: margin"));
        Outbox.Add(Status(order));
    }

    /// <summary>All lists of R8 with their end markers.</summary>
    public ImmutableArray<BrokerEvent> Lists(long synchronization)
    {
        var open = Snapshot(SnapshotKind.OpenOrders);
        var executions = Snapshot(SnapshotKind.Executions);
        var completed = Snapshot(SnapshotKind.CompletedOrders);
        var positions = Snapshot(SnapshotKind.Positions);
        var again = Snapshot(SnapshotKind.Executions);
        return
        [
            new SnapshotBegan(open), .. Live.Select(order => Open(order, open)), new SnapshotEnded(open),
            new SnapshotBegan(executions), .. Booked(executions), new SnapshotEnded(executions),
            new SnapshotBegan(completed), .. Orders.Where(static order => order.Status is BrokerOrderStatus.Cancelled or BrokerOrderStatus.Filled).Select(order => Completed(order, completed)), new SnapshotEnded(completed),
            new SnapshotBegan(positions), .. Positions.Where(static p => p.Value != 0).Select(p => Position(p.Key, positions)), new SnapshotEnded(positions),
            new SnapshotBegan(again), .. Booked(again), new SnapshotEnded(again),
            new SynchronizationEnded(synchronization),
        ];
    }

    public ImmutableArray<BrokerEvent> Drain()
    {
        ImmutableArray<BrokerEvent> events = [.. Outbox];
        Outbox.Clear();
        return events;
    }

    public static CommissionReport Commission(ExecutionReport execution) => new(execution.ExecId, new Money(1.05m, Currency.Usd), null);

    private IEnumerable<BrokerEvent> Booked(SnapshotId snapshot) => Executions.SelectMany(execution => new BrokerEvent[] { execution with { Snapshot = snapshot }, Commission(execution) });

    private SnapshotId Snapshot(SnapshotKind kind) => new(Session, _nextSnapshot++, kind);

    private OpenOrderReport Open(ModelOrder order, SnapshotId? snapshot) => new(
        Account, order.OrderId, ClientId, order.PermId, order.OrderRef, order.Intent.ConId, order.Intent.Side, order.Intent.Quantity, order.Intent.Terms, order.Status, null, snapshot);

    private static OrderStatusReport Status(ModelOrder order) => new(
        order.OrderId, ClientId, order.PermId, order.Status, Quantity.Of(order.Filled), Quantity.Of(order.Intent.Quantity.Value - order.Filled), null);

    private CompletedOrderReport Completed(ModelOrder order, SnapshotId snapshot) => new(
        Account, order.PermId, order.OrderRef, order.Intent.ConId, order.Intent.Side, Quantity.Of(order.Filled), order.Status, null, snapshot);

    private PositionReport Position(ConId conId, SnapshotId? snapshot) =>
        new(Account, conId, "SYM" + conId, PositionQuantity.Of(Positions.GetValueOrDefault(conId)), AverageCosts.GetValueOrDefault(conId, 10), snapshot);
}

internal sealed class ModelOrder(int orderId, PermId permId, OrderIntent intent, string orderRef)
{
    public int OrderId => orderId;

    public PermId PermId => permId;

    /// <summary>As the exchange holds it: a modification changes it.</summary>
    public OrderIntent Intent { get; set; } = intent;

    public string OrderRef => orderRef;

    /// <summary>What was written for it and has not arrived yet.</summary>
    public (Quantity Quantity, OrderTerms Terms)? Change { get; set; }

    public decimal Filled { get; set; }

    public BrokerOrderStatus Status { get; set; } = BrokerOrderStatus.Submitted;

    public bool CancelAsked { get; set; }

    public bool IsLive => Status is BrokerOrderStatus.Submitted or BrokerOrderStatus.PreSubmitted or BrokerOrderStatus.PendingCancel;

    public decimal Leaves => IsLive ? Intent.Quantity.Value - Filled : 0;
}
