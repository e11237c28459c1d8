using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Placement;
using OrleansTrader.Grains.State;

namespace OrleansTrader.Grains.Strategies;

/// <summary>Does the effects around a <see cref="StrategyRunner"/>; every decision is the strategy's or the runner's.</summary>
[KeepAlive]
[OnLeaseSilo]
internal sealed partial class StrategyGrain : Grain, IStrategyGrain, IRemindable, IDisposable, StrategyOutbox.IEvents
{
    private const string Revive = "revive";
    private const int FailuresToSuspend = 5;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SlowCallback = TimeSpan.FromMilliseconds(100);

    private readonly StateKeeper<StrategyState> _state;
    private readonly StrategyStarter _starter;
    private readonly StrategyOutbox _outbox;
    private readonly CommandLane _commands;
    private readonly DataGate _gate;
    private readonly NearGrains _near;
    private readonly CallbackWatch.Watched _watched;
    private readonly TimeProvider _clock;
    private readonly ILogger<StrategyGrain> _logger;
    private readonly Dictionary<string, int> _failuresInARow = [];
    private IDisposable? _presence;
    private IGrainTimer? _alarm;
    private DateTimeOffset? _alarmAt;
    private IGrainReminder? _reminder;
    private StrategyRunner? _runner;
    private string _stage = "not started";
    private StrategyStatus _status = StrategyStatus.Active;
    private long _cursor;
    private long _next;
    private long _start;
    private long _events;
    private long _actions;
    private int _failures;
    private string? _lastError;
    private DateTimeOffset? _lastEventAt;
    private DateTimeOffset _askedAt;

    public StrategyGrain(
        [PersistentState("strategy", GrainsHosting.Storage)] IPersistentState<StrategyState> storage,
        StrategyCatalog catalog,
        NearGrains near,
        IBarStore bars,
        CallbackWatch watch,
        TimeProvider clock,
        ILogger<StrategyGrain> logger)
    {
        (_near, _clock, _logger) = (near, clock, logger);
        _state = new StateKeeper<StrategyState>(storage, Deactivate);
        _outbox = new StrategyOutbox(Name, _state, submission => _near.Of(Engine).CallAsync(static (engine, what) => engine.SubmitAsync(what), submission), this, clock);
        _gate = new DataGate(TakeQuote);
        _starter = new StrategyStarter(GrainFactory, catalog, bars, clock);
        _watched = watch.Add(OnHung);
        _commands = new CommandLane(command => Engine.ExecuteAsync(command), (command, why) => LogCommandFailed(Name, command, why), clock);
    }

    private StrategyName Name => StrategyName.Of(this.GetPrimaryKeyString());

    private IOrderEngineGrain Engine => _starter.Engine(_state.Value.Settings!);

    private StrategySettings? Settings => _state.Value.Effective();

    private bool MayAct => _status is StrategyStatus.Active or StrategyStatus.Stopping;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _next = _state.Value.Reserved + 1;
        _cursor = _state.Value.Cursor;
        _alarm = this.RegisterGrainTimer(static (grain, _) => grain.OnAlarmAsync(), this, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        this.RegisterGrainTimer(static (grain, _) => grain.BeatAsync(), this, new GrainTimerCreationOptions(Beat, Beat));
        _presence = _near.Enter<IStrategyGrain>(this);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _presence?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _outbox.Dispose();
        _commands.Dispose();
        _watched.Dispose();
    }

    public async Task ConfigureAsync(StrategySettings settings)
    {
        if (settings.Name != Name)
        {
            throw new ArgumentException($"These settings are for {settings.Name}, not {Name}.", nameof(settings));
        }

        using var hold = _gate.Hold();
        _starter.Create(settings);
        if (!settings.IsSameAs(_state.Value.Settings))
        {
            _runner = null; // Before the wait: the old instance must not act under the new settings.
            await _state.ChangeAsync(state => state with { Settings = settings, Overrides = state.Overrides.Clear() });
        }

        await WakeAsync();
    }

    public async Task WakeAsync()
    {
        if (_state.Value.Settings is null)
        {
            return;
        }

        using var hold = _gate.Hold();
        _reminder ??= await this.RegisterOrUpdateReminder(Revive, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        if (_runner is null)
        {
            await TryStartAsync();
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => WakeAsync();

    public Task OnQuoteAsync(Quote quote)
    {
        _gate.Offer(quote);
        return Task.CompletedTask;
    }

    private void TakeQuote(Quote quote)
    {
        if (_status != StrategyStatus.Suspended)
        {
            Feed("OnQuote", quote, static (runner, quote, now, sequence) => runner.OnQuote(quote, now, sequence));
        }
    }

    public Task OnBarAsync(Bar bar) => _gate.PassAsync(bar, TakeBar);

    private void TakeBar(Bar bar)
    {
        if (_status != StrategyStatus.Suspended)
        {
            Feed("OnBar", bar, static (runner, bar, now, sequence) => runner.OnBar(bar, now, sequence));
        }
    }

    public Task OnTradesAsync(ImmutableArray<Print> trades) => _gate.PassAsync(trades, TakeTrades);

    private void TakeTrades(ImmutableArray<Print> trades)
    {
        foreach (var trade in trades)
        {
            if (_status != StrategyStatus.Suspended)
            {
                Feed("OnTrade", trade, static (runner, trade, now, sequence) => runner.OnTrade(trade, now, sequence));
            }
        }
    }

    public Task OnDepthAsync(MarketDepth depth)
    {
        _runner?.Note(depth);
        return Task.CompletedTask;
    }

    public Task OnGreeksAsync(OptionGreeks greeks)
    {
        _runner?.Note(greeks);
        return Task.CompletedTask;
    }

    public Task OnQualityAsync(ConId conId, DataQuality quality)
    {
        _runner?.Note(conId, quality);
        return Task.CompletedTask;
    }

    public Task OnNewsAsync(StrategyNews news) => _runner is null
        ? Task.CompletedTask // The start asks for everything after the cursor.
        : TakeNewsAsync(news, isAnswer: false);

    public async Task OnStatusAsync(StrategyStatus status, string reason)
    {
        var wasSuspended = _status == StrategyStatus.Suspended;
        SetStatus(status, reason);
        if (wasSuspended && status != StrategyStatus.Suspended && _runner is not null)
        {
            _runner = null; // A fresh instance: the old one missed events and may be broken.
            await TryStartAsync();
        }
    }

    public Task<StrategyHostView> GetState()
    {
        var settings = Settings;
        return Task.FromResult(new StrategyHostView(
            Name,
            settings?.Type ?? "(not configured)",
            settings?.Account,
            _status,
            _runner is not null,
            settings?.Parameters ?? ImmutableDictionary<string, string>.Empty,
            _runner is null ? [] : [.. _runner.Instruments.Select(static instrument => instrument.Symbol)],
            _events,
            _actions,
            _failures,
            _lastError,
            _lastEventAt,
            _runner is null ? _stage : "live"));
    }

    void StrategyOutbox.IEvents.OnDenied(StrategyAction action, Denial denial)
    {
        LogDenied(Name, action, denial.Code, denial.Text);
        _runner?.Mirror.TakeBack(action);
    }

    void StrategyOutbox.IEvents.OnSubmitFailed(long sequence, Exception exception) => LogSubmitFailed(Name, sequence, exception);

    void StrategyOutbox.IEvents.OnStoreFailed(Exception exception) => LogStoreFailed(Name, exception);

    /// <summary>One market event: the next sequence is used only when there are actions.</summary>
    /// <param name="call">Static, as there are many.</param>
    private void Feed<T>(string callback, T piece, Func<StrategyRunner, T, DateTimeOffset, long, StrategyTurn> call)
    {
        if (_runner is not { } runner)
        {
            return;
        }

        var sequence = _next;
        var turn = Call(callback, (call, runner, piece, sequence), static (what, now) => what.call(what.runner, what.piece, now, what.sequence));
        if (!turn.Actions.IsEmpty)
        {
            _next++;
            Submit(sequence, turn.Actions, Checkpoint(runner));
        }
    }

    private StrategyTurn Call(string callback, Func<DateTimeOffset, StrategyTurn> call) => Call(callback, call, static (call, now) => call(now));

    private StrategyTurn Call<T>(string callback, T argument, Func<T, DateTimeOffset, StrategyTurn> call)
    {
        var began = _clock.GetTimestamp();
        var now = _clock.GetUtcNow();
        _watched.Enter(callback);
        var turn = call(argument, now);
        turn = _watched.Leave() ? TooLate(turn) : turn;
        if (!turn.Called)
        {
            return turn;
        }

        _events++;
        _lastEventAt = now;
        if (_clock.GetElapsedTime(began) is var took && took > SlowCallback)
        {
            LogSlow(Name, callback, took);
        }

        foreach (var text in turn.Logs)
        {
            LogFromStrategy(Name, text);
        }

        foreach (var text in turn.Notices)
        {
            Notify(NotificationLevel.Info, text);
        }

        Count(callback, turn.Error);
        SetAlarm();
        return turn;
    }

    private void Count(string callback, Exception? error)
    {
        if (error is null)
        {
            _failuresInARow.Remove(callback);
            return;
        }

        _failures++;
        _lastError = $"{callback}: {error.Message}";
        LogThrew(Name, callback, error);
        var inARow = _failuresInARow[callback] = _failuresInARow.GetValueOrDefault(callback) + 1;
        if (inARow >= FailuresToSuspend && _status != StrategyStatus.Suspended)
        {
            Suspend($"{callback} failed {inARow} times in a row: {error.Message}");
        }
    }

    private void Suspend(string reason)
    {
        SetStatus(StrategyStatus.Suspended, reason);
        _commands.Add(new SetStrategyStatus($"suspend/{Name}/{_next++}", "host", Name, StrategyStatus.Suspended, reason));
        Notify(NotificationLevel.Alarm, $"suspended: {reason}");
    }

    private void SetStatus(StrategyStatus status, string reason)
    {
        LogStatus(Name, _status, status, reason);
        _status = status;
        _runner?.Mirror.ForgetTargets();
    }

    private void Notify(NotificationLevel level, string text)
    {
        LogNotice(Name, text);
        _commands.Add(new NotifyOperator($"notice/{Name}/{_next++}", $"strategy {Name}", level, Name.Value, text));
    }

    /// <summary>Hands actions to the outbox. While the strategy may not act, only its cancels pass.</summary>
    private void Submit(long sequence, ImmutableArray<StrategyAction> actions, StrategyCheckpoint? checkpoint)
    {
        var allowed = MayAct ? actions : actions.RemoveAll(static action => action is not CancelAction);
        foreach (var dropped in actions.Except(allowed))
        {
            _runner?.Mirror.TakeBack(dropped);
        }

        if (allowed.IsEmpty)
        {
            return;
        }

        if (_outbox.IsFull)
        {
            LogOutboxFull(Name, sequence);
            Suspend("its actions come faster than the engine takes them");
            return;
        }

        _actions += allowed.Length;
        _outbox.Add(new PendingSubmission(sequence, allowed, checkpoint));
    }

    /// <summary>Everything up to the journal sequence was told: to be remembered once settled.</summary>
    private void Reach(StrategyRunner runner, long cursor)
    {
        _cursor = cursor;
        _outbox.Add(new PendingSubmission(0, [], Checkpoint(runner)));
    }

    private StrategyCheckpoint? Checkpoint(StrategyRunner runner)
    {
        try
        {
            return new StrategyCheckpoint(runner.Save(), _cursor, _start);
        }
        catch (Exception e)
        {
            Count("Save", e);
            return null;
        }
    }

    private async Task BeatAsync()
    {
        await WakeAsync();
        if (_runner is not { } runner)
        {
            return;
        }

        await RefreshInstrumentsAsync(runner);
        await RenewChainsAsync(runner);
        if (_runner != runner)
        {
            return;
        }

        if (_outbox.IsEmpty)
        {
            Reach(runner, _cursor);
        }

        var now = _clock.GetUtcNow();
        if (now - _askedAt >= AskAgainAfter)
        {
            _askedAt = now;
            await AskAgainAsync();
        }
    }

    /// <summary>News may have been lost with an engine activation.</summary>
    private async Task AskAgainAsync()
    {
        using var hold = _gate.Hold(); // An order placed after the question would be missing in the answer.
        try
        {
            await TakeNewsAsync(await Engine.CatchUpAsync(Name, _cursor), isAnswer: true);
        }
        catch (Exception e)
        {
            LogNotAsked(Name, e);
        }
    }

    private Task OnAlarmAsync()
    {
        _alarmAt = null; // It has gone off.
        while (_runner is { } runner && _status != StrategyStatus.Suspended && runner.TakeDueTimer(_clock.GetUtcNow()) is { } timer)
        {
            Feed("OnTimer", timer, static (runner, timer, now, sequence) => runner.OnTimer(timer, now, sequence));
        }

        SetAlarm();
        return Task.CompletedTask;
    }

    private void SetAlarm()
    {
        var at = _status != StrategyStatus.Suspended ? _runner?.NextTimer : null;
        if (at == _alarmAt)
        {
            return;
        }

        _alarmAt = at;
        var due = at is { } moment ? moment - _clock.GetUtcNow() : Timeout.InfiniteTimeSpan;
        _alarm?.Change(due == Timeout.InfiniteTimeSpan || due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Deactivate(string reason)
    {
        LogDeactivating(Name, reason);
        DeactivateOnIdle();
    }
}
