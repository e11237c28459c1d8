using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Decides on executions and commissions: each root is booked once, its newest revision counts, nothing is dropped (design P2).</summary>
internal static class ExecutionReports
{
    public static BrokerDecision On(Book book, BrokerView view, ExecutionReport report, DecisionContext context)
    {
        var order = OrderMatch.Find(book, context.Installation, report.OrderRef, report.PermId, new WireId(report.ClientId, report.OrderId));
        var seen = Observed(view, report, order, context.Now);
        var old = book.Fills.GetValueOrDefault(report.ExecId.Root);
        if (report.IsComboSummary || (old is not null && old.ExecId.Revision >= report.ExecId.Revision))
        {
            return new BrokerDecision(seen, order is null ? [] : OrderReports.Acknowledge(order, report.PermId, report.OrderId, report.ClientId));
        }

        var fill = FillOf(book, report, order, old, context);
        var filled = order is null ? Quantity.Zero : Quantity.Of(order.Filled.Value + fill.Quantity.Value - (old?.Order == order.Id ? old.Quantity.Value : 0));
        ImmutableArray<BookEvent> events =
        [
            .. order is null ? [] : OrderReports.Acknowledge(order, report.PermId, report.OrderId, report.ClientId),
            new ExecutionBooked(fill),
            .. old is null ? FlattenShare.Transfers(book, order, fill) : [],
            .. old is null ? Superseded(book, fill) : [],
            .. Remarks(fill, old, order, filled),
        ];
        return order is null ? new BrokerDecision(seen, events) : Completed(seen, order, filled, events);
    }

    public static BrokerDecision On(Book book, BrokerView view, CommissionReport report)
    {
        var known = book.Commissions.TryGetValue(report.ExecId, out var booked) ? booked
            : book.StagedCommissions.TryGetValue(report.ExecId, out var staged) ? staged
            : (Money?)null;
        var outdated = book.Fills.TryGetValue(report.ExecId.Root, out var fill) && fill.ExecId.Revision > report.ExecId.Revision;
        return known == report.Commission || outdated
            ? BrokerDecision.None(view)
            : new BrokerDecision(view, [new CommissionReported(report.ExecId, report.Commission)]);
    }

    private static BrokerView Observed(BrokerView view, ExecutionReport report, Order? order, DateTimeOffset now)
    {
        var seen = order is null
            ? view.Current is { } current ? view with { Current = current with { AnyForeign = true } } : view
            : OrderReports.SeenIn(view, order.Id, open: false);
        return seen with { LastEventAt = seen.LastEventAt.SetItem(report.ConId, now) };
    }

    /// <summary>A correction stays where its first revision was booked or assigned; else the order's strategy, the reference's, or <c>unknown</c>.</summary>
    private static Fill FillOf(Book book, ExecutionReport report, Order? order, Fill? old, DecisionContext context)
    {
        var tag = OrderMatch.OurRef(context.Installation, report.OrderRef)?.StrategyTag;
        var strategy = old?.Strategy
            ?? (order is null ? tag is null ? null : book.StrategyOfTag(tag) : FlattenShare.Holder(book, order))
            ?? StrategyName.Unknown;
        return new Fill(
            report.ExecId, strategy, report.ConId, report.Symbol, report.Side, report.Quantity, report.Price, report.Multiplier, report.Currency,
            report.At, order?.Id, report.PermId, FillSource.Execution);
    }

    /// <summary>The broker's last word on the order counts once its executions are all here.</summary>
    private static BrokerDecision Completed(BrokerView view, Order order, Quantity filled, ImmutableArray<BookEvent> events)
    {
        if (filled >= order.Most)
        {
            return new BrokerDecision(view.Settled(order.Id), events);
        }

        if ((order.IsUnconfirmed || order.MayShrink) && view.Finals.TryGetValue(order.Id, out var last) && last.Word == BrokerOrderStatus.Filled && filled >= last.Filled)
        {
            return new BrokerDecision(view.Settled(order.Id), [.. events, Modifications.Closed(order with { Filled = filled })]);
        }

        return view.Finals.TryGetValue(order.Id, out var final) && final.Word != BrokerOrderStatus.Filled && filled >= final.Filled
            ? new BrokerDecision(view.Settled(order.Id), [.. events, new OrderStatusChanged(order.Id, OrderStatus.Cancelled, final.Reason)])
            : new BrokerDecision(view, events, order.Status is OrderStatus.Rejected ? $"{order.Id} was refused and filled" : null);
    }

    /// <summary>An adjustment that stood for this execution gives way to it (design P2).</summary>
    private static IEnumerable<BookEvent> Superseded(Book book, Fill fill)
    {
        var left = fill.Quantity.Value;
        var candidates = book.Holdings
            .Where(pair => pair.Key.ConId == fill.ConId)
            .OrderByDescending(pair => pair.Key.Strategy == fill.Strategy)
            .ThenByDescending(static pair => pair.Key.Strategy == StrategyName.Unknown)
            .ThenBy(static pair => pair.Key.Strategy.Value, StringComparer.Ordinal)
            .SelectMany(pair => pair.Value.Fold.Since(fill.At))
            .Where(adjustment => adjustment.Source == FillSource.Adjustment && adjustment.Side == fill.Side && !adjustment.Quantity.IsZero);
        foreach (var adjustment in candidates)
        {
            var taken = Math.Min(left, adjustment.Quantity.Value);
            if (taken == 0)
            {
                yield break;
            }

            left -= taken;
            yield return new AdjustmentSuperseded(adjustment.ExecId, Quantity.Of(adjustment.Quantity.Value - taken), fill.ExecId);
        }
    }

    private static IEnumerable<BookEvent> Remarks(Fill fill, Fill? old, Order? order, Quantity filled)
    {
        if (old is not null)
        {
            yield return new Notified(NotificationLevel.Warning, "execution", $"Execution {old.ExecId} ({old.Quantity} at {old.Price}) was corrected to {fill.ExecId} ({fill.Quantity} at {fill.Price}).");
        }

        if (order is null && old is null)
        {
            yield return new Notified(NotificationLevel.Warning, "execution", $"Execution {fill.ExecId} of {fill.Symbol} has no order of ours: booked to {fill.Strategy}.");
        }

        if (order is not null && filled > order.Most)
        {
            yield return new Notified(NotificationLevel.Alarm, "execution", $"Order {order.Id} filled {filled} of {order.Intent.Quantity}.");
        }
    }
}
