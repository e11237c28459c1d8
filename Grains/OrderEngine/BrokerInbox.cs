using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Takes the broker's events in order: decides, records, and plans what they changed.</summary>
internal sealed partial class BrokerInbox(Engine engine, BrokerSends sends, OrderLane lane, ILogger logger)
{
    private const int MaxEarly = 200;

    /// <summary>Events about an order id of ours that our own record of the write has not named yet.</summary>
    private readonly LinkedList<BrokerEvent> _early = new();

    /// <summary>Contracts with an answer to a change: the next step may be possible.</summary>
    private readonly HashSet<ConId> _changed = [];

    public void Take(ImmutableArray<BrokerEvent> events)
    {
        var before = engine.Pending;
        var ready = engine.View.Synchronized;
        foreach (var e in events)
        {
            Take(e);
        }

        Plan(before, ready);
    }

    /// <summary>The wire id became known: what came early is heard now.</summary>
    public void Written(int orderId)
    {
        var before = engine.Pending;
        for (var node = _early.First; node is not null;)
        {
            var (current, next) = (node, node.Next);
            if (OrderIdOf(current.Value) == orderId)
            {
                _early.Remove(current);
                Take(current.Value);
            }

            node = next;
        }

        Plan(before, ready: true);
    }

    /// <summary>Plans the contracts whose orders or positions changed; all of them when trading just became possible.</summary>
    public void Plan(Book before, bool ready)
    {
        if (!ready && engine.View.Synchronized)
        {
            lane.PlanAll();
            return;
        }

        var changed = Changed(before, engine.Pending).Concat(_changed).Distinct().ToArray();
        _changed.Clear();
        foreach (var conId in changed)
        {
            lane.PlanContract(conId);
        }
    }

    /// <summary>Records a decision; its cancels follow their commit.</summary>
    public void Apply(BrokerDecision decision)
    {
        engine.Take(decision);
        foreach (var e in decision.Events)
        {
            switch (e)
            {
                case CancelRequested cancel:
                    sends.CancelAfterCommit(cancel.Id);
                    break;
                case OrderModified { Id: var id }:
                    _changed.Add(engine.Pending.Orders[id].Intent.ConId);
                    break;
                case ModifyConfirmed { Id: var id }:
                    _changed.Add(engine.Pending.Orders[id].Intent.ConId);
                    break;
                case ModifyRefused { Id: var id }:
                    _changed.Add(engine.Pending.Orders[id].Intent.ConId);
                    break;
            }
        }
    }

    private static IEnumerable<ConId> Changed(Book before, Book after)
    {
        if (ReferenceEquals(before, after))
        {
            return [];
        }

        return after.Live.Where(pair => !before.Live.TryGetValue(pair.Key, out var ids) || ids != pair.Value).Select(static pair => pair.Key)
            .Concat(before.Live.Keys.Where(conId => !after.Live.ContainsKey(conId)))
            .Concat(after.Net.Where(pair => before.NetOf(pair.Key) != pair.Value).Select(static pair => pair.Key))
            .Concat(before.Mismatches.Keys.Where(conId => !after.Mismatches.ContainsKey(conId)))
            .Distinct()
            .ToArray();
    }

    private static int? OrderIdOf(BrokerEvent e) => e switch
    {
        OrderStatusReport x => x.OrderId,
        OrderErrorReport x => x.OrderId,
        _ => null,
    };

    private void Take(BrokerEvent e)
    {
        try
        {
            Decide(e);
        }
        catch (Exception defect) when (engine.Commit.Poison is null)
        {
            Quarantine(e, defect.Message, defect);
        }
    }

    /// <summary>Keeps a report that cannot be taken: offered for ever, it would hold up everything behind it.</summary>
    public void Quarantine(BrokerEvent e, string problem, Exception? defect = null)
    {
        LogQuarantined(engine.Account, e, problem, defect);
        Apply(Domain.Reconciliation.Quarantine.Of(engine.Pending, engine.View, e, problem, engine.Context));
    }

    private void Decide(BrokerEvent e)
    {
        var decision = BrokerDecider.Decide(engine.Pending, engine.View, e, engine.Context);
        if (decision.Unmatched)
        {
            Keep(e);
        }

        Apply(decision);
        switch (e)
        {
            case SynchronizationEnded ended:
                LogSynchronized(engine.Account, ended.Synchronization);
                Apply(Reconciler.Conclude(engine.Pending, engine.View, engine.Reconcile()));
                break;
            case SessionReport session:
                LogSession(engine.Account, session.State, session.Session, session.Cause);
                if (session.State is SessionState.Disconnected or SessionState.Connecting)
                {
                    sends.Forget();
                }

                break;
            case PositionReport position:
                engine.Contracts.Begin(position.ConId);
                break;
        }
    }

    private void Keep(BrokerEvent e)
    {
        _early.AddLast(e);
        if (_early.Count > MaxEarly)
        {
            LogUnmatched(_early.First!.Value.ToString());
            _early.RemoveFirst();
        }
    }

    [LoggerMessage(EventId = 2141, Level = LogLevel.Information, Message = "Account {Account}: synchronization {Number} ended")]
    private partial void LogSynchronized(AccountId account, long number);

    [LoggerMessage(EventId = 2142, Level = LogLevel.Information, Message = "Account {Account}: session {Session} is {State}: {Cause}")]
    private partial void LogSession(AccountId account, SessionState state, long session, string cause);

    [LoggerMessage(EventId = 2144, Level = LogLevel.Critical, Message = "Account {Account}: {Event} could not be taken and is kept in quarantine: {Problem}")]
    private partial void LogQuarantined(AccountId account, BrokerEvent @event, string problem, Exception? exception);

    [LoggerMessage(EventId = 2143, Level = LogLevel.Warning, Message = "No order of ours ever fitted {Event}")]
    private partial void LogUnmatched(string @event);
}
