using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>One order as the fold of its journal events.</summary>
public static class OrderFold
{
    public static Order Begin(OrderIntended intended, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(intended);
        return new Order(intended.Intent, intended.Ref, OrderStatus.PendingSubmit, Quantity.Zero, 0, null, null, [], false, false, null, at, at);
    }

    public static Order Apply(this Order order, OrderWritten e, DateTimeOffset at) =>
        order with { OrderId = e.OrderId, ClientId = e.ClientId, UpdatedAt = at };

    public static Order Apply(this Order order, OrderNotSent e, DateTimeOffset at) =>
        order.Status.IsTerminal() || order.Acknowledged
            ? order
            : order with { Status = OrderStatus.NotSent, Reason = e.Reason, UpdatedAt = at };

    public static Order Apply(this Order order, OrderAcknowledged e, DateTimeOffset at) => order with
    {
        Acknowledged = true,
        OrderId = order.OrderId ?? e.OrderId,
        ClientId = order.ClientId ?? e.ClientId,
        PermIds = e.PermId is { } permId && !order.PermIds.Contains(permId) ? order.PermIds.Add(permId) : order.PermIds,
        Status = order.Status is OrderStatus.NotSent or OrderStatus.NeverSent ? OrderStatus.Unknown : order.Status,
        UpdatedAt = at,
    };

    public static Order Apply(this Order order, OrderStatusChanged e, DateTimeOffset at) =>
        order with { Status = e.Status, Reason = e.Reason ?? order.Reason, Changing = e.Status.IsTerminal() ? null : order.Changing, UpdatedAt = at };

    public static Order Apply(this Order order, CancelRequested e, DateTimeOffset at) =>
        order with { CancelRequested = true, Reason = order.Reason ?? e.Reason, UpdatedAt = at };

    public static Order Apply(this Order order, ModifyRequested e, DateTimeOffset at) => order.Status.IsTerminal()
        ? order
        : order with { Changing = new OrderChange(e.Quantity, e.Terms, at), UpdatedAt = at };

    public static Order Apply(this Order order, OrderModified e, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Changing is not { } change
            ? order
            : Settled(order with
            {
                Intent = order.Intent with { Quantity = change.Quantity, Terms = change.Terms },
                Former = new OrderChange(Before(order), order.Intent.Terms, change.RequestedAt),
                InDoubt = order.InDoubt || change.Quantity != order.Intent.Quantity,
                Changing = null,
                UpdatedAt = at,
            });
    }

    public static Order Apply(this Order order, ModifyConfirmed e, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(e);
        return order.Status.IsTerminal()
            ? order
            : Settled(order with { Intent = order.Intent with { Quantity = e.Quantity, Terms = e.Terms }, Changing = null, InDoubt = false, UpdatedAt = at });
    }

    public static Order Apply(this Order order, ModifyRefused e, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(e);
        var refused = order with { Changing = null, ChangesRefused = order.ChangesRefused + 1, Reason = e.Reason, UpdatedAt = at };
        return order is { Changing: null, Former: { } former } && !order.Status.IsTerminal()
            ? refused with
            {
                Intent = order.Intent with { Quantity = former.Quantity, Terms = former.Terms },
                Former = new OrderChange(order.Intent.Quantity, order.Intent.Terms, at),
                InDoubt = true, // It had been shown already: the lists say which form holds.
            }
            : Settled(refused);
    }

    /// <summary>The size before a change; while earlier changes are in doubt the largest of them.</summary>
    private static Quantity Before(Order order) =>
        order is { InDoubt: true, Former: { } former } && former.Quantity > order.Intent.Quantity ? former.Quantity : order.Intent.Quantity;

    /// <summary>Filled to the most it may be about: complete.</summary>
    private static Order Settled(Order order) => !order.Status.IsTerminal() && order.Filled >= order.Most
        ? order with { Status = OrderStatus.Filled }
        : order;

    /// <summary>Adds (or, for what a correction replaces, takes away) a booked execution.</summary>
    /// <param name="quantity">Change of the cumulative quantity, signed.</param>
    /// <param name="value">Change of Σ quantity × price, signed.</param>
    public static Order ApplyFill(this Order order, decimal quantity, decimal value, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(order);
        var filled = Quantity.Of(order.Filled.Value + quantity);
        return order with
        {
            Filled = filled,
            FilledValue = order.FilledValue + value,
            Acknowledged = true,
            Status = quantity > 0 ? OrderLife.AfterFill(order.Status, filled >= order.Most) : order.Status,
            UpdatedAt = at,
        };
    }
}
