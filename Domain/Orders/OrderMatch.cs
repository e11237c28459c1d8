using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Orders;

/// <summary>Finds our order behind a broker's report: by our reference, then by permId, then by client and order id (design R4).</summary>
/// <remarks>A report with a reference that is not ours is never matched by number: after a gateway's roll-back numbers repeat.</remarks>
public static class OrderMatch
{
    public static Order? Find(Book book, string installation, string? orderRef, PermId? permId, WireId? wireId)
    {
        ArgumentNullException.ThrowIfNull(book);
        if (!string.IsNullOrEmpty(orderRef))
        {
            return OurRef(installation, orderRef) is { } ours ? book.Orders.GetValueOrDefault(ours.Id) : null;
        }

        if (permId is { } perm && book.ByPermId.TryGetValue(perm, out var byPerm))
        {
            return book.Orders[byPerm];
        }

        if (wireId is { OrderId: > 0 } wire && book.ByWireId.TryGetValue(wire, out var byWire))
        {
            var order = book.Orders[byWire];
            return permId is null || order.PermIds.IsEmpty || !order.Status.IsTerminal() ? order : null;
        }

        return null;
    }

    /// <summary>The reference when it is one of this installation.</summary>
    public static OrderRef? OurRef(string installation, string? orderRef) =>
        OrderRef.TryParse(orderRef) is { } parsed && parsed.Installation == installation ? parsed : null;
}
