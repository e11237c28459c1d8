using OrleansTrader.Domain.Values;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Lists of open orders, completed orders and executions, each to its end marker.</summary>
internal sealed class OrderLists(ExchangeFloor floor)
{
    public void OpenOrders(ClientConnection connection, Func<SimulatedOrder, bool> which)
    {
        foreach (var order in floor.State.OpenOrders.Where(which))
        {
            connection.Send(WireOrders.OpenOrder(order, floor.Listing(order.ConId)));
            connection.Send(WireOrders.OrderStatus(order));
        }

        connection.Send(new OpenOrderEndMessage());
    }

    /// <summary>The default client takes the orders made by hand: each gets a negative order id under which it can be changed and cancelled.</summary>
    public void Bind(ClientConnection connection)
    {
        foreach (var order in floor.State.OpenOrders.Where(static order => order is { ClientId: 0, OrderId: 0 }).ToArray())
        {
            var bound = order with { OrderId = floor.State.NextBoundId };
            floor.Record(new JournalRecord.OrderStored(floor.Now, bound));
            connection.Send(new OrderBoundMessage { PermId = bound.PermId, ClientId = 0, OrderId = bound.OrderId });
        }
    }

    /// <summary>Orders that ended since midnight of the server's zone; those made by hand unless <paramref name="apiOnly"/>.</summary>
    public void CompletedOrders(ClientConnection connection, bool apiOnly)
    {
        var since = ServerTime.StartOfDay(floor.Now);
        foreach (var order in floor.State.Orders.Where(o => o.Accepted && o.EndedAt >= since && (!apiOnly || o.OrderId > 0)).OrderBy(static o => o.PermId))
        {
            connection.Send(WireOrders.CompletedOrder(order, floor.Listing(order.ConId)));
        }

        connection.Send(new CompletedOrdersEndMessage());
    }

    /// <summary>Executions since midnight of the server's zone that fit the filter, each with its commission.</summary>
    public void Executions(ClientConnection connection, ExecutionsRequest filter)
    {
        var since = ServerTime.StartOfDay(floor.Now);
        if (TwsTime.Parse(filter.Time, ServerTime.Zone)?.Instant is { } from && from > since)
        {
            since = from;
        }

        foreach (var execution in floor.State.Executions.Where(e => e.At >= since && e.Settlement is null && Fits(e, filter)))
        {
            connection.Send(WireOrders.Execution(execution, floor.Listing(execution.ConId), filter.ReqId));
            connection.Send(WireOrders.Commission(execution));
        }

        connection.Send(new ExecDetailsEndMessage { ReqId = filter.ReqId });
    }

    private bool Fits(SimulatedExecution execution, ExecutionsRequest filter)
    {
        var instrument = floor.Listing(execution.ConId).Instrument;
        return (filter.ClientId == 0 || filter.ClientId == execution.ClientId)
            && (string.IsNullOrEmpty(filter.AcctCode) || filter.AcctCode == execution.Account.Value)
            && (string.IsNullOrEmpty(filter.Symbol) || filter.Symbol == instrument.Symbol)
            && (string.IsNullOrEmpty(filter.SecType) || filter.SecType == WireContracts.Word(instrument.Type))
            && (string.IsNullOrEmpty(filter.Exchange) || filter.Exchange == execution.Venue || filter.Exchange == "SMART")
            && (filter.Side is null or "" || filter.Side == (execution.Side == Side.Buy ? "BUY" : "SELL"));
    }
}
