using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Takes, changes and cancels orders.</summary>
internal sealed class OrderDesk(ExchangeFloor floor, ContractDesk contracts, OrderBooks books, OrderGroups groups, OrderEvents events)
{
    public const string ByTrader = "Cancelled by Trader";

    public void Place(ClientConnection connection, int clientId, OrderTicket ticket)
    {
        if (floor.State.Order(clientId, ticket.OrderId) is { Status: not BrokerOrderStatus.Inactive } known)
        {
            Change(connection, known, ticket);
            return;
        }

        if (ticket.OrderId < floor.State.NextOrderId(clientId))
        {
            floor.Error(connection, ticket.OrderId, 103, "Duplicate order id");
            return;
        }

        var (listing, unknown) = contracts.Find(ticket.Contract);
        if (listing is null)
        {
            UseUp(connection, clientId, ticket, unknown!);
            return;
        }

        var (account, refusal) = Check(ticket, listing, clientId);
        if (refusal is not null)
        {
            Refuse(connection, clientId, ticket, listing, account, refusal);
        }
        else if (ticket.Order.WhatIf)
        {
            Preview(connection, clientId, ticket, listing, account);
        }
        else
        {
            Accept(connection, NewOrder(clientId, ticket, listing, account));
            if (floor.Faults.Use(FaultKind.TwinOnPlacing, new FaultScope(account.Value, ticket.Order.OrderRef, listing.ConId.Value, clientId)) is not null)
            {
                Accept(connection, NewOrder(clientId, ticket, listing, account));
            }
        }
    }

    /// <summary>An order as if placed by hand in the gateway's own window: order id 0, client id 0.</summary>
    /// <returns>The order, or why it was refused.</returns>
    public (SimulatedOrder? Order, OrderRefusal? Refusal) PlaceByHand(OrderTicket ticket)
    {
        if (contracts.Find(ticket.Contract) is not { Listing: { } listing })
        {
            return (null, new OrderRefusal(200, ContractDesk.Unknown));
        }

        var (account, refusal) = Check(ticket, listing, clientId: 0);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var order = NewOrder(0, ticket, listing, account);
        if (floor.BindsOrders && floor.Client(0) is { } client)
        {
            order = order with { OrderId = floor.State.NextBoundId };
            client.Send(new OrderBoundMessage { PermId = order.PermId, ClientId = 0, OrderId = order.OrderId });
        }

        return (Accept(null, order), null);
    }

    public void Cancel(ClientConnection connection, int clientId, int orderId)
    {
        var order = floor.State.OrderToCancel(clientId, orderId);
        if (order is null)
        {
            floor.Error(connection, orderId, 10147, $"OrderId {orderId} that needs to be cancelled is not found.");
        }
        else if (!order.IsOpen)
        {
            floor.Error(connection, orderId, 10148, $"OrderId {orderId} that needs to be cancelled cannot be cancelled, state: {WireOrders.Status(order.Status).ToWire()}.");
        }
        else if (!floor.LinkUp)
        {
            floor.Error(connection, orderId, 161, $"Cancel attempted when order is not in a cancellable state. Order permId ={order.PermId}");
        }
        else if (floor.Faults.Use(FaultKind.LostCancel, FaultScope.Of(order)) is null)
        {
            events.Status(order, IbOrderStatus.PendingCancel);
            books.End(order, ByTrader);
        }
    }

    /// <summary>Every open order of the login, manual ones and those of other clients included.</summary>
    public void CancelAll()
    {
        foreach (var order in floor.State.OpenOrders.ToArray())
        {
            if (floor.State.Order(order.PermId) is { IsOpen: true } open && floor.Faults.Use(FaultKind.LostCancel, FaultScope.Of(open)) is null)
            {
                books.End(open, ByTrader);
            }
        }
    }

    public bool CancelByPermId(long permId)
    {
        if (floor.State.Order(permId) is not { IsOpen: true } order)
        {
            return false;
        }

        books.End(order, ByTrader);
        return true;
    }

    private (AccountId Account, OrderRefusal? Refusal) Check(OrderTicket ticket, Listing listing, int clientId)
    {
        var name = string.IsNullOrEmpty(ticket.Order.Account) && floor.State.Accounts.Count == 1 ? floor.State.Accounts.Keys.First() : ticket.Order.Account;
        if (string.IsNullOrEmpty(name))
        {
            return (AccountId.Of(floor.State.Accounts.Keys.First()), new(435, "You must specify an account."));
        }

        if (!floor.State.Accounts.TryGetValue(name, out var account))
        {
            return (AccountId.Of(floor.State.Accounts.Keys.First()), new(321, $"Error validating request: invalid account code '{name}'."));
        }

        return (account.Id, OrderChecks.Ticket(ticket, listing, floor.Now) ?? CheckParent(ticket, clientId) ?? CheckMarket(ticket, listing, account, clientId));
    }

    private OrderRefusal? CheckParent(OrderTicket ticket, int clientId) => ticket.Order.ParentId is 0 ? null : floor.State.Order(clientId, ticket.Order.ParentId) switch
    {
        null => new(10006, $"Missing parent order. Parent order id {ticket.Order.ParentId}."),
        { Status: BrokerOrderStatus.Cancelled or BrokerOrderStatus.Inactive } => new(201, "Order rejected - reason:The parent order is not active."),
        _ => null,
    };

    private OrderRefusal? CheckMarket(OrderTicket ticket, Listing listing, SimulatedAccount account, int clientId)
    {
        var scope = new FaultScope(account.Id.Value, ticket.Order.OrderRef, listing.ConId.Value, clientId);
        if (!ticket.Order.WhatIf && floor.Faults.Use(FaultKind.Reject, scope) is { } fault)
        {
            return new(fault.Request.Code ?? 201, fault.Request.Text ?? "Order rejected - reason: refused by a fault");
        }

        if (!floor.LinkUp)
        {
            return new(201, "Order rejected - reason: no connection to the order server");
        }

        var parent = ticket.Order.ParentId is 0 ? null : floor.State.Order(clientId, ticket.Order.ParentId);
        return ticket.Order.WhatIf ? null : BuyingPower.Refusal(floor, account, listing, ticket.Side!.Value, Quantity.Of(ticket.Order.TotalQuantity!.Value), ticket.Order.LmtPrice, parent);
    }

    private SimulatedOrder NewOrder(int clientId, OrderTicket ticket, Listing listing, AccountId account)
    {
        var words = OrderWords.Of(ticket.Order);
        return new SimulatedOrder(
            floor.State.NextPermId, clientId, ticket.OrderId, account, listing.ConId, ticket.Side!.Value, Quantity.Of(ticket.Order.TotalQuantity!.Value),
            words, ticket.Order.OrderRef, ticket.Contract.Exchange, !ticket.Order.Transmit, BrokerOrderStatus.PreSubmitted, floor.Now)
        {
            ParentPermId = words.ParentId is { } parent ? floor.State.Order(clientId, parent)?.PermId : null,
            GoodTill = OrderAlgos.EndsAt(words) ?? OrderChecks.Time(words.GoodTillDate),
            GoodAfter = OrderAlgos.BeginsAt(words) ?? OrderChecks.Time(words.GoodAfterTime),
            Legs = listing.Legs.IsEmpty ? null : [.. listing.Legs.Select(static leg => new OrderLeg(leg.Listing.ConId.Value, leg.Ratio))],
        };
    }

    private SimulatedOrder Accept(ClientConnection? connection, SimulatedOrder order)
    {
        order = order with { Accepted = true, Locating = BuyingPower.MustLocate(floor, order) };
        order = books.Store(order with { Status = books.StatusOf(order) });
        if (connection is not null && floor.Faults.Use(FaultKind.Drop, FaultScope.Of(order)) is not null)
        {
            connection.Close();
        }

        events.Pair(order);
        if (order.Locating)
        {
            events.Error(order, 404, "Shares for this order are not immediately available for short sale. The order will be held while we attempt to locate the shares.");
        }
        else if (!floor.IsOpen)
        {
            events.Error(order, 399, "Order Message:\nWarning: your order will not be placed at the exchange until the next session opens.");
        }

        books.Work(order, termsChanged: false);
        if (!order.Held && order.ParentPermId is not null)
        {
            groups.Transmit(order);
        }

        return floor.State.Order(order.PermId)!;
    }

    /// <summary>What cannot even be understood leaves no order behind, only its id is used up.</summary>
    private void UseUp(ClientConnection connection, int clientId, OrderTicket ticket, OrderRefusal refusal)
    {
        floor.Record(new JournalRecord.OrderIdUsed(floor.Now, clientId, ticket.OrderId));
        floor.Error(connection, ticket.OrderId, refusal.Code, refusal.Text);
        connection.Send(new OrderStatusMessage
        {
            OrderId = ticket.OrderId,
            Status = IbOrderStatus.Inactive,
            Filled = 0,
            Remaining = ticket.Order.TotalQuantity ?? 0,
            AvgFillPrice = 0,
            LastFillPrice = 0,
            ClientId = clientId,
            MktCapPrice = 0,
        });
    }

    private void Refuse(ClientConnection connection, int clientId, OrderTicket ticket, Listing listing, AccountId account, OrderRefusal refusal)
    {
        if (!OrderChecks.IsComplete(ticket))
        {
            UseUp(connection, clientId, ticket, refusal);
            return;
        }

        var order = NewOrder(clientId, ticket, listing, account) with { Status = BrokerOrderStatus.Inactive, Reason = refusal.Text, EndedAt = floor.Now };
        events.Refused(books.Store(order), refusal);
    }

    private void Preview(ClientConnection connection, int clientId, OrderTicket ticket, Listing listing, AccountId account)
    {
        floor.Record(new JournalRecord.OrderIdUsed(floor.Now, clientId, ticket.OrderId));
        var order = NewOrder(clientId, ticket, listing, account) with { PermId = 0 };
        connection.Send(OrderPreview.Of(order, listing, floor.Value(floor.State.Accounts[account.Value]), floor));
    }

    private void Change(ClientConnection connection, SimulatedOrder order, OrderTicket ticket)
    {
        var refusal = order.Status switch
        {
            BrokerOrderStatus.Filled => new OrderRefusal(104, "Cannot modify a filled order."),
            _ when !order.IsOpen => new OrderRefusal(103, "Duplicate order id"),
            _ when !floor.LinkUp => new OrderRefusal(201, "Order rejected - reason: no connection to the order server"),
            _ => OrderChecks.Change(order, ticket, contracts.Find(ticket.Contract).Listing, floor),
        };
        if (refusal is not null)
        {
            floor.Error(connection, order.OrderId, refusal.Code, refusal.Text);
            return;
        }

        if (floor.Faults.Use(FaultKind.TwoPermIds, FaultScope.Of(order)) is not null)
        {
            var rest = ticket with { Order = ticket.Order with { TotalQuantity = ticket.Order.TotalQuantity - order.Filled.Value } };
            Accept(connection, NewOrder(order.ClientId, rest, floor.Listing(order.ConId), order.Account));
            return;
        }

        var released = order.Held && ticket.Order.Transmit;
        var words = OrderWords.Of(ticket.Order);
        words = words with { LimitPrice = words.LimitPrice ?? (order.Triggered ? order.Words.LimitPrice : null), OcaGroup = order.Words.OcaGroup, OcaType = order.Words.OcaType, ParentId = order.Words.ParentId };
        var changed = order with
        {
            Quantity = Quantity.Of(ticket.Order.TotalQuantity!.Value),
            Words = words.TrailStopPrice is null && words.AuxPrice == order.Words.AuxPrice ? words with { TrailStopPrice = order.Words.TrailStopPrice } : words,
            GoodTill = OrderAlgos.EndsAt(words) ?? OrderChecks.Time(words.GoodTillDate),
            GoodAfter = OrderAlgos.BeginsAt(words) ?? OrderChecks.Time(words.GoodAfterTime),
            OrderRef = ticket.Order.OrderRef ?? order.OrderRef,
            Held = order.Held && !ticket.Order.Transmit,
        };
        changed = books.Store(changed with { Status = books.StatusOf(changed) });
        events.Pair(changed);
        books.Work(changed, termsChanged: true);
        if (released && order.ParentPermId is not null)
        {
            groups.Transmit(changed);
        }
    }
}
