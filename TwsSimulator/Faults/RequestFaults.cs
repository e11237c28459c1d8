using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>What faults do to a request before a desk hears of it. Exchange thread only.</summary>
internal sealed class RequestFaults(ExchangeFloor floor)
{
    /// <returns>True when the request has been dealt with and goes no further.</returns>
    public bool Take(ClientConnection connection, ClientMessage message) => !floor.Faults.IsEmpty && message switch
    {
        StartApiRequest start => Login(connection, start),
        PlaceOrderRequest place => floor.Faults.Use(FaultKind.LostOrder, ScopeOf(connection, place)) is not null,
        _ => false,
    };

    private bool Login(ClientConnection connection, StartApiRequest start)
    {
        if (floor.Faults.Use(FaultKind.Login, FaultScope.OfClient(start.ClientId)) is null)
        {
            return false;
        }

        connection.CloseAfterSending();
        return true;
    }

    private static FaultScope ScopeOf(ClientConnection connection, PlaceOrderRequest place) =>
        new(place.Order.Account, place.Order.OrderRef, place.Contract.ConId, connection.ClientId);
}
