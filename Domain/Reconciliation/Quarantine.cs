using System.Collections.Immutable;
using System.Text.Json;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>Keeps a report that our rules could not take, so that the account goes on without it: the others are taken, the books stay right (design R15).</summary>
/// <remarks>The same report again, in a list or live, is the same entry. Lists that were taken whole release what they no longer bring.</remarks>
public static class Quarantine
{
    /// <summary>For a report whose decision threw or whose bookings the database refused, with the books as they were before it.</summary>
    public static BrokerDecision Of(Book book, BrokerView view, BrokerEvent report, string problem, DecisionContext context)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(report);
        var (kind, text) = (report.GetType().Name, JsonSerializer.Serialize(WithoutList(report), report.GetType(), DomainJson.Options));
        foreach (var (seq, known) in book.Quarantine)
        {
            if (known.Kind == kind && known.Report == text)
            {
                return BrokerDecision.None(view.Current is { } current ? view with { Current = current with { Quarantined = current.Quarantined.Add(seq) } } : view);
            }
        }

        var entry = new ReportQuarantined(kind, ConIdOf(book, report), text, problem);
        var brought = view.Current is { } now ? view with { Current = now with { Quarantined = now.Quarantined.Add(book.Seq + 1) } } : view;
        return new BrokerDecision(
            brought,
            [
                entry,
                new Notified(NotificationLevel.Alarm, "quarantine", $"A {kind} could not be taken ({problem}): kept; {(entry.ConId is { } c ? $"contract {c}" : "the account")} opens nothing until it is released."),
                .. Doubted(book, report, kind, context),
            ],
            $"a {kind} was quarantined");
    }

    /// <summary>Releases what complete lists did not bring again.</summary>
    public static IEnumerable<BookEvent> Settle(Book book, Synchronization last)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(last);
        return book.Quarantine
            .Where(pair => pair.Value.At <= last.BeganAt && !last.Quarantined.Contains(pair.Key))
            .OrderBy(static pair => pair.Key)
            .Select(pair => (BookEvent)new ReportReleased(pair.Key, $"synchronization {last.Number} was taken whole"));
    }

    private static BrokerEvent WithoutList(BrokerEvent report) => report switch
    {
        OpenOrderReport x => x with { Snapshot = null },
        CompletedOrderReport x => x with { Snapshot = null },
        ExecutionReport x => x with { Snapshot = null },
        PositionReport x => x with { Snapshot = null },
        _ => report,
    };

    private static ConId? ConIdOf(Book book, BrokerEvent report) => report switch
    {
        OpenOrderReport x => x.ConId,
        CompletedOrderReport x => x.ConId,
        ExecutionReport x => x.ConId,
        PositionReport x => x.ConId,
        CommissionReport x => book.Fills.GetValueOrDefault(x.ExecId.Root)?.ConId,
        _ => null,
    };

    /// <summary>The order it is about: what it says of it is not known now.</summary>
    private static ImmutableArray<BookEvent> Doubted(Book book, BrokerEvent report, string kind, DecisionContext context)
    {
        WireId? wire = report switch
        {
            OrderStatusReport x => new WireId(x.ClientId, x.OrderId),
            OpenOrderReport x => new WireId(x.ClientId, x.OrderId),
            OrderErrorReport x => new WireId(context.ClientId, x.OrderId),
            _ => null,
        };
        return wire is { } id && book.ByWireId.TryGetValue(id, out var orderId) && book.Orders[orderId] is { } order && !order.Status.IsTerminal()
            ? OrderReports.Changed(order, OrderStatus.Unknown, $"a {kind} of it could not be taken")
            : [];
    }
}
