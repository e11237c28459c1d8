using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Journal;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The matching books of all markets: orders go in, what happens to them comes out, one after the other.</summary>
internal sealed class OrderBooks(ExchangeFloor floor, OrderEvents events, Fills fills)
{
    private readonly List<BookEvent> _happened = [];
    private bool _applying;

    /// <summary>An order was filled by this much; its account and its relatives follow.</summary>
    public event Action<SimulatedOrder, Quantity>? Filled;

    /// <summary>An order ended without being filled.</summary>
    public event Action<SimulatedOrder>? Ended;

    /// <summary>Orders of the journal go back to the books without another word.</summary>
    public void Restore()
    {
        foreach (var order in floor.State.OpenOrders.ToArray())
        {
            Submit(order);
        }
    }

    public SimulatedOrder Store(SimulatedOrder order)
    {
        floor.Record(new JournalRecord.OrderStored(floor.Now, order));
        return order;
    }

    /// <summary>How much of it may work now: nothing while it waits for the client, its parent, its time or a lender.</summary>
    public Quantity Workable(SimulatedOrder order)
    {
        if (order.Held || order.Locating || order.GoodAfter > floor.Now)
        {
            return Quantity.Zero;
        }

        if (!OrderAlgos.TakesTime(order.Words) && order.ParentPermId is null)
        {
            return order.Leaves;
        }

        var increment = floor.Listing(order.ConId).Instrument.SizeIncrement.Value;
        var allowed = Math.Min(OrderAlgos.Released(order, increment, floor.Options.Hours.SessionAt(floor.Now), floor.Now), ReleasedByParent(order, increment));
        return Quantity.Of(Math.Clamp(allowed - order.Filled.Value, 0, order.Leaves.Value));
    }

    private decimal ReleasedByParent(SimulatedOrder order, decimal increment) =>
        order.ParentPermId is { } id && floor.State.Order(id) is { Status: not BrokerOrderStatus.Filled } parent && (parent.IsOpen || parent.Filled.IsZero)
            ? ShareOf(parent, order, increment)
            : order.Quantity.Value;

    /// <summary>How much of the child its parent's fills allow.</summary>
    public static decimal ShareOf(SimulatedOrder parent, SimulatedOrder child, decimal increment) =>
        Math.Floor(child.Quantity.Value * parent.Filled.Value / parent.Quantity.Value / increment) * increment;

    /// <summary>What its status is while it is open.</summary>
    public BrokerOrderStatus StatusOf(SimulatedOrder order) =>
        Workable(order).IsZero || order.IsAsleep || order.Words.Tif == "OPG" ? BrokerOrderStatus.PreSubmitted : BrokerOrderStatus.Submitted;

    /// <summary>Puts it into its book, or gives what the book holds its new size and terms; matches what is possible at once.</summary>
    public void Work(SimulatedOrder order, bool termsChanged)
    {
        var book = floor.Market(order.ConId).Book;
        if (!book.Contains(order.PermId))
        {
            Submit(order);
        }
        else if (termsChanged)
        {
            book.Modify(order.PermId, order.Terms, Workable(order), _happened);
        }
        else
        {
            book.Resize(order.PermId, Workable(order));
        }

        Apply();
    }

    /// <summary>Stores its new status and works on it when that may have changed; tells its owner of it.</summary>
    public void Wake(SimulatedOrder order)
    {
        var woken = Store(order with { Status = StatusOf(order) });
        events.Pair(woken);
        Work(woken, termsChanged: false);
    }

    public void End(SimulatedOrder order, string reason)
    {
        floor.Market(order.ConId).Book.Cancel(order.PermId);
        var ended = Store(order with { Status = BrokerOrderStatus.Cancelled, Reason = reason, EndedAt = floor.Now });
        events.Status(ended);
        events.Error(ended, 202, reason == OrderDesk.ByTrader ? "Order Canceled - reason:" : $"Order Canceled - reason:{reason}");
        Ended?.Invoke(ended);
    }

    /// <summary>A new quote: matches what it makes possible.</summary>
    public TopOfBook Quote(Market market)
    {
        var top = market.Quote(floor.Now, _happened, floor.IsRegular);
        Apply();
        return top;
    }

    public void Auction(Market market, BookLife life)
    {
        market.Book.Auction(life, market.PriceNow(floor.Now).Last, _happened);
        Apply();
    }

    private void Submit(SimulatedOrder order)
    {
        var workable = Workable(order);
        if (!workable.IsZero)
        {
            floor.Market(order.ConId).Book.Submit(order.PermId, order.Side, order.Terms, workable, _happened, order.Triggered);
        }
    }

    /// <summary>What follows from one event may make further ones: they are taken in the order they happened.</summary>
    private void Apply()
    {
        if (_applying)
        {
            return;
        }

        _applying = true;
        for (var i = 0; i < _happened.Count; i++)
        {
            // A relative may have ended it since.
            if (floor.State.Order(_happened[i].OrderId) is { IsOpen: true } order)
            {
                Apply(order, _happened[i]);
            }
        }

        _happened.Clear();
        _applying = false;
    }

    private void Apply(SimulatedOrder order, BookEvent happened)
    {
        switch (happened)
        {
            case BookEvent.Matched matched:
                Filled?.Invoke(fills.Fill(order, matched), matched.Quantity);
                break;
            case BookEvent.Triggered triggered:
                var words = triggered.Limit is { } limit ? order.Words with { LimitPrice = limit.Value } : order.Words;
                events.Pair(Store(order with { Words = words, Triggered = true, Status = BrokerOrderStatus.Submitted }));
                break;
            case BookEvent.Trailed trailed:
                events.Pair(Store(order with { Words = order.Words with { TrailStopPrice = trailed.Stop.Value } }));
                break;
            case BookEvent.Expired:
                End(order, "The order could not be filled at once");
                break;
        }
    }
}
