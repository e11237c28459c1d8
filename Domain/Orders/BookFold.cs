using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>How each journal event changes the book. Pure and total: an event about something unknown changes nothing but the sequence.</summary>
public static class BookFold
{
    /// <summary>Commands whose repeat is still known.</summary>
    public const int MostAnswers = 1_000;

    /// <exception cref="InvalidOperationException">The sequence is not the next one: the journal has a hole.</exception>
    public static Book Apply(this Book book, JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Seq != book.Seq + 1)
        {
            throw new InvalidOperationException($"Journal of {book.Account}: entry {entry.Seq} follows {book.Seq}.");
        }

        return On(book with { Seq = entry.Seq, LastAt = entry.At }, entry.Event, entry.At);
    }

    private static Book On(Book book, BookEvent e, DateTimeOffset at) => e switch
    {
        OrderIntended or OrderDenied or OrderWritten or OrderNotSent or OrderAcknowledged or OrderStatusChanged or CancelRequested
            or ModifyRequested or OrderModified or ModifyConfirmed or ModifyRefused => OnOrder(book, e, at),
        ExecutionBooked x => FillBooks.Book(book, x.Fill, at),
        CommissionReported x => FillBooks.Charge(book, x),
        ExecutionAssigned x => FillBooks.Assign(book, x),
        AdjustmentSuperseded x => FillBooks.Supersede(book, x, at),
        TargetSet x => OnTarget(book, x, at),
        StrategyRegistered or StrategyStatusSet or SubmissionAccepted or FlattenRequested => OnStrategy(book, e),
        MismatchOpened x => book with { Mismatches = book.Mismatches.SetItem(x.ConId, new Mismatch(x.Ours, x.Broker, x.Cause, at)) },
        MismatchClosed x => book with { Mismatches = book.Mismatches.Remove(x.ConId) },
        AccountStateSet x => RiskFold.On(book, x),
        StrategyStateSet x => RiskFold.On(book, x),
        LimitChanged x => RiskFold.On(book, x, at),
        RestrictionSet x => RiskFold.On(book, x, at),
        EquityMarked x => RiskFold.On(book, x),
        AccountAdopting x => book with { AdoptingCause = x.Cause },
        AdjustmentAccepted x => book with { UnacceptedAdjustments = book.UnacceptedAdjustments.Remove(x.ConId) },
        AccountAdopted => book with { AdoptingCause = null, Adopted = true, UnacceptedAdjustments = [] },
        KillLatched x => book with { KillLatch = book.KillLatch ?? x.LatchId },
        KillRearmed => book with { KillLatch = null },
        ReportQuarantined x => book with
        {
            Quarantine = book.Quarantine.SetItem(book.Seq, new QuarantinedReport(x.Kind, x.ConId, x.Report, x.Problem, at)),
            Counters = book.Counters with { Quarantined = book.Counters.Quarantined + 1 },
        },
        CommandAnswered x => book with { Answers = Remember(book.Answers.SetItem(x.Command, new CommandAnswer(x.Result, book.Seq))) },
        ReportReleased x => book with { Quarantine = book.Quarantine.Remove(x.Seq) },
        _ => book,
    };

    private static ImmutableDictionary<string, CommandAnswer> Remember(ImmutableDictionary<string, CommandAnswer> answers) =>
        answers.Count <= MostAnswers ? answers : answers.Remove(answers.MinBy(static answer => answer.Value.Seq).Key);

    private static Book OnOrder(Book book, BookEvent e, DateTimeOffset at) => e switch
    {
        OrderIntended x => Intend(book, x, at),
        OrderDenied x => Deny(book, x, at),
        OrderWritten x => Change(book, x.Id, order => order.Apply(x, at)),
        OrderNotSent x => Change(book, x.Id, order => order.Apply(x, at)),
        OrderAcknowledged x => Change(book, x.Id, order => order.Apply(x, at)),
        OrderStatusChanged x => Status(book, x, at),
        CancelRequested x => Message(book, x.Id, at, false, order => order.Apply(x, at)),
        ModifyRequested x => Message(book, x.Id, at, true, order => order.Apply(x, at)),
        OrderModified x => Change(book, x.Id, order => order.Apply(x, at)),
        ModifyConfirmed x => Change(book, x.Id, order => order.Apply(x, at)),
        ModifyRefused x => Change(book, x.Id, order => order.Apply(x, at)),
        _ => book,
    };

    private static Book Intend(Book book, OrderIntended e, DateTimeOffset at) => book.Orders.ContainsKey(e.Intent.Id)
        ? book
        : book.With(OrderFold.Begin(e, at)).Sent(e.Intent.Strategy, at, order: true) with { Counters = book.Counters with { Orders = book.Counters.Orders + 1 } };

    private static Book Deny(Book book, OrderDenied e, DateTimeOffset at)
    {
        var counted = book with { Counters = book.Counters with { Denied = book.Counters.Denied + 1 } };
        return e.Intent.Purpose == OrderPurpose.Strategy
            ? WithStrategy(counted, e.Intent.Strategy, s => s with { Denied = s.Denied.SetItem(e.Intent.Id, e.Denial) })
            : Refused(counted, new Holding(e.Intent.Strategy, e.Intent.ConId), at);
    }

    private static Book Status(Book book, OrderStatusChanged e, DateTimeOffset at)
    {
        if (!book.Orders.TryGetValue(e.Id, out var order))
        {
            return book;
        }

        var changed = book.With(order.Apply(e, at));
        return e.Status == OrderStatus.Rejected
            ? Refused(changed, new Holding(order.Intent.Strategy, order.Intent.ConId), at) with { Counters = changed.Counters with { Rejected = changed.Counters.Rejected + 1 } }
            : changed;
    }

    private static Book Refused(Book book, Holding holding, DateTimeOffset at) => book with
    {
        Refusals = book.Refusals.SetItem(holding, new RefusalTrail((book.Refusals.GetValueOrDefault(holding)?.Count ?? 0) + 1, at)),
    };

    private static Book Change(Book book, ClientOrderId id, Func<Order, Order> change) =>
        book.Orders.TryGetValue(id, out var order) ? book.With(change(order)) : book;

    private static Book Message(Book book, ClientOrderId id, DateTimeOffset at, bool isOrder, Func<Order, Order> change) =>
        book.Orders.TryGetValue(id, out var order) ? book.With(change(order)).Sent(order.Intent.Strategy, at, isOrder) : book;

    private static Book OnTarget(Book book, TargetSet e, DateTimeOffset at)
    {
        var holding = new Holding(e.Strategy, e.ConId);
        var target = new TargetPosition(e.Strategy, e.ConId, e.Quantity, e.Policy, book.Seq, at) { From = book.PositionOf(holding) };
        return WithStrategy(
            book with { Targets = book.Targets.SetItem(holding, target) },
            e.Strategy,
            static s => s.Status == StrategyStatus.Active && s.Flattening ? s with { Flattening = false } : s);
    }

    private static Book OnStrategy(Book book, BookEvent e) => e switch
    {
        StrategyRegistered x => Register(book, x),
        StrategyStatusSet x => WithStrategy(
            RiskFold.Resumed(book, x) with { Refusals = book.Refusals.RemoveRange(book.Refusals.Keys.Where(h => h.Strategy == x.Strategy)) },
            x.Strategy,
            s => s with { Status = x.Status, Reason = x.Reason, Flattening = false, Trading = x.Status == StrategyStatus.Active ? TradingState.Active : s.Trading }),
        SubmissionAccepted x => WithStrategy(
            book,
            x.Strategy,
            s => s with { Accepted = Math.Max(s.Accepted, x.EventSequence), Denials = s.Denied, Denied = s.Denied.Clear() }),
        FlattenRequested x => WithStrategy(book, x.Strategy, static s => s with { Flattening = true }),
        _ => book,
    };

    private static Book Register(Book book, StrategyRegistered e) => book.Strategies.ContainsKey(e.Strategy)
        ? book
        : book with
        {
            Strategies = book.Strategies.Add(
                e.Strategy,
                new StrategyBooks(
                    e.Strategy.Tag, StrategyStatus.Active, e.Capital, null, 0, ImmutableDictionary<ClientOrderId, Denial>.Empty, ImmutableDictionary<ClientOrderId, Denial>.Empty, false)),
        };

    private static Book WithStrategy(Book book, StrategyName name, Func<StrategyBooks, StrategyBooks> change) =>
        book.Strategies.TryGetValue(name, out var strategy)
            ? book with { Strategies = book.Strategies.SetItem(name, change(strategy)) }
            : book;

    /// <summary>With the order's new state, and the indexes that follow from it.</summary>
    internal static Book With(this Book book, Order order) => book with
    {
        Orders = book.Orders.SetItem(order.Id, order),
        Live = Reindex(book.Live, order),
        ByWireId = order is { OrderId: { } orderId, ClientId: { } clientId }
            ? book.ByWireId.SetItem(new WireId(clientId, orderId), order.Id)
            : book.ByWireId,
        ByPermId = order.PermIds.Aggregate(book.ByPermId, (index, permId) => index.SetItem(permId, order.Id)),
    };

    private static ImmutableDictionary<ConId, ImmutableArray<ClientOrderId>> Reindex(ImmutableDictionary<ConId, ImmutableArray<ClientOrderId>> live, Order order)
    {
        var conId = order.Intent.ConId;
        var ids = live.TryGetValue(conId, out var known) ? known : [];
        if (order.Status.IsTerminal() != ids.Contains(order.Id))
        {
            return live;
        }

        ids = order.Status.IsTerminal() ? ids.Remove(order.Id) : ids.Add(order.Id);
        return ids.IsEmpty ? live.Remove(conId) : live.SetItem(conId, ids);
    }
}
