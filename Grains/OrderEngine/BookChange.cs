using System.Collections.Immutable;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Whom a journal entry concerns: the order it changed and the strategies that hear of it.</summary>
internal readonly record struct BookChange(Order? Order, ImmutableArray<StrategyName> Strategies, ImmutableArray<StrategyNewsItem> Items)
{
    /// <param name="after">The book with the entry applied.</param>
    public static BookChange Of(JournalEntry entry, Book after) => entry.Event switch
    {
        OrderIntended e => OfOrder(entry, after, e.Intent.Id),
        OrderWritten e => OfOrder(entry, after, e.Id) with { Strategies = [] },
        OrderNotSent e => OfOrder(entry, after, e.Id),
        OrderAcknowledged e => OfOrder(entry, after, e.Id),
        OrderStatusChanged e => OfOrder(entry, after, e.Id),
        CancelRequested e => OfOrder(entry, after, e.Id),
        ModifyRequested e => OfOrder(entry, after, e.Id),
        OrderModified e => OfOrder(entry, after, e.Id),
        ModifyConfirmed e => OfOrder(entry, after, e.Id),
        ModifyRefused e => OfOrder(entry, after, e.Id),
        ExecutionBooked e => OfFill(entry, after, e.Fill),
        AdjustmentSuperseded e when after.FillOf(e.Adjustment) is { } fill => new BookChange(fill.Order is { } id ? after.Orders.GetValueOrDefault(id) : null, [fill.Strategy], []),
        ExecutionAssigned e => new BookChange(null, [e.From, e.To], []),
        StrategyStatusSet e => new BookChange(null, [e.Strategy], []),
        _ => new BookChange(null, [], []),
    };

    private static BookChange OfOrder(JournalEntry entry, Book after, ClientOrderId id) => after.Orders.TryGetValue(id, out var order)
        ? new BookChange(order, [order.Intent.Strategy], [new StrategyNewsItem(entry.Seq, order, null)])
        : new BookChange(null, [], []);

    private static BookChange OfFill(JournalEntry entry, Book after, Fill fill)
    {
        var item = new StrategyNewsItem(entry.Seq, null, fill);
        return fill.Order is { } id && after.Orders.TryGetValue(id, out var order)
            ? new BookChange(order, [fill.Strategy], [item, new StrategyNewsItem(entry.Seq, order, null)])
            : new BookChange(null, [fill.Strategy], [item]);
    }
}
