using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>Where a position can end up: every order that may still fill at its worst (design P4).</summary>
/// <param name="Buys">Σ of what buys may still fill, Unknown and PendingCancel ones included.</param>
/// <param name="Sells">The same of sells, unsigned.</param>
public readonly record struct Exposure(decimal Position, decimal Buys, decimal Sells)
{
    public decimal Lowest => Position - Sells;

    public decimal Highest => Position + Buys;

    public static Exposure Of(PositionQuantity position, IEnumerable<Order> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var exposure = new Exposure(position.Value, 0, 0);
        foreach (var order in orders)
        {
            exposure = order.Intent.Side == Side.Buy
                ? exposure with { Buys = exposure.Buys + AtWorst(order) }
                : exposure with { Sells = exposure.Sells + AtWorst(order) };
        }

        return exposure;
    }

    /// <summary>What an order may still fill; a second incarnation made by the broker counts again.</summary>
    public static decimal AtWorst(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Leaves.Value * Math.Max(1, order.PermIds.Length);
    }

    /// <summary>Whether one more order stays between zero and the position: it only reduces, whatever else fills.</summary>
    public bool StaysReducing(Side side, Quantity quantity) => side == Side.Sell
        ? Position > 0 && Lowest - quantity.Value >= 0
        : Position < 0 && Highest + quantity.Value <= 0;
}
