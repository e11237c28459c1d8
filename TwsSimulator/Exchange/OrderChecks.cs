using System.Globalization;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The rules a new or changed order must meet, with IB's codes.</summary>
internal static class OrderChecks
{
    private const decimal MaxQuantity = 1_000_000_000;
    private const decimal MaxPrice = 10_000_000;

    public static OrderRefusal? Ticket(OrderTicket ticket, Listing listing)
    {
        if (WireOrders.NotSimulated(ticket.Order) is { } attribute)
        {
            return Invalid($"{attribute} is not simulated");
        }

        if (ticket.Side is null)
        {
            return new(303, $"Invalid action '{ticket.Order.Action}'.");
        }

        if (ticket.Order.TotalQuantity is not > 0)
        {
            return new(434, "The order size cannot be zero.");
        }

        if (ticket.Order.TotalQuantity > MaxQuantity || ticket.Order.LmtPrice > MaxPrice || ticket.Order.AuxPrice > MaxPrice)
        {
            return Invalid("size or price is beyond anything the exchange takes");
        }

        if (ticket.Order.TotalQuantity % listing.Instrument.SizeIncrement.Value != 0)
        {
            return new(355, "Order size does not conform to market rule.");
        }

        return TimeInForceOf(ticket) is null ? Invalid($"time in force '{ticket.Order.Tif}' is not simulated") : Prices(ticket, listing);
    }

    /// <summary>It names everything that an order is made of, right or wrong.</summary>
    public static bool IsComplete(OrderTicket ticket) =>
        ticket is { Side: not null, Order.TotalQuantity: > 0 }
        && TimeInForceOf(ticket) is not null
        && ticket.Order is { OrderType: "MKT" } or { OrderType: "LMT", LmtPrice: not null } or { OrderType: "STP", AuxPrice: not null };

    /// <summary>The terms; call it only after <see cref="Ticket"/> passed.</summary>
    public static OrderTerms Terms(OrderTicket ticket) => ticket.Order.OrderType switch
    {
        "MKT" => new OrderTerms.Market(),
        "LMT" => new OrderTerms.Limit(Price.Of(ticket.Order.LmtPrice!.Value)),
        _ => new OrderTerms.Stop(Price.Of(ticket.Order.AuxPrice!.Value)),
    };

    public static TimeInForce? TimeInForceOf(OrderTicket ticket) => ticket.Order.Tif switch
    {
        null or "" or "DAY" => TimeInForce.Day,
        "GTC" => TimeInForce.Gtc,
        "IOC" => TimeInForce.Ioc,
        "FOK" => TimeInForce.Fok,
        _ => null,
    };

    /// <summary>May the account hold this position as well?</summary>
    public static OrderRefusal? BuyingPower(AccountValuation valuation, Listing listing, Side side, Quantity quantity, decimal price, Func<int, decimal> priceOf)
    {
        var position = valuation.Account.PositionOf(listing.ConId).Quantity;
        var after = position + quantity.Signed(side).Value;
        var underlying = listing.Derivation is { } derivation ? priceOf(derivation.Underlying.ConId.Value) : 0;
        var change = MarginModel.Required(listing, after, price, underlying) - MarginModel.Required(listing, position, price, underlying);
        var margin = valuation.Margin + change;
        return change <= 0 || margin <= valuation.NetLiquidation
            ? null
            : new(201, string.Create(
                CultureInfo.InvariantCulture,
                $"Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [{valuation.NetLiquidation:F2} USD] MUST EXCEED THE INITIAL MARGIN [{margin:F2} USD]"));
    }

    private static OrderRefusal? Prices(OrderTicket ticket, Listing listing)
    {
        var rules = listing.Instrument.TickRules;
        switch (ticket.Order.OrderType)
        {
            case "MKT":
                return null;
            case "LMT" when ticket.Order.LmtPrice is null:
                return Invalid("a limit order needs a limit price");
            case "LMT" when !TickGrid.Holds(rules, ticket.Order.LmtPrice.Value):
            case "STP" when ticket.Order.AuxPrice is { } stop && !TickGrid.Holds(rules, stop):
                return new(110, "The price does not conform to the minimum price variation for this contract.");
            case "LMT" when ticket.Order.LmtPrice <= 0:
            case "STP" when ticket.Order.AuxPrice is not > 0:
                return Invalid("the price must be more than zero");
            case "LMT" or "STP":
                return null;
            default:
                return new(387, $"Unsupported order type '{ticket.Order.OrderType}' for this exchange and security type.");
        }
    }

    private static OrderRefusal Invalid(string why) => new(321, $"Error validating request: {why}.");
}
