using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Decides on reports about orders: open orders, statuses, completed orders, errors. Repeats decide nothing.</summary>
internal static class OrderReports
{
    public static BrokerDecision On(Book book, BrokerView view, OpenOrderReport report, DecisionContext context)
    {
        var match = OrderMatch.Find(book, context.Installation, report.OrderRef, report.PermId, new WireId(report.ClientId, report.OrderId));
        if (match is null)
        {
            return OrderMatch.OurRef(context.Installation, report.OrderRef) is { } ours
                ? Recovered(book, view, report, ours)
                : BrokerDecision.None(WithForeign(view, report));
        }

        var events = Acknowledge(match, report.PermId, report.OrderId, report.ClientId);
        var contradiction = match.Status == OrderStatus.Cancelled && report.Snapshot is { Kind: SnapshotKind.OpenOrders } && OrderLife.IsWorking(report.Status);
        var status = contradiction ? OrderStatus.Unknown : OrderLife.IsFinal(report.Status) ? match.Status : Heard(view, match, report.Status);
        return new BrokerDecision(
            Contradicted(SeenIn(view, match.Id, report.Snapshot is { Kind: SnapshotKind.OpenOrders }), match, status, context.Now),
            [.. events, .. Modifications.Shown(match, report, view), .. Changed(match, status, Reason(view, match, status, report.Reason)), .. Altered(match, report)],
            contradiction ? $"order {match.Id} was cancelled and is in the open list" : AskAbout(match, status));
    }

    public static BrokerDecision On(Book book, BrokerView view, OrderStatusReport report, DecisionContext context)
    {
        var match = OrderMatch.Find(book, context.Installation, null, report.PermId, new WireId(report.ClientId, report.OrderId));
        if (match is null)
        {
            return BrokerDecision.None(view) with { Unmatched = report.ClientId == context.ClientId };
        }

        var events = Acknowledge(match, report.PermId, report.OrderId, report.ClientId);
        var word = new FinalWord(report.Status, report.Filled, report.WhyHeld, context.Now);
        return Word(SeenIn(view, match.Id, open: false), match, word, events);
    }

    public static BrokerDecision On(Book book, BrokerView view, CompletedOrderReport report, DecisionContext context)
    {
        if (OrderMatch.Find(book, context.Installation, report.OrderRef, report.PermId, null) is not { } match)
        {
            return BrokerDecision.None(view.Current is { } current ? view with { Current = current with { AnyForeign = true } } : view);
        }

        var events = match.Acknowledged && report.PermId is { } permId && match.PermIds.Contains(permId)
            ? []
            : Acknowledge(match, report.PermId, null, null);
        return Word(SeenIn(view, match.Id, open: false), match, new FinalWord(report.Status, report.Filled, report.Reason, context.Now), events);
    }

    public static BrokerDecision On(Book book, BrokerView view, OrderErrorReport report, DecisionContext context)
    {
        var wire = new WireId(context.ClientId, report.OrderId);
        if (!book.ByWireId.TryGetValue(wire, out var id))
        {
            return BrokerDecision.None(view) with { Unmatched = true };
        }

        var order = book.Orders[id];
        var reason = $"{report.Code}: {report.Text}";
        var word = new FinalWord(BrokerOrderStatus.Cancelled, null, reason, context.Now);
        return report.Kind switch
        {
            _ when order.Status.IsTerminal() => BrokerDecision.None(view),
            OrderErrorKind.Rejected => Refused(view, order, word),
            OrderErrorKind.Cancelled => BrokerDecision.None(view with { CancelConfirmed = view.CancelConfirmed.SetItem(id, word) }),
            OrderErrorKind.ModifyRejected when order.Changing is not null => new BrokerDecision(view, [new ModifyRefused(id, reason)]),
            OrderErrorKind.ModifyRejected when order.Former is not null => // What had been shown was the gateway's echo.
                new BrokerDecision(view, [new ModifyRefused(id, reason)], $"the change of {id} was refused after it was shown ({report.Code})"),
            OrderErrorKind.CancelRejected => new BrokerDecision(view, Remark(order, order.Status, reason), $"the cancel of {id} was refused ({report.Code})"),
            OrderErrorKind.Unclear => new BrokerDecision(view, Remark(order, OrderStatus.Unknown, reason), $"{id}: unknown code {report.Code}"),
            _ => new BrokerDecision(view, Remark(order, order.Status, reason)),
        };
    }

    /// <summary>The first trace of an order, and the alarms of a second incarnation or of one we thought never left.</summary>
    public static ImmutableArray<BookEvent> Acknowledge(Order order, PermId? permId, int? orderId, int? clientId)
    {
        var another = permId is { } perm && !order.PermIds.Contains(perm);
        if (order.Acknowledged && !another)
        {
            return [];
        }

        BookEvent acknowledged = new OrderAcknowledged(order.Id, permId, orderId is > 0 ? orderId : null, orderId is > 0 ? clientId : null);
        return order switch
        {
            { PermIds.IsEmpty: false } when another => [acknowledged, .. Alarm(order, $"Order {order.Id} has a second incarnation {permId} at the broker: cancelling.")],
            { Status: OrderStatus.NotSent or OrderStatus.NeverSent } => [acknowledged, .. Alarm(order, $"Order {order.Id} was thought never sent but exists at the broker: cancelling.")],
            _ => [acknowledged],
        };
    }

    public static ImmutableArray<BookEvent> Changed(Order order, OrderStatus status, string? reason) =>
        status == order.Status ? [] : [new OrderStatusChanged(order.Id, status, reason)];

    public static BrokerView SeenIn(BrokerView view, ClientOrderId id, bool open) => view.Current is not { } current
        ? view
        : view with { Current = current with { Seen = current.Seen.Add(id), Open = open ? current.Open.Add(id) : current.Open } };

    /// <summary>A status word: the end of an order counts once all that it filled is booked (design P4).</summary>
    private static BrokerDecision Word(BrokerView view, Order order, FinalWord word, ImmutableArray<BookEvent> events)
    {
        if (!OrderLife.IsFinal(word.Word))
        {
            var status = Heard(view, order, word.Word);
            return new BrokerDecision(
                Contradicted(view, order, status, word.At), [.. events, .. Changed(order, status, Reason(view, order, status, word.Reason))], AskAbout(order, status));
        }

        var isOfKnownSize = !order.IsUnconfirmed && (!order.MayShrink || order.Status.IsTerminal());
        if (word.Word == BrokerOrderStatus.Filled && !isOfKnownSize && word.Filled is { IsZero: false } total && total <= order.Filled)
        {
            return new BrokerDecision(view.Settled(order.Id), [.. events, Modifications.Closed(order)]);
        }

        var filled = word.Word == BrokerOrderStatus.Filled && isOfKnownSize ? order.Intent.Quantity : word.Filled;
        if (!order.Status.IsTerminal() && filled > order.Filled)
        {
            return new BrokerDecision(view with { Finals = view.Finals.SetItem(order.Id, word with { Filled = filled }) }, events);
        }

        var after = Ended(view, order, word.Word);
        return new BrokerDecision(view.Settled(order.Id), [.. events, .. Changed(order, after, Reason(view, order, after, word.Reason))]);
    }

    /// <summary>A refusal that something contradicted becomes final as soon as the broker stops holding the order.</summary>
    public static OrderStatus Ended(BrokerView view, Order order, BrokerOrderStatus word)
    {
        var after = OrderLife.After(order.Status, word);
        return after == OrderStatus.Cancelled && order.Status != OrderStatus.Cancelled && view.Refused.ContainsKey(order.Id) && order.Filled.IsZero
            ? OrderStatus.Rejected
            : after;
    }

    private static OrderStatus Heard(BrokerView view, Order order, BrokerOrderStatus word) =>
        word == BrokerOrderStatus.Inactive && view.Refused.ContainsKey(order.Id) && order.Filled.IsZero && !order.Status.IsTerminal()
            ? OrderStatus.Rejected
            : OrderLife.After(order.Status, word);

    /// <summary>Refused, yet shown working: the refusal counts again once the lists do not hold the order.</summary>
    private static BrokerView Contradicted(BrokerView view, Order order, OrderStatus status, DateTimeOffset now) =>
        order.Status == OrderStatus.Rejected && status == OrderStatus.Unknown
            ? view with { Refused = view.Refused.SetItem(order.Id, new FinalWord(BrokerOrderStatus.Cancelled, null, order.Reason, now)) }
            : view;

    private static string? AskAbout(Order order, OrderStatus status) =>
        order.Status == OrderStatus.Rejected && status == OrderStatus.Unknown ? $"{order.Id} was refused but is shown working" : null;

    private static string? Reason(BrokerView view, Order order, OrderStatus status, string? reason) =>
        status == OrderStatus.Rejected && view.Refused.TryGetValue(order.Id, out var refused) ? refused.Reason : reason;

    private static BrokerDecision Refused(BrokerView view, Order order, FinalWord word)
    {
        var after = OrderLife.AfterRejection(order.Status, !order.Filled.IsZero);
        return after == OrderStatus.Rejected
            ? new BrokerDecision(view.Settled(order.Id), [new OrderStatusChanged(order.Id, after, word.Reason)])
            : new BrokerDecision(
                view with { Refused = view.Refused.SetItem(order.Id, word) },
                Remark(order, after, word.Reason!),
                $"{order.Id} was refused while {order.Status}");
    }

    private static ImmutableArray<BookEvent> Remark(Order order, OrderStatus status, string reason) =>
        status == order.Status && reason == order.Reason ? [] : [new OrderStatusChanged(order.Id, status, reason)];

    private static ImmutableArray<BookEvent> Alarm(Order order, string text) =>
        [new CancelRequested(order.Id, text), new Notified(NotificationLevel.Alarm, "order", text)];

    /// <summary>The server holds something else than what we sent.</summary>
    private static ImmutableArray<BookEvent> Altered(Order order, OpenOrderReport report)
    {
        if (Modifications.IsGroups(order, report))
        {
            return Modifications.Shrunk(order, report);
        }

        var text = $"Order {order.Id} is {report.Side} {report.Quantity} of {report.ConId} at the broker, not {order.Intent.Side} {order.Intent.Quantity} of {order.Intent.ConId}.";
        return (report.Side == order.Intent.Side && Modifications.IsKnown(order, report) && report.ConId == order.Intent.ConId) || order.CancelRequested
            ? []
            : [new CancelRequested(order.Id, text), new Notified(NotificationLevel.Alarm, "order", text)];
    }

    /// <summary>An order of this installation that the journal does not know (a lost database): taken back under its strategy.</summary>
    private static BrokerDecision Recovered(Book book, BrokerView view, OpenOrderReport report, OrderRef ours)
    {
        var strategy = book.StrategyOfTag(ours.StrategyTag) ?? StrategyName.Unknown;
        var intent = new OrderIntent(
            ours.Id, strategy, report.ConId, report.Side, report.Quantity, report.Terms ?? new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Operator, null);
        var order = OrderFold.Begin(new OrderIntended(intent, ours), DateTimeOffset.UnixEpoch);
        return new BrokerDecision(
            SeenIn(view, ours.Id, report.Snapshot is { Kind: SnapshotKind.OpenOrders }),
            [
                new OrderIntended(intent, ours),
                new OrderAcknowledged(ours.Id, report.PermId, report.OrderId, report.ClientId),
                .. Changed(order, OrderLife.After(OrderStatus.PendingSubmit, report.Status), report.Reason),
                new Notified(NotificationLevel.Warning, "order", $"Order {ours.Id} of {strategy} was found at the broker but not in the journal."),
            ]);
    }

    private static BrokerView WithForeign(BrokerView view, OpenOrderReport report)
    {
        var seen = view.Current is { } current ? view with { Current = current with { AnyForeign = true } } : view;
        return report.PermId is not { } permId
            ? seen
            : seen with { Foreign = OrderLife.IsFinal(report.Status) ? seen.Foreign.Remove(permId) : seen.Foreign.SetItem(permId, report) };
    }
}
