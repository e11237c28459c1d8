using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Working orders of one contract, matched against the displayed sizes of a simulated market.</summary>
/// <remarks>
/// Deterministic: time and randomness come in with the quotes. Orders fill at the opposite side's price, never beyond their limit, and together never
/// more than the size displayed there; every new quote displays afresh. A pegged order fills at its own price too, by the trades that print there.
/// Priority: price (market orders first), then arrival. One writer.
/// </remarks>
public sealed class MatchingBook
{
    private readonly List<WorkingOrder> _orders = [];
    private readonly HashSet<long> _ids = [];
    private readonly HashSet<long> _groupsFilled = [];
    private TopOfBook? _top;
    private bool _regular = true;
    private decimal _bidLeft;
    private decimal _askLeft;
    private decimal _printLeft;
    private long _arrivals;
    private bool _sorted = true;
    private bool _someEnded;

    public int Count => _orders.Count;

    /// <summary>The newest quote; null before the first and while the market is closed: nothing matches then.</summary>
    public TopOfBook? Top => _top;

    /// <summary>Takes a new order and matches it at once. Its events come in the order they happened.</summary>
    /// <param name="triggered">It woke up before.</param>
    /// <exception cref="ArgumentException">The id is working already.</exception>
    public void Submit(long id, Side side, BookTerms terms, Quantity quantity, List<BookEvent> events, bool triggered = false)
    {
        if (!_ids.Add(id))
        {
            throw new ArgumentException($"Order {id} is working already.", nameof(id));
        }

        _sorted = false;
        _groupsFilled.Clear();
        _orders.Add(new WorkingOrder(id, side, terms, terms.Pricing, quantity.Value, ++_arrivals, triggered || terms.Trigger is null));
        Match(_orders.Count - 1, events, resting: false);
        Sweep();
    }

    public bool Contains(long id) => _ids.Contains(id);

    /// <summary>Changes leaves and terms of a working order and matches it again; it loses its place in time.</summary>
    /// <returns>False when the order does not work here (filled, cancelled).</returns>
    public bool Modify(long id, BookTerms terms, Quantity leaves, List<BookEvent> events)
    {
        var at = IndexOf(id);
        if (at < 0)
        {
            return false;
        }

        var order = _orders[at];
        _sorted = false;
        _groupsFilled.Clear();
        _orders[at] = order with
        {
            Terms = terms,
            Pricing = terms.Pricing,
            Leaves = leaves.Value,
            Arrival = ++_arrivals,
            Active = terms.Trigger is null || order.Active,
        };
        Match(at, events, resting: false);
        Sweep();
        return true;
    }

    /// <summary>Takes some of a working order's leaves away, or gives it more; it keeps its place.</summary>
    /// <returns>False when the order does not work here.</returns>
    public bool Resize(long id, Quantity leaves)
    {
        var at = IndexOf(id);
        if (at < 0)
        {
            return false;
        }

        _orders[at] = _orders[at] with { Leaves = leaves.Value };
        _someEnded |= leaves.IsZero;
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

    /// <summary>A new quote: moves trailing stops, wakes what it triggers, then matches everything that it makes possible.</summary>
    /// <param name="regular">False outside the regular hours: only orders that allow it take part.</param>
    public void OnQuote(in TopOfBook top, List<BookEvent> events, bool regular = true)
    {
        _top = top;
        _regular = regular;
        _bidLeft = top.BidSize.Value;
        _askLeft = top.AskSize.Value;
        _printLeft = top.LastSize.Value;
        _groupsFilled.Clear();
        if (_orders.Count == 0)
        {
            return;
        }

        Sort();
        for (var i = 0; i < _orders.Count; i++)
        {
            Match(i, events, resting: true);
        }

        Sweep();
    }

    /// <summary>An auction trades at one price, and any size: its orders fill, or end.</summary>
    /// <param name="life"><see cref="BookLife.Opening"/> or <see cref="BookLife.Closing"/>.</param>
    public void Auction(BookLife life, Price price, List<BookEvent> events)
    {
        for (var i = 0; i < _orders.Count; i++)
        {
            var order = _orders[i];
            if (order.Terms.Life != life)
            {
                continue;
            }

            var fills = order.Accepts(price.Value, (order.Pricing as BookPricing.Limit)?.Price.Value);
            events.Add(fills ? new BookEvent.Matched(order.Id, price, Quantity.Of(order.Leaves), false) : new BookEvent.Expired(order.Id));
            _orders[i] = order with { Leaves = 0 };
            _someEnded = true;
        }

        Sweep();
    }

    /// <summary>The market closes: orders stay, nothing matches until the next quote.</summary>
    public void Close() => _top = null;

    private void Match(int index, List<BookEvent> events, bool resting)
    {
        var order = _orders[index];
        if (_top is not { } top || order.Terms.Life is BookLife.Opening or BookLife.Closing || !(_regular || order.Terms.OutsideRth))
        {
            return;
        }

        order = order.Active ? order : Wake(order, top, events);
        if (order.Active)
        {
            order = Fill(order, top, events, resting);
        }

        if (order.Leaves > 0 && order.Terms.Life is BookLife.Immediate or BookLife.FillOrKill && order.Active)
        {
            events.Add(new BookEvent.Expired(order.Id));
            order = order with { Leaves = 0 };
        }

        _someEnded |= order.Leaves <= 0;
        _orders[index] = order;
    }

    private WorkingOrder Wake(WorkingOrder order, in TopOfBook top, List<BookEvent> events)
    {
        var trailed = order.Trailed(top);
        if (!ReferenceEquals(trailed.Terms, order.Terms))
        {
            events.Add(new BookEvent.Trailed(order.Id, ((BookTrigger.Trail)trailed.Terms.Trigger!).Price!.Value));
        }

        if (!trailed.IsTriggeredBy(top))
        {
            return trailed;
        }

        var woken = trailed.Woken();
        _sorted = false;
        events.Add(new BookEvent.Triggered(order.Id, ReferenceEquals(woken.Pricing, order.Pricing) ? null : (woken.Pricing as BookPricing.Limit)?.Price));
        return woken;
    }

    private WorkingOrder Fill(WorkingOrder order, in TopOfBook top, List<BookEvent> events, bool resting)
    {
        if (order.Terms.Group != 0 && _groupsFilled.Contains(order.Terms.Group))
        {
            return order;
        }

        var buys = order.Side == Side.Buy;
        var limit = order.LimitAt(top);
        var opposite = buys ? top.Ask : top.Bid;
        ref var left = ref buys ? ref _askLeft : ref _bidLeft;
        if (order.Accepts(opposite.Value, limit))
        {
            var addedLiquidity = resting && order.Pricing is not BookPricing.Market && order.Terms.Trigger is null;
            return Take(order, opposite, ref left, addedLiquidity, events);
        }

        // A print at or through a pegged order's own price fills it there.
        return resting && order.IsPegged && (buys ? top.Last.Value <= limit : top.Last.Value >= limit)
            ? Take(order, Price.Of(limit!.Value), ref _printLeft, true, events)
            : order;
    }

    private WorkingOrder Take(WorkingOrder order, Price price, ref decimal left, bool addedLiquidity, List<BookEvent> events)
    {
        var quantity = Math.Min(order.Leaves, left);
        var whole = order.Terms.AllOrNone || order.Terms.Life == BookLife.FillOrKill;
        if (quantity <= 0 || (whole && quantity < order.Leaves) || quantity < Math.Min(order.Terms.MinQuantity, order.Leaves))
        {
            return order;
        }

        left -= quantity;
        events.Add(new BookEvent.Matched(order.Id, price, Quantity.Of(quantity), addedLiquidity));
        if (order.Terms.Group != 0)
        {
            _groupsFilled.Add(order.Terms.Group);
        }

        return order with { Leaves = order.Leaves - quantity, Terms = order.Terms.MinQuantity == 0 ? order.Terms : order.Terms with { MinQuantity = 0 } };
    }

    private void Sort()
    {
        if (!_sorted)
        {
            _orders.Sort(ByPriority);
            _sorted = true;
        }
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
}
