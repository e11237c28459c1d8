using System.Globalization;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The rules a new or changed order must meet, with IB's codes.</summary>
internal static class OrderChecks
{
    private const decimal MaxQuantity = 1_000_000_000;
    private const decimal MaxPrice = 10_000_000;

    public static OrderRefusal? Ticket(OrderTicket ticket, Listing listing, DateTimeOffset now, DateTimeOffset? placedAt = null)
    {
        var order = ticket.Order;
        if (WireOrders.NotSimulated(order) is { } attribute)
        {
            return Invalid($"{attribute} is not simulated");
        }

        if (ticket.Side is null)
        {
            return new(303, $"Invalid action '{order.Action}'.");
        }

        if (!listing.IsTradable || ticket.Contract.SecType == "CONTFUT")
        {
            return new(412, "The contract is not available for trading.");
        }

        if (order.TotalQuantity is not > 0)
        {
            return new(434, "The order size cannot be zero.");
        }

        decimal?[] prices = [order.LmtPrice, order.AuxPrice, order.TrailStopPrice, order.LmtPriceOffset];
        if (order.TotalQuantity > MaxQuantity || prices.Any(static price => price > MaxPrice || price < -MaxPrice))
        {
            return Invalid("size or price is beyond anything the exchange takes");
        }

        if (order.TotalQuantity % listing.Instrument.SizeIncrement.Value != 0)
        {
            return new(355, "Order size does not conform to market rule.");
        }

        var words = OrderWords.Of(order);
        return OrderAlgos.Refusal(order, placedAt ?? now) ?? TimeInForce(words, now) ?? Prices(words, listing) ?? Group(words) ?? (order is { WhatIf: true, Transmit: false }
            ? new(413, "The What-If order should have the transmit-flag set to true.")
            : null);
    }

    /// <summary>It names everything that an order is made of, right or wrong.</summary>
    public static bool IsComplete(OrderTicket ticket) =>
        ticket is { Side: not null, Order.TotalQuantity: > 0 } && OrderTypes.IsComplete(OrderWords.Of(ticket.Order));

    /// <summary>Null when there is none, or none that can be read.</summary>
    public static DateTimeOffset? Time(string? text) => TwsTime.Parse(text, ServerTime.Zone)?.Instant;

    /// <summary>May an open order become this one?</summary>
    /// <param name="listing">What the ticket's contract means; null when it means nothing.</param>
    public static OrderRefusal? Change(SimulatedOrder order, OrderTicket ticket, Listing? listing, ExchangeFloor floor)
    {
        var words = OrderWords.Of(ticket.Order);
        if (listing?.ConId != order.ConId || ticket.Side != order.Side || (ticket.Order.Account is { Length: > 0 } account && account != order.Account.Value))
        {
            return new(105, "Order being modified does not match original order.");
        }

        if (words.OrderType != order.Words.OrderType)
        {
            return new(329, "Order modify failed. Cannot change to the new order type.");
        }

        if (words.AlgoStrategy != order.Words.AlgoStrategy || !(words.AlgoParams ?? []).SequenceEqual(order.Words.AlgoParams ?? []))
        {
            return new(440, "Algorithm cannot be modified.");
        }

        if ((words.ParentId ?? 0) != (order.Words.ParentId ?? 0))
        {
            return new(10341, "Order modify failed. The parent order id cannot be changed.");
        }

        if (words.OcaGroup is { } group && group != order.OcaGroup)
        {
            return new(10326, "OCA group revision is not allowed.");
        }

        if (words.OcaType is { } type && order.OcaGroup is not null && type != order.OcaType)
        {
            return new(10327, "OCA handling method (OCA Type) revision is not allowed.");
        }

        return Ticket(ticket, listing, floor.Now, order.PlacedAt) ?? (ticket.Order.TotalQuantity > order.Filled.Value
            ? null
            : new(201, string.Create(CultureInfo.InvariantCulture, $"Order rejected - reason: {order.Filled} are filled already.")));
    }

    private static OrderRefusal? TimeInForce(OrderWords words, DateTimeOffset now)
    {
        var isAuction = words.OrderType is "MOC" or "LOC";
        return words.Tif switch
        {
            "DAY" or "GTC" or "IOC" or "FOK" or "GTD" when isAuction && words.Tif != "DAY" => new(113, $"The {words.OrderType} order type takes the time in force DAY only."),
            "OPG" when words.OrderType is not ("MKT" or "LMT") => new(111, $"The time in force OPG and the order type {words.OrderType} are incompatible."),
            "FOK" or "IOC" when words.OrderType is "TRAIL" or "TRAIL LIMIT" => new(111, $"The time in force {words.Tif} and the order type {words.OrderType} are incompatible."),
            "GTD" when Time(words.GoodTillDate) is not { } till || till <= now => new(334, "Invalid Good Till Date order: the date is missing, cannot be read or lies in the past."),
            "DAY" or "GTC" or "IOC" or "FOK" or "GTD" or "OPG" => words.GoodAfterTime is not null && Time(words.GoodAfterTime) is null
                ? new(337, "The time or time zone of good-after-time is invalid.")
                : null,
            _ => Invalid($"time in force '{words.Tif}' is not simulated"),
        };
    }

    private static OrderRefusal? Prices(OrderWords words, Listing listing)
    {
        if (OrderTypes.NeedsOf(words.OrderType) is not { } needs)
        {
            return new(387, $"Unsupported order type '{words.OrderType}' for this exchange and security type.");
        }

        if (OrderTypes.Missing(words) is { } missing)
        {
            return needs.HasFlag(OrderTypes.Needs.Trail) && words.AuxPrice is null && words.TrailingPercent is null
                ? new(158, "The trailing amount or percentage is missing or invalid.")
                : Invalid($"a {words.OrderType} order needs {missing}");
        }

        if (words.TrailingPercent is <= 0 or > 100)
        {
            return new(158, "The trailing amount or percentage is missing or invalid.");
        }

        var rules = listing.Instrument.TickRules;
        decimal?[] prices = needs.HasFlag(OrderTypes.Needs.Aux) ? [words.LimitPrice, words.AuxPrice] : [words.LimitPrice];
        if (prices.Any(price => price is { } value && !TickGrid.Holds(rules, value)))
        {
            return new(110, "The price does not conform to the minimum price variation for this contract.");
        }

        var isBelowZero = listing.Legs.IsEmpty && (words.LimitPrice <= 0 || words.AuxPrice < 0 || words.TrailStopPrice < 0);
        return isBelowZero ? Invalid("the price must be more than zero") : null;
    }

    private static OrderRefusal? Group(OrderWords words) =>
        words is { OcaGroup: not null, OcaType: < 1 or > 3 } ? Invalid($"OCA type {words.OcaType} is not 1, 2 or 3") : null;

    private static OrderRefusal Invalid(string why) => new(321, $"Error validating request: {why}.");
}
