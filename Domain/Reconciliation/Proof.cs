using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>The proof of books per contract: Σ strategies + unknown = Σ transactions = broker net (design P3).</summary>
/// <remarks>
/// A difference asks for the lists after one quiet second. It becomes a Mismatch once a whole list confirmed it and five quiet seconds passed;
/// where the broker may have forgotten executions (its day changed since our books were complete) a second list confirms an adjustment instead.
/// </remarks>
public static class Proof
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <param name="instruments">Those known by now; a contract without one waits.</param>
    public static BrokerDecision Watch(Book book, BrokerView view, IReadOnlyDictionary<ConId, Instrument> instruments, ReconcileContext context)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        if (!view.Synchronized || book.AdoptingCause is not null || !book.Adopted)
        {
            return BrokerDecision.None(view);
        }

        var decision = BrokerDecision.None(view);
        foreach (var conId in book.Net.Keys.Union(view.Net.Keys).Union(book.Mismatches.Keys))
        {
            var next = One(book, decision.View, conId, instruments, context);
            decision = new BrokerDecision(next.View, decision.Events.AddRange(next.Events), decision.Ask ?? next.Ask);
        }

        return decision.View is { Differences.IsEmpty: true, Last: { } last } && book.Mismatches.IsEmpty
            ? decision with { View = decision.View with { CompleteUntil = last.BeganAt } }
            : decision;
    }

    public static ImmutableArray<ContractProof> Of(Book book, BrokerView view, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        return [.. book.Net.Keys.Union(view.Net.Keys).OrderBy(static c => c.Value).Select(conId => Of(book, view, conId, now))];
    }

    /// <summary>Everything that the journal does not explain, taken over as <c>unknown</c> at the broker's average cost.</summary>
    public static ImmutableArray<BookEvent> Accept(Book book, BrokerView view, IReadOnlyDictionary<ConId, Instrument> instruments, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            .. book.Net.Keys.Union(view.Net.Keys)
                .OrderBy(static c => c.Value)
                .Where(conId => book.NetOf(conId) != view.NetOf(conId) && Terms(book, instruments, conId) is not null)
                .Select(conId => new ExecutionBooked(Adjustment(book, view, conId, Terms(book, instruments, conId)!, now, (StrategyName.Unknown, null, (view.NetOf(conId) - book.NetOf(conId)).Value), 0))),
        ];
    }

    private static BrokerDecision One(Book book, BrokerView view, ConId conId, IReadOnlyDictionary<ConId, Instrument> instruments, ReconcileContext context)
    {
        var (ours, theirs) = (book.NetOf(conId), view.NetOf(conId));
        if (ours == theirs)
        {
            return new BrokerDecision(
                view with { Differences = view.Differences.Remove(conId) },
                book.Mismatches.ContainsKey(conId) ? [new MismatchClosed(conId, "our books and the broker agree")] : []);
        }

        var difference = view.Differences.TryGetValue(conId, out var known) && known.Ours == ours && known.Broker == theirs
            ? known
            : new Difference(ours, theirs, context.Now, 0, 0);
        var confirmed = Confirm(difference, view, conId, context);
        var noted = view with { Differences = view.Differences.SetItem(conId, confirmed) };
        return Judge(book, noted, conId, confirmed, instruments, context) ?? new BrokerDecision(noted, [], Ask(confirmed, noted, conId, context));
    }

    private static DateTimeOffset LastEvent(BrokerView view, ConId conId, Difference difference) =>
        view.LastEventAt.TryGetValue(conId, out var at) && at > difference.Since ? at : difference.Since;

    private static Difference Confirm(Difference difference, BrokerView view, ConId conId, ReconcileContext context)
    {
        if (view.Last is not { EndedAt: { } ended } last || last.BeganAt <= difference.Since || last.Number == difference.ConfirmedBy)
        {
            return difference;
        }

        var quietSince = LastEvent(view, conId, difference) is var e && e > ended ? e : ended;
        return context.Now >= quietSince + context.Settle
            ? difference with { Confirmations = difference.Confirmations + 1, ConfirmedBy = last.Number }
            : difference;
    }

    private static string? Ask(Difference difference, BrokerView view, ConId conId, ReconcileContext context)
    {
        var last = view.Last!.BeganAt;
        var unasked = last <= difference.Since && context.Now >= LastEvent(view, conId, difference) + Quiet;
        var secondLook = difference.Confirmations == 1 && view.Last.Number == difference.ConfirmedBy && context.Now >= last + context.Settle;
        return view.Current is null && (unasked || secondLook) ? $"contract {conId}: ours {difference.Ours}, broker {difference.Broker}" : null;
    }

    private static BrokerDecision? Judge(
        Book book, BrokerView view, ConId conId, Difference difference, IReadOnlyDictionary<ConId, Instrument> instruments, ReconcileContext context)
    {
        if (difference.Confirmations == 0)
        {
            return null;
        }

        if (view.CompleteUntil is { } until && until < context.DayStart)
        {
            return difference.Confirmations >= 2 && Terms(book, instruments, conId) is { } terms
                ? new BrokerDecision(view with { Differences = view.Differences.Remove(conId) }, Adjust(book, view, conId, terms, context.Now))
                : null;
        }

        var open = book.Mismatches.GetValueOrDefault(conId);
        return open is not null && open.Ours == difference.Ours && open.Broker == difference.Broker
            ? null
            : new BrokerDecision(
                view,
                [
                    new MismatchOpened(conId, difference.Ours, difference.Broker, "survived a complete list of executions and five quiet seconds"),
                    new Notified(NotificationLevel.Alarm, "mismatch", $"Contract {conId}: our books say {difference.Ours}, the broker {difference.Broker}."),
                ]);
    }

    /// <summary>One adjustment per contract and owner: first our orders that vanished in the gap, the rest to <c>unknown</c> (design P2).</summary>
    private static ImmutableArray<BookEvent> Adjust(Book book, BrokerView view, ConId conId, InstrumentTerms terms, DateTimeOffset now)
    {
        var left = (view.NetOf(conId) - book.NetOf(conId)).Value;
        var events = ImmutableArray.CreateBuilder<BookEvent>();
        foreach (var order in book.LiveOrdersOf(conId).Where(o => o.Acknowledged && view.Last?.Open.Contains(o.Id) == false && o.Intent.Side.Sign() == Math.Sign(left)))
        {
            var part = Math.Sign(left) * Math.Min(Math.Abs(left), order.Leaves.Value);
            if (part != 0)
            {
                events.Add(new ExecutionBooked(Adjustment(book, view, conId, terms, now, (order.Intent.Strategy, order.Id, part), events.Count)));
                left -= part;
            }
        }

        if (left != 0)
        {
            events.Add(new ExecutionBooked(Adjustment(book, view, conId, terms, now, (StrategyName.Unknown, null, left), events.Count)));
        }

        events.Add(new Notified(
            NotificationLevel.Alarm, "adjustment", $"Contract {conId}: adjusted from {book.NetOf(conId)} to the broker's {view.NetOf(conId)}; its executions are no longer reported."));
        return events.ToImmutable();
    }

    private static Fill Adjustment(
        Book book, BrokerView view, ConId conId, InstrumentTerms terms, DateTimeOffset now, (StrategyName Strategy, ClientOrderId? Order, decimal Signed) part, int number) => new(
        ExecId.Of($"adj.{conId}-{book.Seq}-{number}"),
        part.Strategy,
        conId,
        terms.Symbol,
        part.Signed > 0 ? Side.Buy : Side.Sell,
        Quantity.Of(Math.Abs(part.Signed)),
        Price.Of(view.Net.TryGetValue(conId, out var net) && terms.Multiplier != 0 ? Money.Divide(net.AverageCost, terms.Multiplier) : 0),
        terms.Multiplier,
        terms.Currency,
        now,
        part.Order,
        null,
        FillSource.Adjustment);

    private static InstrumentTerms? Terms(Book book, IReadOnlyDictionary<ConId, Instrument> instruments, ConId conId)
    {
        if (instruments.TryGetValue(conId, out var instrument))
        {
            return new InstrumentTerms(instrument.Symbol, instrument.Currency, instrument.Multiplier);
        }

        var books = book.Holdings.FirstOrDefault(pair => pair.Key.ConId == conId).Value;
        return books is null ? null : new InstrumentTerms(books.Symbol, books.Currency, books.Multiplier);
    }

    private static ContractProof Of(Book book, BrokerView view, ConId conId, DateTimeOffset now)
    {
        var holdings = book.Holdings.Where(pair => pair.Key.ConId == conId).ToImmutableDictionary(static pair => pair.Key.Strategy, static pair => pair.Value.Quantity);
        var transactions = book.Holdings.Where(pair => pair.Key.ConId == conId).Sum(static pair => pair.Value.Fold.Fills.Sum(static fill => fill.Signed.Value));
        var symbol = book.Holdings.FirstOrDefault(pair => pair.Key.ConId == conId).Value?.Symbol ?? view.Net.GetValueOrDefault(conId)?.Symbol ?? "";
        PositionQuantity? broker = view.Last is null ? null : view.NetOf(conId);
        var mismatch = book.Mismatches.GetValueOrDefault(conId);
        var state = mismatch is not null ? ProofState.Mismatch : broker == book.NetOf(conId) ? ProofState.Proven : ProofState.Settling;
        var since = mismatch?.Since ?? (view.Differences.TryGetValue(conId, out var difference) ? difference.Since : view.Last?.EndedAt ?? now);
        return new ContractProof(
            conId, symbol, state, holdings, PositionQuantity.Of(transactions), broker, null, since,
            mismatch?.Cause ?? (state == ProofState.Settling ? broker is null ? "no complete list yet" : $"ours {book.NetOf(conId)}, broker {broker}" : null),
            state == ProofState.Mismatch ? "find the missing execution, or adopt" : null);
    }

    private sealed record InstrumentTerms(string Symbol, Currency Currency, decimal Multiplier);
}
