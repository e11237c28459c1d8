using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Reconciliation;

/// <summary>Books a change of the broker's net that no execution explains: whose it is, at what price, and why (design P2).</summary>
/// <remarks>
/// First our orders that vanished in the gap. Then, by cause: a split moves everybody's position and target by its ratio at no cost; a contract that
/// the broker no longer holds at all is closed for everybody; the rest goes to <c>unknown</c>. Sequence and contract make the ids: a replay has the same.
/// </remarks>
internal static class Adjustments
{
    private static readonly decimal[] Ratios = [2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 50, 1.5m, 1m / 2, 1m / 3, 1m / 4, 1m / 5, 1m / 8, 1m / 10, 1m / 15, 1m / 20, 1m / 25, 1m / 50];

    /// <summary>What can be booked about the contract; null while its terms are not known.</summary>
    public static ImmutableArray<BookEvent>? Of(Book book, BrokerView view, ConId conId, IReadOnlyDictionary<ConId, Instrument> instruments, DateTimeOffset now)
    {
        if (Terms(book, instruments, conId) is not { } terms)
        {
            return null;
        }

        var (ours, theirs) = (book.NetOf(conId), view.NetOf(conId));
        var vanished = Vanished(book, view, conId).ToImmutableArray();
        var (cause, ratio) = vanished.IsEmpty ? Cause(book, view, conId, instruments, now) : (AdjustmentCause.Unexplained, 1m);
        ImmutableArray<Share> shares = [.. vanished, .. Rest(book, conId, cause, ratio, (theirs - ours).Value - vanished.Sum(static share => share.Signed))];
        return
        [
            .. shares.Where(static share => share.Signed != 0).Select((share, i) => (BookEvent)new ExecutionBooked(ToFill(book, view, conId, terms, now, share, i))),
            .. Retargeted(book, conId, cause, ratio),
            new Notified(NotificationLevel.Alarm, "adjustment", $"{terms.Symbol} ({conId}): adjusted from {ours} to the broker's {theirs}: {Words(cause)}."),
        ];
    }

    /// <summary>Everything that differs, given to one owner because a person said so.</summary>
    public static BookEvent? Adopt(Book book, BrokerView view, ConId conId, IReadOnlyDictionary<ConId, Instrument> instruments, StrategyName owner, DateTimeOffset now) =>
        Terms(book, instruments, conId) is { } terms
            ? new ExecutionBooked(ToFill(book, view, conId, terms, now, new Share(owner, null, (view.NetOf(conId) - book.NetOf(conId)).Value, AdjustmentCause.Adopted), 0))
            : null;

    /// <summary>An adjustment that blocks opening trades of its contract until a person accepts or assigns it (design R16).</summary>
    public static bool NeedsAcceptance(Fill fill) => fill is { Source: FillSource.Adjustment, Order: null, Quantity.IsZero: false } && fill.Cause switch
    {
        null => fill.Strategy == StrategyName.Unknown,
        AdjustmentCause.Split or AdjustmentCause.Adopted => false,
        _ => true,
    };

    private static IEnumerable<Share> Vanished(Book book, BrokerView view, ConId conId)
    {
        var left = (view.NetOf(conId) - book.NetOf(conId)).Value;
        foreach (var order in book.LiveOrdersOf(conId).Where(o => o.Acknowledged && view.Last?.Open.Contains(o.Id) == false && o.Intent.Side.Sign() == Math.Sign(left)))
        {
            var part = Math.Sign(left) * Math.Min(Math.Abs(left), order.Leaves.Value);
            left -= part;
            yield return new Share(order.Intent.Strategy, order.Id, part, AdjustmentCause.VanishedOrder);
        }
    }

    private static IEnumerable<Share> Rest(Book book, ConId conId, AdjustmentCause cause, decimal ratio, decimal left)
    {
        if (cause == AdjustmentCause.Split || book.NetOf(conId).Value == -left)
        {
            foreach (var (strategy, held) in Holders(book, conId))
            {
                var part = cause == AdjustmentCause.Split ? Math.Truncate(held * ratio) - held : -held;
                left -= part;
                yield return new Share(strategy, null, part, cause);
            }
        }

        yield return new Share(StrategyName.Unknown, null, left, cause);
    }

    private static (AdjustmentCause Cause, decimal Ratio) Cause(Book book, BrokerView view, ConId conId, IReadOnlyDictionary<ConId, Instrument> instruments, DateTimeOffset now)
    {
        var instrument = instruments.GetValueOrDefault(conId);
        var ours = book.NetOf(conId).Value;
        var delta = view.NetOf(conId).Value - ours;
        return instrument switch
        {
            { Type: SecurityType.Option } when StockMoved(book, view, instruments, instrument, -delta) => (AdjustmentCause.Assignment, 1),
            { LastTradeDate: { } last } when view.NetOf(conId).IsFlat && last <= DateOnly.FromDateTime(now.UtcDateTime) => (AdjustmentCause.Expiry, 1),
            { Type: SecurityType.Stock } when OptionMoved(book, view, instruments, instrument, delta) => (AdjustmentCause.Assignment, 1),
            { Type: SecurityType.Stock } when Ratio(book, view, conId) is { } ratio => (AdjustmentCause.Split, ratio),
            _ => (AdjustmentCause.Unexplained, 1),
        };
    }

    /// <summary>The shares that <paramref name="contracts"/> of the option bring when they are exercised (negative: assigned against us).</summary>
    private static decimal SharesOf(Instrument option, decimal contracts) => contracts * option.Multiplier * (option.Right == OptionRight.Put ? -1 : 1);

    private static bool StockMoved(Book book, BrokerView view, IReadOnlyDictionary<ConId, Instrument> instruments, Instrument option, decimal contracts) =>
        Moves(book, view, instruments, SecurityType.Stock, option).Any(move => move.Delta == SharesOf(option, contracts));

    private static bool OptionMoved(Book book, BrokerView view, IReadOnlyDictionary<ConId, Instrument> instruments, Instrument stock, decimal shares) =>
        Moves(book, view, instruments, SecurityType.Option, stock).Any(move => SharesOf(move.Instrument, -move.Delta) == shares);

    /// <summary>What else of the same symbol changed at the broker without an execution: still different, or adjusted for the same reason.</summary>
    private static IEnumerable<(Instrument Instrument, decimal Delta)> Moves(
        Book book, BrokerView view, IReadOnlyDictionary<ConId, Instrument> instruments, SecurityType type, Instrument beside)
    {
        foreach (var (conId, instrument) in instruments.Where(pair => pair.Value.Type == type && pair.Value.Symbol == beside.Symbol && pair.Value.Currency == beside.Currency))
        {
            var open = view.NetOf(conId).Value - book.NetOf(conId).Value;
            var adjusted = book.Holdings.Where(pair => pair.Key.ConId == conId).SelectMany(static pair => pair.Value.Fold.Fills)
                .Where(fill => fill.Cause == AdjustmentCause.Assignment && fill.At >= (view.Last?.BeganAt ?? DateTimeOffset.MaxValue)).Sum(static fill => fill.Signed.Value);
            if (open != 0 || adjusted != 0)
            {
                yield return (instrument, open != 0 ? open : adjusted);
            }
        }
    }

    /// <summary>A split changes the number and leaves the cost: by the broker's own average, within a hundredth.</summary>
    private static decimal? Ratio(Book book, BrokerView view, ConId conId)
    {
        var (ours, theirs) = (book.NetOf(conId).Value, view.NetOf(conId).Value);
        var cost = book.Holdings.Where(pair => pair.Key.ConId == conId).Sum(static pair => pair.Value.Fold.State.OpenCost);
        var kept = view.Net.TryGetValue(conId, out var net) && cost != 0 && Math.Abs((net.AverageCost * theirs) - cost) <= Math.Abs(cost) / 100;
        return kept && ours != 0 && Math.Sign(ours) == Math.Sign(theirs)
            ? Ratios.Select(static ratio => (decimal?)ratio).FirstOrDefault(ratio => Math.Abs((ours * ratio!.Value) - theirs) < 1)
            : null;
    }

    /// <summary>Targets count shares too: left alone, a split would be traded back.</summary>
    private static IEnumerable<BookEvent> Retargeted(Book book, ConId conId, AdjustmentCause cause, decimal ratio) => cause != AdjustmentCause.Split
        ? []
        : book.Targets.Values.Where(target => target.ConId == conId && !target.Quantity.IsFlat)
            .OrderBy(static target => target.Strategy.Value, StringComparer.Ordinal)
            .Select(target => new TargetSet(target.Strategy, conId, PositionQuantity.Of(Math.Truncate(target.Quantity.Value * ratio)), target.Policy));

    private static IEnumerable<(StrategyName Strategy, decimal Held)> Holders(Book book, ConId conId) => book.Holdings
        .Where(pair => pair.Key.ConId == conId && !pair.Value.Quantity.IsFlat)
        .OrderBy(static pair => pair.Key.Strategy.Value, StringComparer.Ordinal)
        .Select(static pair => (pair.Key.Strategy, pair.Value.Quantity.Value));

    private static Fill ToFill(Book book, BrokerView view, ConId conId, InstrumentTerms terms, DateTimeOffset now, Share share, int number) => new(
        ExecId.Of($"adj.{conId}-{book.Seq}-{number}"),
        share.Strategy,
        conId,
        terms.Symbol,
        share.Signed > 0 ? Side.Buy : Side.Sell,
        Quantity.Of(Math.Abs(share.Signed)),
        PriceOf(book, view, conId, terms, share),
        terms.Multiplier,
        terms.Currency,
        now,
        share.Order,
        null,
        FillSource.Adjustment,
        share.Cause);

    /// <summary>Nothing for what expired or was split; what left for another reason leaves at its owner's cost; else the broker's average.</summary>
    private static Price PriceOf(Book book, BrokerView view, ConId conId, InstrumentTerms terms, Share share)
    {
        if (share.Cause is AdjustmentCause.Expiry or AdjustmentCause.Split)
        {
            return Price.Of(0);
        }

        var own = book.Holdings.TryGetValue(new Holding(share.Strategy, conId), out var books) ? books.ToPosition(new Holding(share.Strategy, conId), book.Seq).AveragePrice : null;
        return view.NetOf(conId).IsFlat && own is { } average
            ? average
            : Price.Of(view.Net.TryGetValue(conId, out var net) && terms.Multiplier != 0 ? Money.Divide(net.AverageCost, terms.Multiplier) : 0);
    }

    private static string Words(AdjustmentCause cause) => cause switch
    {
        AdjustmentCause.Expiry => "the contract expired",
        AdjustmentCause.Assignment => "an option was exercised or assigned",
        AdjustmentCause.Split => "a split",
        _ => "its executions are no longer reported",
    };

    private static InstrumentTerms? Terms(Book book, IReadOnlyDictionary<ConId, Instrument> instruments, ConId conId)
    {
        if (instruments.TryGetValue(conId, out var instrument))
        {
            return new InstrumentTerms(instrument.Symbol, instrument.Currency, instrument.Multiplier);
        }

        var books = book.Holdings.FirstOrDefault(pair => pair.Key.ConId == conId).Value;
        return books is null ? null : new InstrumentTerms(books.Symbol, books.Currency, books.Multiplier);
    }

    private readonly record struct Share(StrategyName Strategy, ClientOrderId? Order, decimal Signed, AdjustmentCause Cause);

    private sealed record InstrumentTerms(string Symbol, Currency Currency, decimal Multiplier);
}
