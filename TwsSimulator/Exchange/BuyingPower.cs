using System.Globalization;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Whether an account can carry one more order, and whether what it sells short can be borrowed.</summary>
internal static class BuyingPower
{
    /// <param name="limit">The order's limit price, if it has one.</param>
    /// <param name="parent">What must fill before the order works: an exit is looked at with the position that its parent makes.</param>
    public static OrderRefusal? Refusal(ExchangeFloor floor, SimulatedAccount account, Listing listing, Side side, Quantity quantity, decimal? limit, SimulatedOrder? parent)
    {
        var change = MarginChange(floor, account, listing, side, quantity, limit is null or 0 ? floor.PriceOf(listing.ConId.Value) : limit.Value, Coming(parent, listing));
        if (change <= 0)
        {
            return null;
        }

        var (equity, before) = AccountValuation.Totals(account, conId => floor.Listing(ConId.Of(conId)), floor.PriceOf);
        var margin = before + change;
        return margin <= equity
            ? null
            : new(201, string.Create(
                CultureInfo.InvariantCulture,
                $"Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [{equity:F2} USD] MUST EXCEED THE INITIAL MARGIN [{margin:F2} USD]"));
    }

    /// <summary>What the order adds to the margin; of a combination, the sum over its legs.</summary>
    /// <param name="coming">Signed, what will be held besides the position of now.</param>
    public static decimal MarginChange(ExchangeFloor floor, SimulatedAccount account, Listing listing, Side side, Quantity quantity, decimal price, decimal coming = 0)
    {
        if (!listing.Legs.IsEmpty)
        {
            return listing.Legs.Sum(leg => MarginChange(
                floor, account, leg.Listing, leg.Ratio > 0 ? side : side.Opposite(), Quantity.Of(quantity.Value * Math.Abs(leg.Ratio)), floor.PriceOf(leg.Listing.ConId.Value), coming * leg.Ratio));
        }

        var position = account.PositionOf(listing.ConId).Quantity + coming;
        var after = position + quantity.Signed(side).Value;
        var underlying = listing.Derivation is { } derivation ? floor.PriceOf(derivation.Underlying.ConId.Value) : 0;
        return MarginModel.Required(listing, after, price, underlying) - MarginModel.Required(listing, position, price, underlying);
    }

    /// <summary>It sells more than the account has, and nobody lends that much.</summary>
    public static bool MustLocate(ExchangeFloor floor, SimulatedOrder order)
    {
        var listing = floor.Listing(order.ConId);
        var coming = Coming(order.ParentPermId is { } parent ? floor.State.Order(parent) : null, listing);
        var after = floor.State.Accounts[order.Account.Value].PositionOf(order.ConId).Quantity + coming - order.Leaves.Value;
        return order.Side == Side.Sell && after < 0 && listing.Shortable is { } shares && -after > shares;
    }

    private static decimal Coming(SimulatedOrder? parent, Listing listing) =>
        parent is { IsOpen: true } && parent.ConId == listing.ConId ? parent.Leaves.Signed(parent.Side).Value : 0;
}
