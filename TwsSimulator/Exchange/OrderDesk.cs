using System.Globalization;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Simulation;
using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Takes, changes, matches and cancels orders.</summary>
internal sealed class OrderDesk(ExchangeFloor floor, ContractDesk contracts, OrderEvents events, AccountDesk accounts)
{
    private readonly List<BookEvent> _bookEvents = [];

    /// <summary>Orders of the journal go back to the books without another word.</summary>
    public void Restore()
    {
        foreach (var order in floor.State.OpenOrders.Where(static o => !o.Held).ToArray())
        {
            floor.Market(order.ConId).Book.Submit(order.PermId, order.Side, order.Terms, order.TimeInForce, order.Leaves, _bookEvents, order.Triggered);
        }
    }

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
            floor.Record(new JournalRecord.OrderIdUsed(floor.Now, clientId, ticket.OrderId));
            floor.Error(connection, ticket.OrderId, unknown!.Code, unknown.Text);
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
            Accept(connection, NewOrder(clientId, ticket, listing, account, BrokerOrderStatus.PreSubmitted));
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
        return refusal is null ? (Accept(null, NewOrder(0, ticket, listing, account, BrokerOrderStatus.PreSubmitted)), null) : (null, refusal);
    }

    public void Cancel(ClientConnection connection, int clientId, int orderId)
    {
        var order = floor.State.Order(clientId, orderId);
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
            End(order, "Cancelled by Trader");
        }
    }

    /// <summary>Every open order of the login, manual ones and those of other clients included.</summary>
    public void CancelAll()
    {
        foreach (var order in floor.State.OpenOrders.ToArray())
        {
            if (floor.Faults.Use(FaultKind.LostCancel, FaultScope.Of(order)) is null)
            {
                End(order, "Cancelled by Trader");
            }
        }
    }

    public bool CancelByPermId(long permId)
    {
        if (floor.State.Order(permId) is not { IsOpen: true } order)
        {
            return false;
        }

        End(order, "Cancelled by Trader");
        return true;
    }

    /// <summary>Orders for the day end with the session.</summary>
    public void EndOfSession()
    {
        foreach (var order in floor.State.OpenOrders.Where(static o => o.TimeInForce == TimeInForce.Day).ToArray())
        {
            End(order, "The session is over");
        }

        foreach (var market in floor.Markets.Values)
        {
            market.Book.Close();
        }
    }

    /// <summary>A new quote: matches what it makes possible.</summary>
    public TopOfBook Quote(Market market)
    {
        var top = market.Quote(floor.Now, _bookEvents);
        Apply();
        return top;
    }

    private static Price? LimitOf(OrderTerms terms) => terms is OrderTerms.Limit limit ? limit.LimitPrice : null;

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

        return (account.Id, OrderChecks.Ticket(ticket, listing) ?? CheckMarket(ticket, listing, account, clientId));
    }

    private OrderRefusal? CheckMarket(OrderTicket ticket, Listing listing, SimulatedAccount account, int clientId)
    {
        var scope = new FaultScope(account.Id.Value, ticket.Order.OrderRef, listing.ConId.Value, clientId);
        if (floor.Faults.Use(FaultKind.Reject, scope) is { } fault)
        {
            return new(fault.Request.Code ?? 201, fault.Request.Text ?? "Order rejected - reason: refused by a fault");
        }

        if (!floor.LinkUp)
        {
            return new(201, "Order rejected - reason: no connection to the order server");
        }

        var price = LimitOf(OrderChecks.Terms(ticket))?.Value ?? floor.PriceOf(listing.ConId.Value);
        return OrderChecks.BuyingPower(floor.Value(account), listing, ticket.Side!.Value, Quantity.Of(ticket.Order.TotalQuantity!.Value), price, floor.PriceOf);
    }

    private SimulatedOrder NewOrder(int clientId, OrderTicket ticket, Listing listing, AccountId account, BrokerOrderStatus status) => new(
        floor.State.NextPermId, clientId, ticket.OrderId, account, listing.ConId, ticket.Side!.Value, Quantity.Of(ticket.Order.TotalQuantity!.Value),
        OrderChecks.Terms(ticket), OrderChecks.TimeInForceOf(ticket)!.Value, ticket.Order.OrderRef, ticket.Contract.Exchange, ticket.Order.OutsideRth, !ticket.Order.Transmit,
        status, floor.Now);

    private SimulatedOrder Accept(ClientConnection? connection, SimulatedOrder order)
    {
        order = Store(order with { Status = order.WorkingStatus, Accepted = true });
        if (connection is not null && floor.Faults.Use(FaultKind.Drop, FaultScope.Of(order)) is not null)
        {
            connection.Close();
        }

        events.Pair(order);
        if (!floor.IsOpen)
        {
            events.Error(order, 399, "Order Message:\nWarning: your order will not be placed at the exchange until the next session opens.");
        }

        if (!order.Held)
        {
            var market = floor.Market(order.ConId);
            market.Book.Submit(order.PermId, order.Side, order.Terms, order.TimeInForce, order.Leaves, _bookEvents);
            Apply();
        }

        return floor.State.Order(order.PermId)!;
    }

    private void Refuse(ClientConnection connection, int clientId, OrderTicket ticket, Listing listing, AccountId account, OrderRefusal refusal)
    {
        if (!OrderChecks.IsComplete(ticket))
        {
            // What cannot even be understood leaves no order behind, only its id is used up.
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
            return;
        }

        var order = Store(NewOrder(clientId, ticket, listing, account, BrokerOrderStatus.Inactive) with { Reason = refusal.Text, EndedAt = floor.Now });
        events.Refused(order, refusal);
    }

    private void Preview(ClientConnection connection, int clientId, OrderTicket ticket, Listing listing, AccountId account)
    {
        floor.Record(new JournalRecord.OrderIdUsed(floor.Now, clientId, ticket.OrderId));
        var order = NewOrder(clientId, ticket, listing, account, BrokerOrderStatus.PreSubmitted) with { PermId = 0 };
        connection.Send(OrderPreview.Of(order, listing, floor.Value(floor.State.Accounts[account.Value]), floor.PriceOf(listing.ConId.Value), listing.Derivation is { } d ? floor.PriceOf(d.Underlying.ConId.Value) : 0));
    }

    private void Change(ClientConnection connection, SimulatedOrder order, OrderTicket ticket)
    {
        var refusal = order.Status switch
        {
            BrokerOrderStatus.Filled => new OrderRefusal(104, "Cannot modify a filled order."),
            _ when !order.IsOpen => new OrderRefusal(103, "Duplicate order id"),
            _ => CheckChange(order, ticket),
        };
        if (refusal is not null)
        {
            floor.Error(connection, order.OrderId, refusal.Code, refusal.Text);
            return;
        }

        var changed = Store(order with
        {
            Quantity = Quantity.Of(ticket.Order.TotalQuantity!.Value),
            Terms = OrderChecks.Terms(ticket),
            TimeInForce = OrderChecks.TimeInForceOf(ticket)!.Value,
            OutsideRth = ticket.Order.OutsideRth,
            OrderRef = ticket.Order.OrderRef ?? order.OrderRef,
            Held = order.Held && !ticket.Order.Transmit,
        });
        Rework(order, Store(changed with { Status = changed.WorkingStatus }));
    }

    private void Rework(SimulatedOrder before, SimulatedOrder order)
    {
        events.Pair(order);
        var book = floor.Market(order.ConId).Book;
        if (before.Held && !order.Held)
        {
            book.Submit(order.PermId, order.Side, order.Terms, order.TimeInForce, order.Leaves, _bookEvents);
        }
        else if (!order.Held)
        {
            book.Modify(order.PermId, order.Terms, order.Leaves, _bookEvents);
        }

        Apply();
    }

    private OrderRefusal? CheckChange(SimulatedOrder order, OrderTicket ticket)
    {
        if (OrderChecks.Ticket(ticket, floor.Listing(order.ConId)) is { } refusal)
        {
            return refusal;
        }

        if (contracts.Find(ticket.Contract).Listing?.ConId != order.ConId || ticket.Side != order.Side || (ticket.Order.Account is { Length: > 0 } account && account != order.Account.Value))
        {
            return new(105, "Order being modified does not match original order.");
        }

        if (OrderChecks.Terms(ticket).GetType() != order.Terms.GetType())
        {
            return new(329, "Order modify failed. Cannot change to the new order type.");
        }

        return ticket.Order.TotalQuantity > order.Filled.Value
            ? null
            : new(201, string.Create(CultureInfo.InvariantCulture, $"Order rejected - reason: {order.Filled} are filled already."));
    }

    private void Apply()
    {
        if (_bookEvents.Count == 0)
        {
            return;
        }

        var happened = _bookEvents.ToArray();
        _bookEvents.Clear();
        foreach (var happening in happened)
        {
            var order = floor.State.Order(happening.OrderId)!;
            switch (happening)
            {
                case BookEvent.Matched matched:
                    Fill(order, matched);
                    break;
                case BookEvent.Triggered:
                    events.Pair(Store(order with { Triggered = true, Status = BrokerOrderStatus.Submitted }));
                    break;
                case BookEvent.Expired:
                    End(order, "The order could not be filled at once");
                    break;
            }
        }
    }

    private void Fill(SimulatedOrder order, BookEvent.Matched matched)
    {
        var parts = floor.Faults.Use(FaultKind.Partial, FaultScope.Of(order))?.Request.Parts ?? 1;
        foreach (var quantity in Split(matched.Quantity.Value, parts))
        {
            order = FillOnce(order, matched, Quantity.Of(quantity));
        }

        accounts.Changed(order.Account, order.ConId);
    }

    private SimulatedOrder FillOnce(SimulatedOrder order, BookEvent.Matched matched, Quantity quantity)
    {
        var listing = floor.Listing(order.ConId);
        var commission = listing.Commission.ForFill(order.Filled, order.FilledValue, quantity, matched.Price);
        floor.State.Accounts[order.Account.Value].Book(
            order.ConId, order.Side, quantity, matched.Price.Value * listing.Instrument.Multiplier, commission, listing.IsMargined, out var realized);
        var filled = order with
        {
            Filled = order.Filled + quantity,
            FilledValue = order.FilledValue + quantity.Value * matched.Price.Value,
            LastFillPrice = matched.Price.Value,
            Commission = order.Commission + commission,
        };
        filled = filled.Leaves.IsZero ? filled with { Status = BrokerOrderStatus.Filled, EndedAt = floor.Now } : filled with { Status = BrokerOrderStatus.Submitted };
        var execution = new SimulatedExecution(
            floor.State.NextExecId, order.PermId, order.ClientId, order.OrderId, order.OrderRef, order.Account, order.ConId, order.Side, quantity,
            matched.Price, floor.Now, listing.Instrument.PrimaryExchange ?? listing.Instrument.Exchange, matched.AddedLiquidity, filled.Filled,
            filled.AverageFillPrice, commission, realized)
        {
            Multiplier = listing.Instrument.Multiplier,
            IsMargined = listing.IsMargined,
        };
        floor.Record(new JournalRecord.Executed(floor.Now, execution));
        Store(filled);
        events.Fill(filled, execution);
        return filled;
    }

    private void End(SimulatedOrder order, string reason)
    {
        floor.Market(order.ConId).Book.Cancel(order.PermId);
        var ended = Store(order with { Status = BrokerOrderStatus.Cancelled, Reason = reason, EndedAt = floor.Now });
        events.Status(ended);
        events.Error(ended, 202, reason == "Cancelled by Trader" ? "Order Canceled - reason:" : $"Order Canceled - reason:{reason}");
    }

    private SimulatedOrder Store(SimulatedOrder order)
    {
        floor.Record(new JournalRecord.OrderStored(floor.Now, order));
        return order;
    }

    /// <summary>Whole units as even as they can be; fewer parts when there are not enough units.</summary>
    private static IEnumerable<decimal> Split(decimal quantity, int parts)
    {
        var left = quantity;
        for (var i = parts; i > 1 && left > 1; i--)
        {
            var part = Math.Max(1, Math.Floor(left / i));
            left -= part;
            yield return part;
        }

        yield return left;
    }
}
