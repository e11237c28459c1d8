using OrleansTrader.Domain.Broker;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>Faults that act once and now. Exchange thread only.</summary>
internal sealed class FaultStrikes(ExchangeFloor floor, DataDesks data, Revisions revisions)
{
    /// <exception cref="FaultException">There is nothing it could act on.</exception>
    public void Strike(Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.LinkDown:
                LinkDown(fault);
                break;
            case FaultKind.LinkUp:
                LinkUp(1102);
                break;
            case FaultKind.LinkUpDataLost:
                LinkUp(1101);
                break;
            case FaultKind.Drop:
                Close(Scoped(fault).Take(fault.Request.Count ?? int.MaxValue));
                break;
            case FaultKind.HalfOpen:
                HalfOpen(fault);
                break;
            case FaultKind.Restart:
                Restart(fault);
                break;
            case FaultKind.Correction or FaultKind.Bust:
                revisions.ReviseNewest(fault);
                break;
            default:
                throw new FaultException($"'{fault.Request.Kind}' cannot act at once.");
        }
    }

    /// <summary>Half-open connections speak again, a lost link is back.</summary>
    public void Mend()
    {
        foreach (var connection in floor.Connections)
        {
            connection.Muted = false;
        }

        if (!floor.LinkUp)
        {
            LinkUp(1102);
        }
    }

    private void LinkDown(Fault fault)
    {
        floor.LinkUp = false;
        ToAll(1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        if (fault.Request.Seconds is { } seconds)
        {
            After(seconds, () => LinkUp(fault.Request.Then ?? 1102));
        }
    }

    private void LinkUp(int code)
    {
        floor.LinkUp = true;
        if (code == 1101)
        {
            data.LoseSubscriptions();
        }

        ToAll(code, code == 1101
            ? "Connectivity between IBKR and Trader Workstation has been restored- data lost."
            : "Connectivity between IBKR and Trader Workstation has been restored- data maintained. The following farms are connected: usfarm; ushmds; secdefil.");
    }

    private void HalfOpen(Fault fault)
    {
        var connections = Scoped(fault).ToArray();
        foreach (var connection in connections)
        {
            connection.Muted = true;
        }

        if (fault.Request.Seconds is { } seconds)
        {
            After(seconds, () => Array.ForEach(connections, static c => c.Muted = false));
        }
    }

    private void Restart(Fault fault)
    {
        foreach (var order in floor.State.OpenOrders.Where(static o => o.Held).ToArray())
        {
            var lost = order with { Status = BrokerOrderStatus.Cancelled, Reason = "Not transmitted before the restart", EndedAt = floor.Now };
            floor.Record(new JournalRecord.OrderStored(floor.Now, lost));
        }

        foreach (var (clientId, highest) in floor.State.HighestOrderIds.Where(c => fault.Fits(FaultScope.OfClient(c.Key))).ToArray())
        {
            var next = Math.Max(1, highest + 1 - (fault.Request.RollBack ?? 0));
            floor.Record(new JournalRecord.OrderIdsRolledBack(floor.Now, clientId, next));
        }

        floor.Faults.Add(Fault.From(new FaultRequest("down", Seconds: fault.Request.Seconds ?? 1), floor.Clock.GetUtcNow()));
        Close(floor.Connections);
    }

    private void After(double seconds, Action act) => floor.Outbox.At(floor.Outbox.Now + TimeSpan.FromSeconds(seconds), act);

    private IEnumerable<ClientConnection> Scoped(Fault fault) =>
        floor.Connections.Where(c => c.ClientId is { } id && fault.Fits(FaultScope.OfClient(id)));

    private static void Close(IEnumerable<ClientConnection> connections)
    {
        foreach (var connection in connections.ToArray())
        {
            connection.Close();
        }
    }

    private void ToAll(int code, string text)
    {
        foreach (var connection in floor.Connections.Where(static c => c.ClientId is not null))
        {
            floor.Error(connection, -1, code, text);
        }
    }
}
