using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Plans holdings and pulls their orders through the broker's pacing (design R9): an order is decided only once its slot is there.</summary>
/// <remarks>With a slot free at once, target, plan and intent share one commit: planning records, the caller commits.</remarks>
internal sealed partial class OrderLane(Engine engine, BrokerSends sends, PartGuard guard, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(1);

    private readonly LinkedList<Holding> _waiting = new();
    private readonly Dictionary<Holding, DateTimeOffset> _retries = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The pull in progress; completed when no holding waits for a slot.</summary>
    public Task Loop { get; private set; } = Task.CompletedTask;

    public int Waiting => _waiting.Count;

    public void Stop() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();

    /// <summary>Plans the holding now: cancels go at once, an order as soon as a slot is free. A holding that cannot be planned holds up no other; it is tried again.</summary>
    public void Plan(Holding holding)
    {
        if (engine.Commit.Poison is null)
        {
            Guarded(holding, () => PlanNow(holding));
        }
    }

    private void Guarded(Holding holding, Action plan)
    {
        if (!guard.Run($"the plan of {holding.Strategy} for contract {holding.ConId}", plan))
        {
            PlanLater(holding);
        }
    }

    private void PlanNow(Holding holding)
    {
        if (Goal.Of(engine.Pending, holding, engine.Now) is null || !Ready(holding) || Decide(holding) is not { } order)
        {
            return;
        }

        if (!Loop.IsCompleted)
        {
            Wait(holding);
            return;
        }

        var slot = engine.Broker.AcquireOrderSlotAsync(_stop.Token);
        if (slot.IsCompletedSuccessfully)
        {
            UseOrRetry(holding, order, slot.Result);
            return;
        }

        Wait(holding);
        Loop = PullAsync(slot);
    }

    /// <summary>Plans every holding of the contract that has a target, position or order: one strategy's end is another's turn (design R14).</summary>
    public void PlanContract(ConId conId)
    {
        foreach (var holding in Holdings().Where(holding => holding.ConId == conId).ToArray())
        {
            Plan(holding);
        }
    }

    /// <summary>Plans the holding again after a moment.</summary>
    public void PlanLater(Holding holding) => _retries[holding] = engine.Now + Stalled;

    public void PlanStrategy(StrategyName strategy)
    {
        foreach (var holding in Holdings().Where(holding => holding.Strategy == strategy).ToArray())
        {
            Plan(holding);
        }
    }

    public void PlanAll()
    {
        foreach (var holding in Holdings().ToArray())
        {
            Plan(holding);
        }
    }

    /// <summary>Plans what asked to be planned again by now.</summary>
    public void PlanDue()
    {
        var now = engine.Now;
        foreach (var (holding, _) in _retries.Where(pair => pair.Value <= now).ToArray())
        {
            _retries.Remove(holding);
            Plan(holding);
        }
    }

    private IEnumerable<Holding> Holdings() => engine.Pending.Targets.Keys
        .Concat(engine.Pending.Holdings.Where(static pair => !pair.Value.Quantity.IsFlat).Select(static pair => pair.Key))
        .Concat(engine.Pending.LiveOrders.Select(static order => new Holding(order.Intent.Strategy, order.Intent.ConId)))
        .Distinct();

    private bool Ready(Holding holding)
    {
        if (engine.Contracts.IsReady(holding.ConId))
        {
            return true;
        }

        engine.Contracts.Begin(holding.ConId); // Learned brings us back.
        _retries[holding] = engine.Now + Stalled;
        return false;
    }

    /// <summary>Records the plan's cancels and denials; returns the order or change it wants.</summary>
    private BookEvent? Decide(Holding holding)
    {
        var plan = PlanDecider.Decide(engine.Pending, engine.View, holding, engine.Environment());
        foreach (var cancel in plan.Cancels)
        {
            engine.Commit.Record(cancel);
            sends.CancelAfterCommit(cancel.Id);
        }

        if (plan.Denied is { } denied)
        {
            engine.Commit.Record(denied);
            LogDenied(holding.Strategy, holding.ConId, denied.Denial.Code, denied.Denial.Text);
            _retries[holding] = engine.Now + PlanDecider.BackOff(engine.Pending.Refusals[holding].Count);
        }

        if (plan.RetryAt is { } at)
        {
            _retries[holding] = at;
        }

        return plan.Send;
    }

    private async Task PullAsync(ValueTask<bool> slot)
    {
        try
        {
            while (true)
            {
                var granted = await slot;
                var more = engine.Commit.Poison is null && Next(granted);
                engine.Commit.Kick();
                if (!more)
                {
                    return;
                }

                slot = engine.Broker.AcquireOrderSlotAsync(_stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogStopped(_waiting.Count);
        }
        catch (Exception e)
        {
            engine.Commit.Stop(e); // Nobody awaits the lane: what waits in it is planned afresh by the next activation.
        }
    }

    /// <summary>Gives the slot to the first holding that still wants an order; false when the lane is empty.</summary>
    private bool Next(bool granted)
    {
        while (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            if (!granted)
            {
                _retries[first.Value] = engine.Now + Stalled;
            }
            else if (Use(first.Value))
            {
                return _waiting.Count > 0;
            }
        }

        if (granted)
        {
            engine.Broker.ReleaseOrderSlots(1); // Nobody wants it any more.
        }

        return false;
    }

    /// <summary>Whether the holding still wanted the slot.</summary>
    private bool Use(Holding holding)
    {
        var used = false;
        Guarded(holding, () =>
        {
            if (Decide(holding) is { } order)
            {
                used = true;
                Send(order);
                if (order is ModifyRequested)
                {
                    Wait(holding); // The next change or order of the holding takes the next slot.
                }
            }
        });
        return used;
    }

    private void UseOrRetry(Holding holding, BookEvent order, bool granted)
    {
        if (granted)
        {
            Send(order);
            if (order is ModifyRequested)
            {
                Plan(holding); // The next change or order of the holding.
            }
        }
        else
        {
            _retries[holding] = engine.Now + Stalled;
        }
    }

    private void Send(BookEvent order)
    {
        engine.Commit.Record(order);
        switch (order)
        {
            case OrderIntended placed:
                sends.PlaceAfterCommit(placed.Intent.Id);
                break;
            case ModifyRequested change:
                sends.ModifyAfterCommit(change.Id);
                break;
        }
    }

    private void Wait(Holding holding)
    {
        if (!_waiting.Contains(holding))
        {
            _waiting.AddLast(holding);
        }
    }

    [LoggerMessage(EventId = 2121, Level = LogLevel.Warning, Message = "Order of {Strategy} for contract {ConId} denied ({Code}): {Reason}")]
    private partial void LogDenied(StrategyName strategy, ConId conId, Domain.Risk.DenialCode code, string reason);

    [LoggerMessage(EventId = 2122, Level = LogLevel.Debug, Message = "The order lane stopped with {Count} holdings waiting")]
    private partial void LogStopped(int count);
}
