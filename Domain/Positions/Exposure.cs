using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Positions;

/// <summary>The interval in which a position can end up: every order that may still fill at its worst (design P4).</summary>
/// <remarks>
/// Counts Unknown and PendingCancel orders, a change under way or in doubt at the larger of old and new, a second incarnation twice, an OCA group that blocks as its
/// largest member on each side, and the exits of a bracket for no more than their parent has filled: what it has not filled they cannot close.
/// </remarks>
/// <param name="Buys">The most that buys may still fill.</param>
/// <param name="Sells">The same of sells, unsigned.</param>
public readonly record struct Exposure(decimal Position, decimal Buys, decimal Sells)
{
    public decimal Lowest => Position - Sells;

    public decimal Highest => Position + Buys;

    public static Exposure Of(PositionQuantity position, IEnumerable<Order> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        var (buys, sells) = (0m, 0m);
        Dictionary<string, (decimal Buys, decimal Sells)>? groups = null;
        var all = orders as IReadOnlyCollection<Order> ?? [.. orders];
        foreach (var order in all)
        {
            var worst = order.Intent.Bracket is { Parent: { } parent } ? AtWorst(order, all, parent) : AtWorst(order);
            var (buy, sell) = order.Intent.Side == Side.Buy ? (worst, 0m) : (0m, worst);
            if (GroupOf(order) is not { } group)
            {
                (buys, sells) = (buys + buy, sells + sell);
                continue;
            }

            groups ??= [];
            var most = groups.GetValueOrDefault(group);
            groups[group] = (Math.Max(most.Buys, buy), Math.Max(most.Sells, sell));
        }

        return groups is null
            ? new Exposure(position.Value, buys, sells)
            : new Exposure(position.Value, buys + groups.Values.Sum(static g => g.Buys), sells + groups.Values.Sum(static g => g.Sells));
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

    /// <summary>An exit whose parent lives closes at most what that has filled so far: what it fills later opens as much as the exit then closes.</summary>
    private static decimal AtWorst(Order exit, IEnumerable<Order> orders, ClientOrderId parent) =>
        orders.FirstOrDefault(order => order.Id == parent) is { } entry
            ? Math.Min(AtWorst(exit), Math.Max(0, entry.Filled.Value - exit.Filled.Value))
            : AtWorst(exit);

    /// <summary>Orders of one group take each other away; those of <see cref="OcaType.ReduceWithoutBlock"/> may fill together.</summary>
    private static string? GroupOf(Order order) => order.Intent switch
    {
        { Bracket.Parent: { } parent } => $"bracket/{parent}",
        { Oca: { Type: OcaType.CancelWithBlock or OcaType.ReduceWithBlock } oca } => $"oca/{order.Intent.Strategy}/{oca.Name}",
        _ => null,
    };
}
