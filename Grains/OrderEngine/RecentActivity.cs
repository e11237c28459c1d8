using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>The last orders and fills, for the bounded view of the account.</summary>
internal sealed class RecentActivity
{
    private const int Capacity = 100;

    private readonly Queue<ClientOrderId> _orders = new();
    private readonly Queue<Fill> _fills = new();

    public void Add(JournalEntry entry)
    {
        switch (entry.Event)
        {
            case OrderIntended e:
                Push(_orders, e.Intent.Id);
                break;
            case ExecutionBooked e:
                Push(_fills, e.Fill);
                break;
        }
    }

    /// <summary>After a start from a snapshot: what the journal's tail did not show, from the book.</summary>
    public void Complete(Book book)
    {
        if (_orders.Count < Capacity)
        {
            Fill(_orders, book.Orders.Values.OrderByDescending(static order => order.IntendedAt).ThenBy(static order => order.Id.Value, StringComparer.Ordinal).Take(Capacity).Reverse().Select(static order => order.Id));
        }

        if (_fills.Count < Capacity)
        {
            Fill(_fills, book.Fills.Values.OrderByDescending(static fill => fill.At).ThenBy(static fill => fill.ExecId.Value, StringComparer.Ordinal).Take(Capacity).Reverse());
        }
    }

    /// <summary>The durable book as the console shows it.</summary>
    public AccountView ToView(Book book, BrokerView view, SessionState session, DateTimeOffset now) => new(
        book.Account,
        book.Seq,
        book.State,
        book.AdoptingCause is not null,
        book.KillLatch,
        session,
        view.Synchronized,
        [.. book.Strategies.OrderBy(static p => p.Key.Value, StringComparer.Ordinal).Select(static p => new StrategyView(p.Key, p.Value.Status, p.Value.Capital, p.Value.Reason) { Trading = p.Value.Trading })],
        book.Positions(),
        [.. book.Targets.Values],
        [.. book.LiveOrders],
        [.. _orders.Reverse().Select(id => book.Orders.GetValueOrDefault(id)).OfType<Order>()],
        [.. _fills.Reverse()],
        Proof.Of(book, view, now),
        view.AccountValues,
        new AccountCounters(
            book.Counters.Orders,
            book.Counters.Fills,
            book.Counters.Denied,
            book.Counters.Rejected,
            book.LiveOrders.Count(static order => order.Status == OrderStatus.Unknown),
            book.StagedCommissions.Count,
            book.Uncharged.Count))
    {
        Quarantine = [.. book.Quarantine.OrderBy(static p => p.Key).Select(static p => new QuarantineView(p.Key, p.Value.Kind, p.Value.ConId, p.Value.Report, p.Value.Problem, p.Value.At))],
    };

    private static void Fill<T>(Queue<T> queue, IEnumerable<T> all)
    {
        queue.Clear();
        foreach (var one in all)
        {
            queue.Enqueue(one);
        }
    }

    private static void Push<T>(Queue<T> queue, T item)
    {
        queue.Enqueue(item);
        if (queue.Count > Capacity)
        {
            queue.Dequeue();
        }
    }
}
