using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.OrderEngine;

/// <summary>Carries a latched kill switch to the end: cancelled, flat and verified, or an alarm that names what is not (design R11, P8).</summary>
internal sealed partial class KillSwitch(Engine engine, BrokerSends sends, PartGuard guard, ILogger logger)
{
    private string? _latch;
    private DateTimeOffset? _since;
    private string? _alarm;
    private bool _verified;
    private bool _globally;
    private Task _step = Task.CompletedTask;

    /// <summary>Takes the next step, unless one is under way or nothing is latched.</summary>
    public void Watch()
    {
        if (engine.Pending.KillLatch != _latch)
        {
            (_latch, _since, _alarm, _verified, _globally) = (engine.Pending.KillLatch, null, null, false, false); // Also when one latch follows another between two looks.
        }

        if (_latch is not null && _step.IsCompleted)
        {
            _step = TryStepAsync();
        }
    }

    private async Task TryStepAsync()
    {
        try
        {
            await StepAsync();
        }
        catch (Exception e) when (engine.Commit.Poison is not null)
        {
            LogInterrupted(engine.Account, e); // The next activation finds the latch.
        }
        catch (Exception e)
        {
            engine.Commit.Stop(e); // A kill that cannot go on here begins afresh from the journal.
        }
    }

    private async Task StepAsync()
    {
        var step = Next();
        foreach (var id in step.Cancels)
        {
            engine.Commit.Record(new CancelRequested(id, "kill switch"));
            sends.CancelAfterCommit(id);
        }

        engine.Ask ??= step.Ask;
        Report(step);
        if (step.IsOverdue)
        {
            await CancelGloballyAsync();
        }

        foreach (var intent in step.Flatten)
        {
            await guard.RunAsync($"closing contract {intent.ConId} after the kill", () => FlattenAsync(intent));
        }
    }

    /// <summary>The wait for confirmations begins once cancels can reach the broker: not before the session is synchronized, and again after it was lost.</summary>
    private KillStep Next()
    {
        _since = engine.View.Synchronized ? _since ?? engine.Now : null;
        return KillPlan.Next(engine.Pending, engine.View, _since ?? engine.Now, engine.Now, engine.Options.AckTimeout);
    }

    private void Report(KillStep step)
    {
        if (step.Verified)
        {
            if (!_verified)
            {
                _verified = true;
                engine.Notify(NotificationLevel.Alarm, "kill", "Kill switch: flat and verified; trading stays closed until it is re-armed.");
            }
        }
        else if (_verified && step.HasWork)
        {
            (_verified, _since) = (false, null);
            engine.Notify(NotificationLevel.Alarm, "kill", "Kill switch: no longer flat, a position or an order appeared after it was verified.");
        }
        else if (step.Alarm is { } alarm && alarm != _alarm)
        {
            _alarm = alarm;
            engine.Notify(NotificationLevel.Alarm, "kill", "Kill switch: " + alarm);
        }
    }

    private async Task CancelGloballyAsync()
    {
        if (engine.Options.GlobalCancelOnKill && !_globally && engine.Broker.Condition.MayCancel)
        {
            _globally = (await engine.Broker.GlobalCancelAsync(engine.Commit.Token)).Outcome == SendOutcome.Written;
        }
    }

    private async Task FlattenAsync(OrderIntent intent)
    {
        var conditions = engine.Environment().Conditions(engine.Pending, engine.View, new(intent.Strategy, intent.ConId));
        if (!TradingGate.Judge(conditions, TradingAct.Flatten, intent.Terms).IsYes || !engine.Contracts.Instruments.ContainsKey(intent.ConId))
        {
            engine.Contracts.Begin(intent.ConId);
            return; // The next look tries again.
        }

        if (!await engine.Broker.AcquireOrderSlotAsync(CancellationToken.None))
        {
            return;
        }

        if (engine.Commit.Poison is null && engine.Pending.KillLatch is not null && Next().Flatten.Contains(intent))
        {
            engine.Commit.Record(new OrderIntended(intent, OrderRef.Of(engine.Options.Installation, intent.Strategy, intent.Id)));
            sends.PlaceAfterCommit(intent.Id);
            engine.Commit.Kick();
        }
        else
        {
            engine.Broker.ReleaseOrderSlots(1);
        }
    }

    [LoggerMessage(EventId = 2151, Level = LogLevel.Warning, Message = "Account {Account}: the kill switch was interrupted")]
    private partial void LogInterrupted(AccountId account, Exception exception);
}
