using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>When and how far absence and silence mean something.</summary>
/// <param name="OpenedAt">When this session's socket was opened; null when unknown: then nothing is settled by absence.</param>
/// <param name="AckTimeout">Silence after which an order is Unknown.</param>
/// <param name="Settle">Quiet time after a complete list before a difference counts, and between two looks (design P3, R6).</param>
/// <param name="DayStart">When the broker's present day began: executions before it are no longer reported (design P2).</param>
/// <param name="Every">How old the newest lists may become before they are asked for again; zero for any age.</param>
public readonly record struct ReconcileContext(
    DateTimeOffset Now, DateTimeOffset? OpenedAt, TimeSpan AckTimeout, TimeSpan Settle, DateTimeOffset DayStart, TimeSpan Every = default);

/// <summary>Compares our books with the broker's complete lists (design P3, P5, R6-R8).</summary>
/// <remarks>
/// Invariants: an acknowledged order is never settled by absence; books change without an execution only after two agreeing complete looks;
/// running it again with the same inputs decides nothing new.
/// </remarks>
public static class Reconciler
{
    /// <summary>A commission that long after its execution is missing: the list of executions brings it again.</summary>
    private static readonly TimeSpan CommissionDue = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CommissionAgain = TimeSpan.FromMinutes(5);

    /// <summary>Of the broker's day: after the regular close, and before its lists of executions end (design R8).</summary>
    private static readonly TimeSpan[] Readings = [new(16, 5, 0), new(23, 59, 0)];

    /// <summary>Called when a synchronization ended: settles what its lists show or miss.</summary>
    public static BrokerDecision Conclude(Book book, BrokerView view, ReconcileContext context)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        if (view.Last is not { EndedAt: not null } last)
        {
            return BrokerDecision.None(view);
        }

        var events = ImmutableArray.CreateBuilder<BookEvent>();
        events.AddRange(Opening(book, view, last));
        events.AddRange(Quarantine.Settle(book, last));
        var settled = view;
        foreach (var order in book.LiveOrders.Where(order => order.IntendedAt <= last.BeganAt && !last.Open.Contains(order.Id)))
        {
            (settled, var settling) = Absent(settled, order, last, context);
            events.AddRange(settling);
        }

        return new BrokerDecision(settled, events.ToImmutable());
    }

    /// <summary>Called often: orders that got no answer, and waits that need the lists again.</summary>
    public static BrokerDecision Watch(Book book, BrokerView view, ReconcileContext context)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        var silent = book.LiveOrders
            .Where(order => order is { Status: OrderStatus.PendingSubmit, Acknowledged: false } && context.Now - order.IntendedAt >= context.AckTimeout)
            .Select(order => (BookEvent)new OrderStatusChanged(order.Id, OrderStatus.Unknown, $"no answer within {context.AckTimeout.TotalSeconds:0} s"))
            .ToImmutableArray();
        return new BrokerDecision(view, silent, silent.IsEmpty ? Overdue(view, context) ?? Uncharged(book, view, context) ?? Scheduled(view, context) : "orders without an answer");
    }

    private static string? Uncharged(Book book, BrokerView view, ReconcileContext context)
    {
        if (view.Last is not { } last)
        {
            return null;
        }

        var missing = book.Uncharged.Select(id => book.FillOf(id)!.At).Where(at => at >= context.DayStart && context.Now - at >= CommissionDue);
        return missing.Any(at => last.BeganAt < at + CommissionDue || context.Now - last.BeganAt >= CommissionAgain) ? "commissions are missing" : null;
    }

    private static string? Scheduled(BrokerView view, ReconcileContext context) => view.Last is not { BeganAt: var read } ? null
        : context.Every > TimeSpan.Zero && context.Now - read >= context.Every ? "the newest lists are old"
        : Readings.Select(reading => context.DayStart + reading).Any(at => at <= context.Now && read < at) ? "the day's reading is due"
        : null;

    private static string? Overdue(BrokerView view, ReconcileContext context)
    {
        var last = view.Last?.BeganAt ?? DateTimeOffset.MinValue;
        return Waits(view.Finals, last, context) ? "executions of ended orders are missing"
            : Waits(view.CancelConfirmed, last, context) ? "a cancelled order has no status"
            : Waits(view.Refused, last, context) ? "a refused order has no status"
            : view.AbsentSince.Values.Any(since => last < since + context.Settle && context.Now >= since + context.Settle) ? "a second look at absent orders"
            : null;
    }

    private static bool Waits(ImmutableDictionary<ClientOrderId, FinalWord> words, DateTimeOffset last, ReconcileContext context) =>
        words.Values.Any(word => last <= word.At && context.Now - word.At >= TimeSpan.FromSeconds(2));

    /// <summary>The first complete look at the account: flat and empty passes by itself, anything else waits for adoption (design R7).</summary>
    private static ImmutableArray<BookEvent> Opening(Book book, BrokerView view, Synchronization last)
    {
        if (book.Adopted || book.AdoptingCause is not null)
        {
            return [];
        }

        var positions = view.Net.Values.Count(static position => !position.Quantity.IsFlat);
        return positions == 0 && !last.AnyForeign && last.Seen.IsEmpty && view.Foreign.IsEmpty && book.Fills.IsEmpty
            ? [new AccountAdopted("engine: flat and without a past at the first synchronization")]
            : [
                new AccountAdopting($"{positions} positions, {view.Foreign.Count} foreign orders and {book.Fills.Count} executions are older than this journal"),
                new Notified(NotificationLevel.Alarm, "adopt", $"The broker has a past that the journal of {book.Account} does not know: no opening trades until it is adopted."),
            ];
    }

    private static (BrokerView View, ImmutableArray<BookEvent> Events) Absent(BrokerView view, Order order, Synchronization last, ReconcileContext context)
    {
        if (view.Finals.ContainsKey(order.Id))
        {
            return (view, []);
        }

        if (view.Refused.TryGetValue(order.Id, out var refused) && refused.At <= last.BeganAt && order.Filled.IsZero)
        {
            return (view.Settled(order.Id), [new OrderStatusChanged(order.Id, OrderStatus.Rejected, refused.Reason)]);
        }

        if (view.CancelConfirmed.TryGetValue(order.Id, out var confirmed) && confirmed.At <= last.BeganAt)
        {
            return (view.Settled(order.Id), [new OrderStatusChanged(order.Id, OrderStatus.Cancelled, confirmed.Reason)]);
        }

        return last.Seen.Contains(order.Id) ? (view, []) : order.Acknowledged ? (view, Vanished(order)) : Unacknowledged(view, order, last, context);
    }

    /// <summary>Ever acknowledged: a person decides (design R6).</summary>
    private static ImmutableArray<BookEvent> Vanished(Order order)
    {
        const string Reason = "acknowledged once, but no longer in any of the broker's lists";
        return order.Status == OrderStatus.Unknown && order.Reason == Reason
            ? []
            : [
                new OrderStatusChanged(order.Id, OrderStatus.Unknown, Reason),
                new Notified(NotificationLevel.Alarm, "order", $"Order {order.Id} of {order.Intent.Strategy} is {Reason}: cancel it by hand if it is gone."),
            ];
    }

    private static (BrokerView View, ImmutableArray<BookEvent> Events) Unacknowledged(BrokerView view, Order order, Synchronization last, ReconcileContext context)
    {
        ImmutableArray<BookEvent> unknown = order.Status == OrderStatus.Unknown
            ? []
            : [new OrderStatusChanged(order.Id, OrderStatus.Unknown, "not in the broker's lists")];
        if (context.OpenedAt is not { } opened || order.IntendedAt >= opened)
        {
            return (view, unknown);
        }

        if (!view.AbsentSince.TryGetValue(order.Id, out var since))
        {
            return (view with { AbsentSince = view.AbsentSince.SetItem(order.Id, last.EndedAt!.Value) }, unknown);
        }

        return last.BeganAt >= since + context.Settle
            ? (view.Settled(order.Id), [new OrderStatusChanged(order.Id, OrderStatus.NeverSent, "absent from all lists twice on a later session")])
            : (view, unknown);
    }
}
