using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Simulation;

/// <summary>Cash and positions of one account of the simulated exchange, as the broker counts them.</summary>
/// <remarks>Invariants: cash is the start less the signed value of all fills less all commissions; a position is the sum of its signed fills.</remarks>
public sealed record SimulatedAccount(AccountId Id, decimal Cash, ImmutableSortedDictionary<int, SimulatedPosition> Positions)
{
    public static SimulatedAccount Open(AccountId id, decimal cash) => new(id, cash, ImmutableSortedDictionary<int, SimulatedPosition>.Empty);

    public SimulatedPosition PositionOf(ConId conId) => Positions.GetValueOrDefault(conId.Value) ?? SimulatedPosition.Flat;

    /// <summary>Books one fill with its commission.</summary>
    /// <param name="realized">What the fill realized, net of its commission; null when it only opened.</param>
    public SimulatedAccount Book(ConId conId, Side side, Quantity quantity, Price price, decimal commission, out decimal? realized) =>
        Book(conId, side, quantity, price.Value, commission, isMargined: false, out realized);

    /// <inheritdoc cref="Book(ConId, Side, Quantity, Price, decimal, out decimal?)"/>
    /// <param name="unitValue">Price times multiplier.</param>
    /// <param name="isMargined">Only what it realizes moves cash (futures); what opens costs its commission when it closes.</param>
    public SimulatedAccount Book(ConId conId, Side side, Quantity quantity, decimal unitValue, decimal commission, bool isMargined, out decimal? realized)
    {
        var position = PositionOf(conId).Apply(quantity.Signed(side).Value, unitValue, commission, out realized);
        var paid = isMargined ? -(realized ?? 0) : quantity.Signed(side).Value * unitValue + commission;
        return this with { Cash = Cash - paid, Positions = Positions.SetItem(conId.Value, position) };
    }
}

/// <summary>A net holding.</summary>
/// <param name="Quantity">Signed.</param>
/// <param name="AverageCost">Per unit, multiplier and opening commissions included; 0 when flat.</param>
/// <param name="Realized">Since the account was opened, commissions deducted.</param>
public sealed record SimulatedPosition(decimal Quantity, decimal AverageCost, decimal Realized)
{
    public static SimulatedPosition Flat { get; } = new(0, 0, 0);

    internal SimulatedPosition Apply(decimal signed, decimal price, decimal commission, out decimal? realized)
    {
        var closes = Quantity != 0 && Math.Sign(Quantity) != Math.Sign(signed);
        if (!closes)
        {
            realized = null;
            var net = Quantity + signed;
            var cost = Quantity * AverageCost + signed * price + commission;
            return this with { Quantity = net, AverageCost = Money.Divide(cost, net) };
        }

        var closed = Math.Min(Math.Abs(signed), Math.Abs(Quantity));
        var after = Quantity + signed;
        realized = Math.Round(closed * Math.Sign(Quantity) * (price - AverageCost) - commission, Money.Decimals, MidpointRounding.AwayFromZero);
        return new SimulatedPosition(
            after,
            after == 0 ? 0 : Math.Sign(after) == Math.Sign(Quantity) ? AverageCost : price,
            Realized + realized.Value);
    }
}
