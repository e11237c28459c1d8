using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>What goes to the broker after its commit, and what is journaled of it. A write is never repeated (design P1).</summary>
internal sealed partial class BrokerSends(Engine engine, ILogger logger)
{
    private readonly Dictionary<ClientOrderId, CancelTrail> _cancels = [];

    /// <summary>Wire ids that came after the journal failed: known to this activation alone.</summary>
    private readonly Dictionary<ClientOrderId, int> _late = [];

    /// <summary>Orders to be cancelled once their own write is over.</summary>
    private readonly HashSet<ClientOrderId> _unwanted = [];

    /// <summary>Called when the wire id of an order became known.</summary>
    public Action<int> Written { get; set; } = static _ => { };

    /// <summary>Called when an order was not sent: its holding still wants something.</summary>
    public Action<Holding> Unsent { get; set; } = static _ => { };

    /// <summary>Sends the order once everything recorded so far is durable.</summary>
    public void PlaceAfterCommit(ClientOrderId id) => engine.Commit.Then(() => Place(id));

    /// <summary>Sends the change once everything recorded so far is durable.</summary>
    public void ModifyAfterCommit(ClientOrderId id) => engine.Commit.Then(() => Modify(id));

    /// <summary>Sends the cancel once everything recorded so far is durable; remembered when it cannot go now.</summary>
    public void CancelAfterCommit(ClientOrderId id) => engine.Commit.Then(() => Cancel(id));

    /// <summary>Sends a cancel now, if the session lets cancels pass; without a wire id yet, once the order's write is over.</summary>
    /// <returns>Whether it goes now.</returns>
    public bool Cancel(ClientOrderId id)
    {
        if (!engine.Pending.Orders.TryGetValue(id, out var order) || order.Status.IsTerminal())
        {
            return false;
        }

        if ((order.OrderId ?? (_late.TryGetValue(id, out var late) ? late : null)) is not { } orderId)
        {
            _unwanted.Add(id);
            return false;
        }

        if (!engine.Broker.Condition.MayCancel || !engine.KeepsLease)
        {
            return false;
        }

        _cancels[id] = new CancelTrail(engine.Now, (_cancels.GetValueOrDefault(id)?.Count ?? 0) + 1);
        Track(CancelAsync(id, orderId));
        return true;
    }

    /// <summary>As <see cref="Cancel"/>, unless one went a moment ago and may still be answered.</summary>
    public bool CancelAgain(ClientOrderId id) =>
        (_cancels.TryGetValue(id, out var trail) && engine.Now - trail.SentAt < engine.Options.AckTimeout) || Cancel(id);

    /// <summary>Cancels that were remembered or got no answer, also while their commit is stuck; asks for the lists when one stays unconfirmed.</summary>
    public void Watch()
    {
        foreach (var order in engine.Pending.LiveOrders.Where(static order => order.CancelRequested).ToArray())
        {
            if (!_cancels.TryGetValue(order.Id, out var trail))
            {
                Cancel(order.Id);
            }
            else if (engine.Now - trail.SentAt >= engine.Options.AckTimeout * Math.Min(trail.Count, 12))
            {
                engine.Ask ??= $"the cancel of {order.Id} is not confirmed";
                Cancel(order.Id);
            }
        }

        foreach (var id in _cancels.Keys.Where(IsOver).ToArray())
        {
            _cancels.Remove(id);
        }

        _unwanted.RemoveWhere(IsOver);
    }

    private bool IsOver(ClientOrderId id) => !engine.Pending.Orders.TryGetValue(id, out var order) || order.Status.IsTerminal();

    /// <summary>A new session: every unconfirmed cancel goes again.</summary>
    public void Forget() => _cancels.Clear();

    private void Place(ClientOrderId id)
    {
        var order = engine.Pending.Orders[id];
        var killed = engine.Pending.KillLatch is not null && order.Intent.Purpose != OrderPurpose.Flatten;
        var reason = killed ? "the kill switch came first"
            : order.CancelRequested ? "cancelled before it was sent"
            : !engine.HoldsLease ? "the lease is lost"
            : order.Status == OrderStatus.Unknown ? "its commit took longer than an answer may"
            : engine.Broker.Condition.OpenedAt is { } opened && order.IntendedAt < opened ? "the session it was decided on is over"
            : !engine.Contracts.Instruments.ContainsKey(order.Intent.ConId) ? "the contract is not resolved"
            : order.Intent.Bracket is { Parent: not null } && ParentOf(order) is null ? "its parent was not sent"
            : null;
        if (order.Acknowledged || order.OrderId is not null || order.Status.IsTerminal())
        {
            engine.Broker.ReleaseOrderSlots(1);
            return; // The broker already shows it: never again.
        }

        if (reason is not null)
        {
            engine.Broker.ReleaseOrderSlots(1);
            RecordNotSent(order, reason);
            return;
        }

        Track(PlaceAsync(order));
    }

    private async Task PlaceAsync(Order order)
    {
        SendResult result;
        var session = engine.Broker.Condition.Session;
        var clientId = engine.Broker.Condition.ClientId;
        try
        {
            result = await engine.Broker.PlaceAsync(engine.Commit.Token, order.Intent, engine.Contracts.Instruments[order.Intent.ConId], order.Ref.ToString(), ParentOf(order));
        }
        catch (StaleTokenException e)
        {
            engine.Commit.Stop(e); // A newer activation owns the account; it finds this intent in the journal.
            return;
        }
        catch (Exception e)
        {
            LogUnclear(order.Id, e);
            result = new SendResult(SendOutcome.Unclear, null, e.Message);
        }

        try
        {
            OnSent(order.Id, result, clientId, session);
        }
        catch (Exception e)
        {
            engine.Commit.Stop(e); // What became of the write cannot be recorded here: the next activation asks the broker.
        }
    }

    private void OnSent(ClientOrderId id, SendResult result, int clientId, long session)
    {
        if (engine.Commit.Poison is not null)
        {
            OnSentLate(id, result);
            return;
        }

        if (result.OrderId is { } orderId && result.Outcome != SendOutcome.NotSent)
        {
            // It comes with the broker's answer, or with the engine's next look: until then a crash leaves an intent that is found by its ref.
            engine.Commit.RecordAlong(new OrderWritten(id, orderId, clientId, session));
        }

        if (result.Outcome == SendOutcome.NotSent)
        {
            RecordNotSent(engine.Pending.Orders[id], result.Reason ?? "the broker did not take it");
        }
        else if (result.Outcome == SendOutcome.Unclear)
        {
            Record(new OrderStatusChanged(id, OrderStatus.Unknown, result.Reason ?? "the write failed midway"));
            engine.Ask ??= $"{id} may have been written";
        }

        if (result.OrderId is { } written)
        {
            Written(written);
            if (_unwanted.Remove(id) || engine.Pending.Orders[id].CancelRequested)
            {
                Cancel(id);
            }
        }
    }

    /// <summary>The journal failed while the write was under way: the next activation finds the order by its ref, until then it can be cancelled here.</summary>
    private void OnSentLate(ClientOrderId id, SendResult result)
    {
        if (result is { OrderId: { } orderId, Outcome: not SendOutcome.NotSent })
        {
            _late[id] = orderId;
            if (_unwanted.Remove(id) || engine.Pending.Orders[id].CancelRequested)
            {
                Cancel(id);
            }
        }
    }

    /// <summary>The wire id of its bracket's parent; null for none, and while the parent has none.</summary>
    private int? ParentOf(Order order) =>
        order.Intent.Bracket?.Parent is { } parent ? engine.Pending.Orders.GetValueOrDefault(parent)?.OrderId : null;

    private void Modify(ClientOrderId id)
    {
        var order = engine.Pending.Orders[id];
        if (order is not { Changing: { } change, OrderId: { } orderId })
        {
            engine.Broker.ReleaseOrderSlots(1);
            return;
        }

        var reason = order.CancelRequested ? "cancelled before it was changed"
            : engine.Pending.KillLatch is not null ? "the kill switch came first"
            : !engine.HoldsLease ? "the lease is lost"
            : engine.Broker.Condition.OpenedAt is { } opened && change.RequestedAt < opened ? "the session it was decided on is over"
            : !engine.Contracts.Instruments.ContainsKey(order.Intent.ConId) ? "the contract is not resolved"
            : null;
        if (reason is not null)
        {
            engine.Broker.ReleaseOrderSlots(1);
            Record(new ModifyRefused(id, reason));
            return;
        }

        Track(ModifyAsync(order, change, orderId));
    }

    private async Task ModifyAsync(Order order, OrderChange change, int orderId)
    {
        try
        {
            var changed = order.Intent with { Quantity = change.Quantity, Terms = change.Terms };
            var result = await engine.Broker.ModifyAsync(
                engine.Commit.Token, orderId, changed, engine.Contracts.Instruments[order.Intent.ConId], order.Ref.ToString(), ParentOf(order));
            if (result.Outcome == SendOutcome.NotSent)
            {
                Record(new ModifyRefused(order.Id, result.Reason ?? "the broker did not take it"));
                Unsent(new Holding(order.Intent.Strategy, order.Intent.ConId));
            }
            else if (result.Outcome == SendOutcome.Unclear)
            {
                engine.Ask ??= $"the change of {order.Id} may have been written";
            }
        }
        catch (StaleTokenException e)
        {
            engine.Commit.Stop(e);
        }
        catch (Exception e)
        {
            LogUnclear(order.Id, e);
            engine.Ask ??= $"the change of {order.Id} may have been written"; // It counts with the larger size until the lists show it.
        }
    }

    private async Task CancelAsync(ClientOrderId id, int orderId)
    {
        try
        {
            var result = await engine.Broker.CancelAsync(engine.Commit.Token, orderId);
            if (result.Outcome != SendOutcome.Written)
            {
                LogCancelLater(id, result.Reason ?? result.Outcome.ToString());
            }
        }
        catch (StaleTokenException e)
        {
            engine.Commit.Stop(e);
        }
        catch (Exception e)
        {
            LogCancelLater(id, e.Message); // Watched: it goes again.
        }
    }

    private void RecordNotSent(Order order, string reason)
    {
        Record(new OrderNotSent(order.Id, reason));
        Unsent(new Holding(order.Intent.Strategy, order.Intent.ConId));
    }

    private void Record(BookEvent e)
    {
        if (engine.Commit.Poison is null)
        {
            engine.Commit.Record(e);
            engine.Commit.Kick();
        }
    }

    /// <summary>The sends end by themselves and report through the journal; the newest is kept so that none is lost silently.</summary>
    private void Track(Task send) => Newest = send;

    public Task Newest { get; private set; } = Task.CompletedTask;

    private sealed record CancelTrail(DateTimeOffset SentAt, int Count);

    [LoggerMessage(EventId = 2111, Level = LogLevel.Warning, Message = "Order {Order}: nobody knows whether it was written")]
    private partial void LogUnclear(ClientOrderId order, Exception exception);

    [LoggerMessage(EventId = 2112, Level = LogLevel.Warning, Message = "The cancel of order {Order} is remembered: {Reason}")]
    private partial void LogCancelLater(ClientOrderId order, string reason);
}
