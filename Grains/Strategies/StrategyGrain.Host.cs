using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Strategies;

/// <summary>What a host does beside events: warm-up with progress, parameters at run time, callbacks that hang, hours that grow old.</summary>
internal sealed partial class StrategyGrain
{
    private const int BarsAtOnce = 1_000;
    private static readonly TimeSpan HoursAge = TimeSpan.FromHours(1);

    private DateTimeOffset _hoursAt;
    private DateTimeOffset _chainsAt;

    /// <summary>For the thread that notices a hanging callback: the grain's own state may be read on the grain's thread only.</summary>
    private IOrderEngineGrain? _engine;

    public async Task<CommandResult> SetParametersAsync(ImmutableDictionary<string, string?> changes, string by)
    {
        using var hold = _gate.Hold(); // The old instance learns nothing any more that the new one would not get.
        if (_state.Value is not { Settings: not null } state)
        {
            return new CommandResult(false, $"{Name} is not configured.");
        }

        var overrides = changes.Aggregate(state.Overrides, static (all, change) => Changed(all, change.Key, change.Value));
        var next = (state with { Overrides = overrides }).Effective()!;
        _starter.Create(next);
        if (next.IsSameAs(Settings))
        {
            return CommandResult.Ok($"{Name} has these parameters already.");
        }

        ImmutableArray<ParameterChange> journaled = [.. changes.Keys.Order(StringComparer.Ordinal).Select(name => new ParameterChange(name, Value(Settings, name), Value(next, name)))];
        var answer = await Engine.ExecuteAsync(new ChangeParameters($"parameters/{Name}/{_next++}", by, Name, journaled)); // Before it holds: who changed what must not be lost.
        if (!answer.Done)
        {
            return answer;
        }

        await KeepStateAsync();
        await _state.ChangeAsync(stored => stored with { Overrides = overrides });
        LogParameters(Name, by, answer.Text);
        _runner = null;
        await WakeAsync();
        return answer;
    }

    private static ImmutableDictionary<string, string> Changed(ImmutableDictionary<string, string> all, string name, string? value)
    {
        var others = all.RemoveRange(all.Keys.Where(key => key.Equals(name, StringComparison.OrdinalIgnoreCase)));
        return value is null ? others : others.Add(name, value);
    }

    private static string? Value(StrategySettings? settings, string name) =>
        settings?.Parameters.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The strategy's newest state, if nothing of it is on its way: the next instance begins with it.</summary>
    private async Task KeepStateAsync()
    {
        if (_runner is { } runner && _outbox.IsEmpty && Checkpoint(runner) is { } checkpoint)
        {
            await _state.ChangeAsync(stored => stored.Settled(checkpoint));
        }
    }

    /// <summary>The options of its chains, and those it holds or has orders in.</summary>
    private async Task<StrategySetup> AddOptionsAsync(StrategySetup setup)
    {
        _chainsAt = _clock.GetUtcNow();
        if (setup.Plan.Chains.IsEmpty)
        {
            return setup;
        }

        var news = await Engine.CatchUpAsync(Name, _state.Value.Cursor);
        return await _starter.AddOptionsAsync(setup, news.Positions.Where(static position => !position.Quantity.IsFlat).Select(static position => position.ConId).Concat(news.WorkingOrders.Select(static order => order.Intent.ConId)));
    }

    /// <summary>New expiries are listed and prices move on: once a day a strategy with chains begins anew with its state.</summary>
    private async Task RenewChainsAsync(StrategyRunner runner)
    {
        if (!runner.Setup.Plan.Chains.IsEmpty && _clock.GetUtcNow().UtcDateTime.Date != _chainsAt.UtcDateTime.Date && _outbox.IsEmpty)
        {
            using var hold = _gate.Hold();
            await KeepStateAsync();
            _runner = null;
            await WakeAsync();
        }
    }

    /// <summary>Gives way now and then, so that the progress can be seen; events of the market wait in front of the grain.</summary>
    private async Task WarmUpAsync(StrategyRunner runner)
    {
        (_engine, _stage) = (Engine, "asking for history");
        var bars = await _starter.HistoryAsync(runner.Setup);
        for (var i = 0; i < bars.Length; i++)
        {
            if (i % BarsAtOnce == 0)
            {
                _stage = $"warming up, {i} of {bars.Length} bars";
                await Task.Yield();
            }

            _watched.Enter("OnBar");
            var turn = runner.WarmUp(bars[i]);
            if ((_watched.Leave() ? TooLate(turn) : turn).Error is { } error)
            {
                throw new InvalidOperationException($"The strategy failed in warm-up: {error.Message}", error);
            }
        }

        _stage = "going live";
    }

    /// <summary>The callback came back after the deadline: what it wants is not done any more.</summary>
    private StrategyTurn TooLate(StrategyTurn turn)
    {
        SetStatus(StrategyStatus.Suspended, "a callback came back too late");
        foreach (var action in turn.Actions)
        {
            _runner?.Mirror.TakeBack(action);
        }

        return turn with { Actions = [], Error = turn.Error ?? new TimeoutException("it came back too late") };
    }

    /// <summary>On a thread of the pool, while the callback still holds the grain's: only the engine can be told.</summary>
    private void OnHung(string callback)
    {
        LogHung(Name, callback, _watched.Deadline);
        _ = TellHungAsync(_engine!, callback);
    }

    private async Task TellHungAsync(IOrderEngineGrain engine, string callback)
    {
        var reason = $"{callback} has not returned within {_watched.Deadline}";
        var key = Guid.NewGuid().ToString("N");
        OperatorCommand[] commands =
        [
            new SetStrategyStatus($"suspend/{key}", "host", Name, StrategyStatus.Suspended, reason),
            new NotifyOperator($"notice/{key}", "host", NotificationLevel.Alarm, Name.Value, $"suspended: {reason}"),
        ];
        for (var failures = 0; failures < 20;)
        {
            try
            {
                foreach (var command in commands)
                {
                    await engine.ExecuteAsync(command);
                }

                return;
            }
            catch (Exception e)
            {
                LogCommandFailed(Name, commands[0], e.Message);
                await Task.Delay(BackOff.Of(++failures), TimeProvider.System);
            }
        }
    }

    /// <summary>The exchange tells its hours for some days only.</summary>
    private async Task RefreshInstrumentsAsync(StrategyRunner runner)
    {
        var now = _clock.GetUtcNow();
        if (now - _hoursAt < HoursAge)
        {
            return;
        }

        _hoursAt = now;
        foreach (var name in runner.Setup.Instruments.Keys)
        {
            try
            {
                if (await _starter.RefreshAsync(name) is { } fresh)
                {
                    runner.Refresh(fresh);
                }
            }
            catch (Exception e)
            {
                LogNotRefreshed(Name, name, e);
            }
        }
    }
}
