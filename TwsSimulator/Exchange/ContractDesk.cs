using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Finds the one contract that a request means, or says why there is none.</summary>
internal sealed class ContractDesk(ExchangeFloor floor)
{
    public const string Unknown = "No security definition has been found for the request";

    /// <summary>The one market that the description fits; null after the client was told of error 200.</summary>
    public Market? Market(ClientConnection connection, int reqId, TwsContract wanted, bool includeExpired = false)
    {
        var (listing, refusal) = Find(wanted, includeExpired);
        if (refusal is not null)
        {
            floor.Error(connection, reqId, refusal.Code, refusal.Text);
            return null;
        }

        return floor.Market(listing!);
    }

    public (Listing? Listing, OrderRefusal? Refusal) Find(TwsContract wanted, bool includeExpired = false)
    {
        var found = WireContracts.Find(floor.Listed, wanted, floor.Now, includeExpired);
        return found.Count switch
        {
            1 => (found[0], null),
            0 => (null, new OrderRefusal(200, Unknown)),
            _ => (null, new OrderRefusal(200, $"The contract description specified for {wanted.Symbol} is ambiguous.")),
        };
    }
}
