using OrleansTrader.Domain.Broker;
using OrleansTrader.TwsSimulator.Exchange;
using OrleansTrader.TwsSimulator.Journal;
using OrleansTrader.TwsSimulator.Wire;

namespace OrleansTrader.TwsSimulator.Faults;

/// <summary>Faults that act once and now. Exchange thread only.</summary>
internal sealed class FaultStrikes(ExchangeFloor floor, DataDesks data, Revisions revisions)
{
    public const string CompetingText = "No market data during competing live session";

    /// <summary>Acts now or puts it in force.</summary>
    /// <exception cref="FaultException">There is nothing it could act on.</exception>
    public void Begin(Fault fault)
    {
        if (fault.StrikesNow)
        {
            Strike(fault);
            return;
        }

        floor.Faults.Add(fault);
        if (fault.Kind == FaultKind.CompetingSession)
        {
            data.End(
                connection => fault.Fits(FaultScope.OfClient(connection.ClientId)),
                (connection, reqId) => floor.Error(connection, reqId, 10197, CompetingText));
        }
        else if (fault.Kind is FaultKind.FarmDown or FaultKind.HistoryFarmDown or FaultKind.DefinitionFarmDown)
        {
            TellFarm(fault, up: false);
            if (fault.Request.Seconds is { } seconds)
            {
                After(seconds, () => TellFarm(fault, up: true));
            }
        }
    }

    private void Strike(Fault fault)
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
            case FaultKind.Torn:
                foreach (var connection in Scoped(fault))
                {
                    connection.SendRaw(Garbage.HalfAFrame());
                    connection.CloseAfterSending();
                }

                break;
            case FaultKind.Garbage:
                foreach (var connection in Scoped(fault))
                {
                    connection.SendRaw(Garbage.Of(fault.Request.What ?? Garbage.Kinds[0]));
                }

                break;
            case FaultKind.Correction or FaultKind.Bust:
                revisions.ReviseNewest(fault);
                break;
            default:
                throw new FaultException($"'{fault.Request.Kind}' cannot act at once.");
        }
    }

    /// <summary>Ends all faults: half-open connections speak again, a lost link and lost farms are back.</summary>
    public void Mend()
    {
        foreach (var fault in floor.Faults.Active.Where(static f => f.Kind is FaultKind.FarmDown or FaultKind.HistoryFarmDown or FaultKind.DefinitionFarmDown))
        {
            TellFarm(fault, up: true);
        }

        floor.Faults.Clear();
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

    /// <summary>A farm that was mended early is not reported a second time when its time is over.</summary>
    private void TellFarm(Fault fault, bool up)
    {
        if (!fault.Told(up))
        {
            return;
        }

        var (code, text) = Farms.Notice(fault.Kind, fault.Request.Text, up);
        ToAll(code, text);
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
