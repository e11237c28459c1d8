using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>How executions, corrections, commissions and assignments change the book's holdings (design P2, R12).</summary>
internal static class FillBooks
{
    /// <summary>Books a fill; a higher revision of a known root takes the earlier one back first, its commission included. A repeat changes nothing.</summary>
    public static Book Book(Book book, Fill fill, DateTimeOffset at)
    {
        var root = fill.ExecId.Root;
        if (!book.Fills.TryGetValue(root, out var old))
        {
            return Counted(WithOrder(Add(book, fill), fill, 1, at), fill);
        }

        return fill.ExecId.Revision <= old.ExecId.Revision
            ? book
            : WithOrder(Add(WithOrder(Remove(book, old), old, -1, at), fill), fill, 1, at);
    }

    /// <summary>The newest amount wins; for a revision that is no longer the newest it changes nothing.</summary>
    public static Book Charge(Book book, CommissionReported e)
    {
        if (!book.Fills.TryGetValue(e.ExecId.Root, out var fill) || fill.ExecId.Revision < e.ExecId.Revision)
        {
            return book with { StagedCommissions = book.StagedCommissions.SetItem(e.ExecId, e.Commission) };
        }

        if (fill.ExecId != e.ExecId)
        {
            return book;
        }

        var without = Charged(book, fill, book.Commissions.GetValueOrDefault(e.ExecId), -1);
        return Charged(
            without with { Commissions = book.Commissions.SetItem(e.ExecId, e.Commission), Uncharged = book.Uncharged.Remove(e.ExecId) }, fill, e.Commission, 1);
    }

    /// <summary>Moves a fill with its commission to another strategy.</summary>
    public static Book Assign(Book book, ExecutionAssigned e)
    {
        if (!book.Fills.TryGetValue(e.ExecRoot, out var fill) || fill.Strategy != e.From)
        {
            return book;
        }

        var moved = fill with { Strategy = e.To, Cause = fill.Cause is null || e.To == StrategyName.Unknown ? fill.Cause : AdjustmentCause.Adopted };
        var commission = book.Commissions.GetValueOrDefault(fill.ExecId);
        var without = Folded(Charged(book, fill, commission, -1), fill, static (fold, f) => fold.Without(f));
        var with = Folded(without with { Fills = without.Fills.SetItem(e.ExecRoot, moved) }, moved, static (fold, f) => fold.With(f));
        return Settled(Charged(with, moved, commission, 1), fill.ConId);
    }

    /// <summary>Sets an adjustment's quantity to what it still stands for.</summary>
    public static Book Supersede(Book book, AdjustmentSuperseded e, DateTimeOffset at)
    {
        if (book.FillOf(e.Adjustment) is not { } old)
        {
            return book;
        }

        var rest = old with { Quantity = e.Remaining };
        return Settled(WithOrder(Add(WithOrder(Remove(book, old), old, -1, at), rest), rest, 1, at), old.ConId);
    }

    private static Book Add(Book book, Fill fill)
    {
        var added = Folded(book with { Fills = book.Fills.SetItem(fill.ExecId.Root, fill) }, fill, static (fold, f) => fold.With(f));
        if (fill.Source != FillSource.Execution)
        {
            return Adjustments.NeedsAcceptance(fill)
                ? added with { UnacceptedAdjustments = added.UnacceptedAdjustments.Add(fill.ConId) }
                : added;
        }

        return added.StagedCommissions.TryGetValue(fill.ExecId, out var staged)
            ? Charged(
                added with
                {
                    StagedCommissions = added.StagedCommissions.Remove(fill.ExecId),
                    Commissions = added.Commissions.SetItem(fill.ExecId, staged),
                },
                fill,
                staged,
                1)
            : added with { Uncharged = added.Uncharged.Add(fill.ExecId) };
    }

    private static Book Remove(Book book, Fill fill)
    {
        var removed = Folded(book, fill, static (fold, f) => fold.Without(f));
        return Charged(
            removed with { Commissions = removed.Commissions.Remove(fill.ExecId), Uncharged = removed.Uncharged.Remove(fill.ExecId) }, fill, book.Commissions.GetValueOrDefault(fill.ExecId), -1);
    }

    private static Book Folded(Book book, Fill fill, Func<PositionFold, Fill, PositionFold> change)
    {
        var holding = HoldingOf(fill);
        var books = book.Holdings.GetValueOrDefault(holding)
            ?? new HoldingBooks(PositionFold.Empty, 0, fill.Symbol, fill.Currency, fill.Multiplier);
        var changed = books with { Fold = change(books.Fold, fill) };
        return book with
        {
            Holdings = book.Holdings.SetItem(holding, changed),
            Net = book.Net.SetItem(fill.ConId, book.NetOf(fill.ConId) + changed.Quantity - books.Quantity),
        };
    }

    /// <param name="commission">None at all when its amount is zero.</param>
    private static Book Charged(Book book, Fill fill, Money commission, int sign) => commission.Amount == 0
        ? book
        : book with { Holdings = book.Holdings.SetItem(HoldingOf(fill), book.Holdings[HoldingOf(fill)].Charged(commission, sign)) };

    private static Book WithOrder(Book book, Fill fill, int sign, DateTimeOffset at)
    {
        if (fill.Order is not { } id || !book.Orders.TryGetValue(id, out var order))
        {
            return book;
        }

        var quantity = sign * fill.Quantity.Value;
        var filled = book.With(order.ApplyFill(quantity, quantity * fill.Price.Value, at));
        return sign > 0 && order.Filled.IsZero && fill.Source == FillSource.Execution ? filled.Executed(order.Intent.Strategy, at) : filled;
    }

    private static Book Counted(Book book, Fill fill) => fill.Source == FillSource.Execution
        ? book with { Counters = book.Counters with { Fills = book.Counters.Fills + 1 }, Refusals = book.Refusals.Remove(HoldingOf(fill)) }
        : book;

    /// <summary>Once all its adjustments were superseded or given to a strategy by a person, the contract is free.</summary>
    private static Book Settled(Book book, ConId conId) =>
        book.UnacceptedAdjustments.Contains(conId)
        && !book.Holdings.Where(pair => pair.Key.ConId == conId).SelectMany(static pair => pair.Value.Fold.Fills).Any(Adjustments.NeedsAcceptance)
            ? book with { UnacceptedAdjustments = book.UnacceptedAdjustments.Remove(conId) }
            : book;

    private static Holding HoldingOf(Fill fill) => new(fill.Strategy, fill.ConId);
}
