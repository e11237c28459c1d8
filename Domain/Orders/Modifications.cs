using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Changes of working orders: what may be asked, and what the broker's reports say about one under way.</summary>
public static class Modifications
{
    /// <summary>Until then an older form in a list may be older than our write.</summary>
    private static readonly TimeSpan Transit = TimeSpan.FromSeconds(5);

    /// <summary>Why the order may not become this; null when it may be asked.</summary>
    public static Denial? Check(Order order, Quantity quantity, OrderTerms terms)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(terms);
        return order switch
        {
            { Status: var status } when status.IsTerminal() => Invalid($"Order {order.Id} is {status}."),
            { Changing: not null } => Invalid($"Order {order.Id} is being changed already: one change at a time."),
            { CancelRequested: true } => Invalid($"Order {order.Id} is being cancelled."),
            { IsModifiable: false } => Invalid($"Order {order.Id} is {order.Status}: it can be changed once the broker shows it working."),
            { Intent.Terms: var type } when type.GetType() != terms.GetType() => Invalid($"A {type.Name} order cannot become a {terms.Name} order: cancel it and place another."),
            _ when quantity <= order.Filled => new Denial(
                DenialCode.InvalidOrder, $"{order.Filled} are filled already: the new total must be more.", quantity.Value, order.Filled.Value),
            _ when quantity == order.Intent.Quantity && terms == order.Intent.Terms => Invalid($"Order {order.Id} is so already."),
            _ => null,
        };
    }

    /// <summary>What an open order's form means for a change under way or in doubt.</summary>
    /// <remarks>
    /// A live report of the new form may be the gateway's echo: the venue can still refuse. What confirms it is a complete list that was begun when a refusal would
    /// have been here.
    /// </remarks>
    public static ImmutableArray<BookEvent> Shown(Order order, OpenOrderReport report, BrokerView view)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(view);
        if (order.Status.IsTerminal() || (order.Changing ?? (order.InDoubt ? order.Former : null)) is not { } asked)
        {
            return [];
        }

        var settles = report.Snapshot is { Kind: SnapshotKind.OpenOrders } && view.Current is { } list && list.BeganAt - asked.RequestedAt >= Transit;
        if (order.Changing is not { } change)
        {
            return settles && FormOf(order, report) is var (quantity, terms) ? [new ModifyConfirmed(order.Id, quantity, terms)] : [];
        }

        return (report.Quantity == change.Quantity && SameTerms(report.Terms, change.Terms), settles) switch
        {
            (true, true) => [new OrderModified(order.Id), new ModifyConfirmed(order.Id, change.Quantity, change.Terms)],
            (true, false) => [new OrderModified(order.Id)],
            (false, true) => [new ModifyRefused(order.Id, "the broker's list shows it as it was")],
            _ => [],
        };
    }

    /// <summary>The broker says that the order is filled while a change is under way or in doubt: it was about what it filled, in whichever form.</summary>
    public static BookEvent Closed(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var terms = order.Changing is { } change && order.Filled == change.Quantity ? change.Terms : order.Intent.Terms;
        return new ModifyConfirmed(order.Id, order.Filled, terms);
    }

    /// <summary>The size is the order's own, the one it was asked to get, or one that an earlier report may still carry.</summary>
    public static bool IsKnown(Order order, OpenOrderReport report)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(report);
        return report.Quantity == order.Intent.Quantity
            || report.Quantity == order.Changing?.Quantity
            || (report.Quantity == order.Former?.Quantity && (order.InDoubt || report.Snapshot is null));
    }

    /// <summary>The size is the work of the order's group: it shrank, or a late report tells what it was before.</summary>
    public static bool IsGroups(Order order, OpenOrderReport report)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(report);
        return order.MayShrink && report.Side == order.Intent.Side && report.ConId == order.Intent.ConId && report.Quantity >= order.Filled
            && (report.Quantity < order.Intent.Quantity || (report.Quantity > order.Intent.Quantity && report.Snapshot is null));
    }

    /// <summary>The smaller size counts; beside a change of ours that is not certain, the next report or the lists say which does.</summary>
    public static ImmutableArray<BookEvent> Shrunk(Order order, OpenOrderReport report)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(report);
        return report.Quantity < order.Intent.Quantity && !order.IsUnconfirmed && !order.Status.IsTerminal()
            ? [new ModifyConfirmed(order.Id, report.Quantity, order.Intent.Terms)]
            : [];
    }

    /// <summary>Why the lists must be asked for: a change has no answer, or one that may still be taken back.</summary>
    public static string? Overdue(Book book, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(book);
        return book.LiveOrders.FirstOrDefault(order => WaitsSince(order) is { } since && now - since >= Transit) is { } waiting
            ? $"the change of {waiting.Id} is not confirmed"
            : null;
    }

    /// <summary>Null when nothing waits, or when the lists are asked for on other grounds already.</summary>
    private static DateTimeOffset? WaitsSince(Order order) => order switch
    {
        { Status: OrderStatus.Unknown } or { CancelRequested: true } => null,
        { Changing: { } change } => change.RequestedAt,
        { InDoubt: true, Former: { } former } => former.RequestedAt,
        _ => null,
    };

    /// <summary>Which of its two forms an order in doubt is shown in; null when it is neither.</summary>
    private static (Quantity Quantity, OrderTerms Terms)? FormOf(Order order, OpenOrderReport report)
    {
        (Quantity Quantity, OrderTerms Terms)[] forms = [(order.Intent.Quantity, order.Intent.Terms), (order.Former!.Quantity, order.Former.Terms)];
        var sized = forms.Where(form => form.Quantity == report.Quantity).ToArray();
        return sized.Length == 0 ? null : sized.FirstOrDefault(form => SameTerms(report.Terms, form.Terms), sized[0]);
    }

    /// <summary>Equal but for what the broker moves by itself; a type we cannot read counts as equal when its size is.</summary>
    private static bool SameTerms(OrderTerms? shown, OrderTerms asked) => shown is null || (shown, asked) switch
    {
        (OrderTerms.TrailingStop a, OrderTerms.TrailingStop b) => a.Trail == b.Trail,
        (OrderTerms.TrailingStopLimit a, OrderTerms.TrailingStopLimit b) => a.Trail == b.Trail && a.LimitOffset == b.LimitOffset,
        _ => shown == asked,
    };

    private static Denial Invalid(string text) => new(DenialCode.InvalidOrder, text);
}
