using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Working orders of one contract, matched against the displayed sizes of a simulated market.</summary>
/// <remarks>
/// Deterministic: time and randomness come in with the quotes. Orders fill at the opposite side's price, never beyond their limit, and together never
/// more than the size displayed there; every new quote displays afresh. Priority: price (market orders first), then arrival.
/// One writer.
/// </remarks>
public sealed class MatchingBook
{
    private readonly List<WorkingOrder> _orders = [];
    private readonly HashSet<long> _ids = [];
    private TopOfBook? _top;
    private decimal _bidLeft;
    private decimal _askLeft;
    private long _arrivals;
    private bool _sorted = true;
    private bool _someEnded;

    public int Count => _orders.Count;

    /// <summary>The newest quote; null before the first and while the market is closed: nothing matches then.</summary>
    public TopOfBook? Top => _top;

    /// <summary>Takes a new order and matches it at once. Its events come in the order they happened.</summary>
    /// <exception cref="ArgumentException">The id is working already.</exception>
    public void Submit(long id, Side side, OrderTerms terms, TimeInForce timeInForce, Quantity quantity, List<BookEvent> events, bool triggered = false)
    {
        if (!_ids.Add(id))
        {
            throw new ArgumentException($"Order {id} is working already.", nameof(id));
        }

        _sorted = false;
        _orders.Add(new WorkingOrder(id, side, terms, timeInForce, quantity.Value, ++_arrivals, triggered || terms is not OrderTerms.Stop));
        Match(_orders.Count - 1, events, resting: false);
        Sweep();
    }

    /// <summary>Changes leaves and terms of a working order and matches it again; it loses its place in time.</summary>
    /// <returns>False when the order does not work here (filled, cancelled).</returns>
    public bool Modify(long id, OrderTerms terms, Quantity leaves, List<BookEvent> events)
    {
        var at = IndexOf(id);
        if (at < 0)
        {
            return false;
        }

        var order = _orders[at];
        _sorted = false;
        _orders[at] = order with { Terms = terms, Leaves = leaves.Value, Arrival = ++_arrivals, Active = terms is not OrderTerms.Stop || order.Active };
        Match(at, events, resting: false);
        Sweep();
        return true;
    }

    /// <returns>False when the order does not work here.</returns>
    public bool Cancel(long id)
    {
        var at = IndexOf(id);
        if (at < 0)
        {
            return false;
        }

        _orders.RemoveAt(at);
        _ids.Remove(id);
        return true;
    }

    /// <summary>A new quote: triggers stops at its last price, then matches everything that it makes possible.</summary>
    public void OnQuote(in TopOfBook top, List<BookEvent> events)
    {
        _top = top;
        _bidLeft = top.BidSize.Value;
        _askLeft = top.AskSize.Value;
        if (_orders.Count == 0)
        {
            return;
        }

        if (!_sorted)
        {
            _orders.Sort(ByPriority);
            _sorted = true;
        }

        for (var i = 0; i < _orders.Count; i++)
        {
            Match(i, events, resting: true);
        }

        Sweep();
    }

    /// <summary>The market closes: orders stay, nothing matches until the next quote.</summary>
    public void Close() => _top = null;

    private void Match(int index, List<BookEvent> events, bool resting)
    {
        if (_top is not { } top)
        {
            return;
        }

        var order = _orders[index];
        if (!order.Active && order.IsTriggeredBy(top.Last))
        {
            order = order with { Active = true };
            events.Add(new BookEvent.Triggered(order.Id));
        }

        if (order.Active)
        {
            order = Fill(order, top, events, resting);
        }

        if (order.Leaves > 0 && order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok)
        {
            events.Add(new BookEvent.Expired(order.Id));
            order = order with { Leaves = 0 };
        }

        _someEnded |= order.Leaves <= 0;
        _orders[index] = order;
    }

    private WorkingOrder Fill(WorkingOrder order, in TopOfBook top, List<BookEvent> events, bool resting)
    {
        var buys = order.Side == Side.Buy;
        ref var left = ref buys ? ref _askLeft : ref _bidLeft;
        var price = buys ? top.Ask : top.Bid;
        var quantity = Math.Min(order.Leaves, left);
        if (!order.Accepts(price) || quantity <= 0 || (order.TimeInForce == TimeInForce.Fok && quantity < order.Leaves))
        {
            return order;
        }

        left -= quantity;
        var addedLiquidity = resting && order.Terms is OrderTerms.Limit;
        events.Add(new BookEvent.Matched(order.Id, price, Quantity.Of(quantity), addedLiquidity));
        return order with { Leaves = order.Leaves - quantity };
    }

    private void Sweep()
    {
        if (_someEnded)
        {
            _someEnded = false;
            _orders.RemoveAll(order => order.Leaves <= 0 && _ids.Remove(order.Id));
        }
    }

    private int IndexOf(long id) => _ids.Contains(id) ? _orders.FindIndex(order => order.Id == id) : -1;

    private static int ByPriority(WorkingOrder left, WorkingOrder right) =>
        left.Eagerness.CompareTo(right.Eagerness) is var byPrice and not 0 ? byPrice : left.Arrival.CompareTo(right.Arrival);

    private readonly record struct WorkingOrder(
        long Id, Side Side, OrderTerms Terms, TimeInForce TimeInForce, decimal Leaves, long Arrival, bool Active)
    {
        /// <summary>Lower goes first: market orders, then the buyer who pays most and the seller who asks least.</summary>
        public decimal Eagerness => Terms is OrderTerms.Limit limit ? -Side.Sign() * limit.LimitPrice.Value : decimal.MinValue;

        public bool Accepts(Price price) => Terms is not OrderTerms.Limit limit
            || (Side == Side.Buy ? price <= limit.LimitPrice : price >= limit.LimitPrice);

        public bool IsTriggeredBy(Price last) => Terms is OrderTerms.Stop stop
            && (Side == Side.Buy ? last >= stop.StopPrice : last <= stop.StopPrice);
    }
}
