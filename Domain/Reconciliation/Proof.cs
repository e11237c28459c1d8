using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
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
    /// <summary>The repair of a memory that contradicts itself.</summary>
    public const string Restart = "restart the silo: the engine reads its journal again";

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
        var transactions = book.Fills.Values.GroupBy(static fill => fill.ConId).ToImmutableDictionary(static fills => fills.Key, static fills => fills.Sum(static fill => fill.Signed.Value));
        return [.. book.Net.Keys.Union(view.Net.Keys).OrderBy(static c => c.Value).Select(conId => Of(book, view, conId, transactions.GetValueOrDefault(conId), now))];
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
                .Where(conId => book.NetOf(conId) != view.NetOf(conId))
                .Select(conId => Adjustments.Adopt(book, view, conId, instruments, StrategyName.Unknown, now))
                .OfType<BookEvent>(),
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
            return difference.Confirmations >= 2 && Adjustments.Of(book, view, conId, instruments, context.Now) is { } adjustments
                ? new BrokerDecision(view with { Differences = view.Differences.Remove(conId) }, adjustments)
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

    private static ContractProof Of(Book book, BrokerView view, ConId conId, decimal transactions, DateTimeOffset now)
    {
        var holdings = book.Holdings.Where(pair => pair.Key.ConId == conId).ToImmutableDictionary(static pair => pair.Key.Strategy, static pair => pair.Value.Quantity);
        var strategies = holdings.Values.Sum(static quantity => quantity.Value);
        var symbol = book.Holdings.FirstOrDefault(pair => pair.Key.ConId == conId).Value?.Symbol ?? view.Net.GetValueOrDefault(conId)?.Symbol ?? "";
        PositionQuantity? broker = view.Last is null ? null : view.NetOf(conId);
        var mismatch = book.Mismatches.GetValueOrDefault(conId);
        var whole = strategies == transactions && strategies == book.NetOf(conId).Value;
        var state = mismatch is not null || !whole ? ProofState.Mismatch : broker == book.NetOf(conId) ? ProofState.Proven : ProofState.Settling;
        var since = mismatch?.Since ?? (view.Differences.TryGetValue(conId, out var difference) ? difference.Since : view.Last?.EndedAt ?? now);
        var cause = !whole ? $"memory: strategies {strategies}, transactions {transactions}, net {book.NetOf(conId)}"
            : mismatch?.Cause ?? (state == ProofState.Settling ? broker is null ? "no complete list yet" : $"ours {book.NetOf(conId)}, broker {broker}" : null);
        var repair = !whole ? Restart : state == ProofState.Mismatch ? "find the missing execution, or adopt" : null;
        return new ContractProof(
            conId, symbol, state, holdings, PositionQuantity.Of(transactions), broker, null, since, cause, repair);
    }
}
