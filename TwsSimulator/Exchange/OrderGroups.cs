using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>What a fill or an end of one order does to its relatives: OCA groups, parents and children, sales that wait for shares.</summary>
internal sealed class OrderGroups
{
    private const int CancelTheRest = 1;

    private readonly ExchangeFloor _floor;
    private readonly OrderBooks _books;
    private readonly OrderEvents _events;

    public OrderGroups(ExchangeFloor floor, OrderBooks books, OrderEvents events)
    {
        (_floor, _books, _events) = (floor, books, events);
        books.Filled += OnFilled;
        books.Ended += OnEnded;
    }

    /// <summary>The client transmitted one order of a bracket: all of it that was held works now.</summary>
    public void Transmit(SimulatedOrder order)
    {
        var root = RootOf(order);
        foreach (var held in Open().Where(o => o.Held && RootOf(o) == root).ToArray())
        {
            _books.Wake(held with { Held = false });
        }
    }

    private void OnFilled(SimulatedOrder order, Quantity by)
    {
        foreach (var sibling in Siblings(order))
        {
            Follow(order, by, sibling);
        }

        foreach (var child in ChildrenOf(order))
        {
            _books.Wake(child);
        }

        foreach (var waiting in _floor.State.LocatingOrders.Select(permId => _floor.State.Order(permId)!).Where(o => o.Account == order.Account && o.ConId == order.ConId).ToArray())
        {
            if (!BuyingPower.MustLocate(_floor, waiting))
            {
                _books.Wake(waiting with { Locating = false });
            }
        }
    }

    /// <summary>One of an OCA group was filled: the others are cancelled, or shrink by the same part of what is left of them.</summary>
    private void Follow(SimulatedOrder order, Quantity by, SimulatedOrder sibling)
    {
        var increment = _floor.Listing(sibling.ConId).Instrument.SizeIncrement.Value;
        var less = Math.Ceiling(sibling.Leaves.Value * by.Value / ((order.Leaves.Value + by.Value) * increment)) * increment;
        var left = sibling.Quantity.Value - less;
        if (sibling.OcaType == CancelTheRest || order.Leaves.IsZero || left <= sibling.Filled.Value)
        {
            _books.End(sibling, $"OCA group {order.OcaGroup}: another order was filled");
            return;
        }

        var smaller = _books.Store(sibling with { Quantity = Quantity.Of(left) });
        _events.Pair(smaller);
        _books.Work(smaller, termsChanged: false);
    }

    private void OnEnded(SimulatedOrder order)
    {
        foreach (var child in ChildrenOf(order))
        {
            var closes = OrderBooks.ShareOf(order, child, _floor.Listing(child.ConId).Instrument.SizeIncrement.Value);
            if (closes <= child.Filled.Value)
            {
                _books.End(child, child.Filled.IsZero ? "The parent order was cancelled" : "The rest of the parent order was cancelled");
            }
            else
            {
                // What the parent did fill stays protected.
                _books.Wake(child with { Quantity = Quantity.Of(closes) });
            }
        }

        if (order.ParentPermId is { } parent && _floor.State.Order(parent) is { Status: BrokerOrderStatus.Filled })
        {
            foreach (var sibling in Open().Where(o => o.ParentPermId == parent).ToArray())
            {
                _books.End(sibling, "Another order of the bracket was cancelled");
            }
        }
    }

    private SimulatedOrder[] Siblings(SimulatedOrder order) => order.OcaGroup is { } group
        ? [.. Open().Where(o => o.PermId != order.PermId && o.Account == order.Account && o.OcaGroup == group)]
        : [];

    private SimulatedOrder[] ChildrenOf(SimulatedOrder order) => _floor.State.HasChildren(order.PermId) ? [.. Open().Where(o => o.ParentPermId == order.PermId)] : [];

    private IEnumerable<SimulatedOrder> Open() => _floor.State.OpenOrders;

    private long RootOf(SimulatedOrder order)
    {
        while (order.ParentPermId is { } parent && _floor.State.Order(parent) is { } above)
        {
            order = above;
        }

        return order.PermId;
    }
}
