using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>Keeps the view of the broker's lists: a list counts only with its end marker (design P5, R8).</summary>
internal static class Lists
{
    public static BrokerView On(BrokerView view, SnapshotBegan e, DateTimeOffset now) => e.Snapshot.Kind switch
    {
        SnapshotKind.OpenOrders => view with { Current = Synchronization.Begin(e.Snapshot.Session, now), Foreign = view.Foreign.Clear() },
        // Without its beginning a synchronization shows nobody's absence: an engine that woke in the middle of one waits for the next.
        SnapshotKind.Positions when view.Current is { } current => view with { Current = current with { Positions = ImmutableDictionary<ConId, BrokerPosition>.Empty } },
        _ => view,
    };

    public static BrokerView On(BrokerView view, SnapshotEnded e) =>
        e.Snapshot.Kind == SnapshotKind.Positions && view.Current is { Positions: { } positions } current
            ? view with { Net = positions, Current = current with { Positions = null } }
            : view;

    public static BrokerView On(BrokerView view, PositionReport report, DateTimeOffset now)
    {
        var position = new BrokerPosition(report.Quantity, report.AverageCost, report.Symbol);
        var moved = view.NetOf(report.ConId) != report.Quantity;
        return view with
        {
            Net = view.Net.SetItem(report.ConId, position),
            Current = view.Current is { Positions: { } positions } current
                ? current with { Positions = positions.SetItem(report.ConId, position) }
                : view.Current,
            LastEventAt = moved ? view.LastEventAt.SetItem(report.ConId, now) : view.LastEventAt,
        };
    }

    public static BrokerView On(BrokerView view, AccountValueReport report) => view with
    {
        AccountValues = view.AccountValues.SetItem(report.Currency is null ? report.Key : $"{report.Key} {report.Currency}", report.Value),
    };

    public static BrokerView On(BrokerView view, SynchronizationEnded e, DateTimeOffset now) => view.Current is not { } current
        ? view
        : view with
        {
            Last = current with { Number = e.Synchronization, EndedAt = now },
            Current = null,
            Unreadable = current.Unreadable,
        };

    /// <summary>A new socket knows nothing of what was waited for; a session that is not up is not synchronized.</summary>
    public static BrokerView On(BrokerView view, SessionReport e)
    {
        var same = e.Session == view.Session;
        var up = e.State is SessionState.Ready or SessionState.Degraded or SessionState.Synchronizing;
        return view with
        {
            State = e.State,
            Session = e.Session,
            Last = same && up ? view.Last : null,
            Current = same && up ? view.Current : null,
            AbsentSince = same ? view.AbsentSince : view.AbsentSince.Clear(),
            Differences = up ? view.Differences : view.Differences.Clear(),
        };
    }

    public static BrokerDecision On(Book book, BrokerView view, UnreadableReport report, DecisionContext context)
    {
        var ask = $"unreadable {report.Kind}: {report.Detail}";
        var marked = view.Current is { } current ? view with { Current = current with { Unreadable = current.Unreadable || Blocks(report.Kind) } } : view;
        var events = ImmutableArray.CreateBuilder<BookEvent>();
        events.Add(new Notified(NotificationLevel.Alarm, "wire", ask));
        if (report is { Kind: UnreadableKind.Order, OrderId: { } orderId }
            && book.ByWireId.TryGetValue(new WireId(context.ClientId, orderId), out var id)
            && book.Orders[id] is { } order
            && !order.Status.IsTerminal())
        {
            events.AddRange(OrderReports.Changed(order, OrderStatus.Unknown, ask));
        }

        return new BrokerDecision(marked with { Unreadable = marked.Unreadable || Blocks(report.Kind) }, events.ToImmutable(), ask);
    }

    private static bool Blocks(UnreadableKind kind) => kind is UnreadableKind.Execution or UnreadableKind.Position;
}
