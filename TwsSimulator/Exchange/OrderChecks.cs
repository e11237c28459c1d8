using System.Globalization;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The rules a new or changed order must meet, with IB's codes.</summary>
internal static class OrderChecks
{
    /// <summary>Largest gross position value per net liquidation value (25 % margin).</summary>
    private const decimal GrossLeverage = 4;
    private const decimal MaxQuantity = 1_000_000_000;
    private const decimal MaxPrice = 10_000_000;

    public static OrderRefusal? Ticket(OrderTicket ticket, Listing listing)
    {
        if (ticket.NotSimulated is { } attribute)
        {
            return Invalid($"{attribute} is not simulated");
        }

        if (ticket.Side is null)
        {
            return new(303, $"Invalid action '{ticket.Action}'.");
        }

        if (ticket.Quantity is not > 0)
        {
            return new(434, "The order size cannot be zero.");
        }

        if (ticket.Quantity > MaxQuantity || ticket.LimitPrice > MaxPrice || ticket.AuxPrice > MaxPrice)
        {
            return Invalid("size or price is beyond anything the exchange takes");
        }

        if (ticket.Quantity % listing.Instrument.SizeIncrement.Value != 0)
        {
            return new(355, "Order size does not conform to market rule.");
        }

        return TimeInForceOf(ticket) is null ? Invalid($"time in force '{ticket.TimeInForce}' is not simulated") : Prices(ticket, listing);
    }

    /// <summary>It names everything that an order is made of, right or wrong.</summary>
    public static bool IsComplete(OrderTicket ticket) =>
        ticket is { Side: not null, Quantity: > 0 }
        && TimeInForceOf(ticket) is not null
        && ticket is { OrderType: "MKT" } or { OrderType: "LMT", LimitPrice: not null } or { OrderType: "STP", AuxPrice: not null };

    /// <summary>The terms; call it only after <see cref="Ticket"/> passed.</summary>
    public static OrderTerms Terms(OrderTicket ticket) => ticket.OrderType switch
    {
        "MKT" => new OrderTerms.Market(),
        "LMT" => new OrderTerms.Limit(Price.Of(ticket.LimitPrice!.Value)),
        _ => new OrderTerms.Stop(Price.Of(ticket.AuxPrice!.Value)),
    };

    public static TimeInForce? TimeInForceOf(OrderTicket ticket) => ticket.TimeInForce switch
    {
        null or "" or "DAY" => TimeInForce.Day,
        "GTC" => TimeInForce.Gtc,
        "IOC" => TimeInForce.Ioc,
        "FOK" => TimeInForce.Fok,
        _ => null,
    };

    /// <summary>May the account hold this position as well?</summary>
    public static OrderRefusal? BuyingPower(AccountValuation valuation, ConId conId, Side side, Quantity quantity, decimal price)
    {
        var position = valuation.Account.PositionOf(conId).Quantity;
        var after = Math.Abs(position + quantity.Signed(side).Value);
        if (after <= Math.Abs(position))
        {
            return null;
        }

        var gross = valuation.GrossPositionValue + (after - Math.Abs(position)) * price;
        return gross <= valuation.NetLiquidation * GrossLeverage
            ? null
            : new(201, string.Create(
                CultureInfo.InvariantCulture,
                $"Order rejected - reason: YOUR ORDER IS NOT ACCEPTED. The equity {valuation.NetLiquidation:F2} USD does not carry positions of {gross:F2} USD."));
    }

    private static OrderRefusal? Prices(OrderTicket ticket, Listing listing)
    {
        var rules = listing.Instrument.TickRules;
        switch (ticket.OrderType)
        {
            case "MKT":
                return null;
            case "LMT" when ticket.LimitPrice is null:
                return Invalid("a limit order needs a limit price");
            case "LMT" when !TickGrid.Holds(rules, ticket.LimitPrice.Value):
            case "STP" when ticket.AuxPrice is { } stop && !TickGrid.Holds(rules, stop):
                return new(110, "The price does not conform to the minimum price variation for this contract.");
            case "LMT" when ticket.LimitPrice <= 0:
            case "STP" when ticket.AuxPrice is not > 0:
                return Invalid("the price must be more than zero");
            case "LMT" or "STP":
                return null;
            default:
                return new(387, $"Unsupported order type '{ticket.OrderType}' for this exchange and security type.");
        }
    }

    private static OrderRefusal Invalid(string why) => new(321, $"Error validating request: {why}.");
}
