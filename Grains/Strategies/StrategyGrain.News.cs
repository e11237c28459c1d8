using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Strategies;

/// <summary>How a strategy goes live and hears of its orders and fills: each once, under an event sequence that survives a crash.</summary>
internal sealed partial class StrategyGrain
{
    private async Task TryStartAsync()
    {
        try
        {
            await StartAsync(Settings!);
            LogStarted(Name, Settings!.Type, _cursor);
        }
        catch (Exception e)
        {
            _runner = null;
            _lastError = e.Message;
            _stage = "waiting to start again";
            LogNotStarted(Name, e); // The beat tries again.
        }
    }

    /// <summary>Events that arrive meanwhile wait in front of the grain, so that nothing falls between warm-up and the first live bar.</summary>
    private async Task StartAsync(StrategySettings settings)
    {
        using var hold = _gate.Hold();
        var (strategy, plan) = _starter.Create(settings);
        _stage = "finding contracts";
        var setup = await _starter.ResolveAsync(settings, plan);
        await _starter.RegisterAsync(settings);
        setup = await AddOptionsAsync(setup);
        await _starter.SubscribeAsync(setup);
        var runner = new StrategyRunner(strategy, setup);
        await LeaveOldContractsAsync(runner);
        await WarmUpAsync(runner);
        runner.Restore(_state.Value.Restored());
        await _outbox.ReserveAsync(_next);
        var news = await Engine.CatchUpAsync(Name, _state.Value.Cursor);
        _cursor = _state.Value.Cursor;
        _failuresInARow.Clear();
        _lastError = null;
        Adopt(runner, news, isAnswer: true);
        await GoLiveAsync(runner, news);
    }

    /// <summary>Saved state and start, then the news it has missed, under event sequences that are durable before the first callback.</summary>
    /// <remarks>
    /// Nothing is awaited from OnStart on: going live happens whole or not at all. A start that was never settled is the same start when it is
    /// made again, after a failure or a crash: it has its old sequence, so that it cannot order twice. News go in the order of their sequences.
    /// </remarks>
    private async Task GoLiveAsync(StrategyRunner runner, StrategyNews news)
    {
        var start = await BeginStartAsync(news);
        _runner = runner;
        var actions = Call("OnStart", now => runner.Start(now, start)).Actions;
        var items = news.Items.Where(item => item.Seq > _cursor).ToLookup(item => SpanOf(item).First < start);
        var repeated = Tell(runner, items[true]);
        Submit(start, actions.RemoveAll(action => action is SetTargetAction target && repeated.Contains(target.ConId)), checkpoint: null);
        Tell(runner, items[false]);
        Reach(runner, Math.Max(_cursor, news.Seq));
    }

    /// <returns>The start's event sequence: the one of the start that was never settled, else the next.</returns>
    private async Task<long> BeginStartAsync(StrategyNews news)
    {
        var start = _state.Value.Start ?? _next++;
        var toldUpTo = _state.Value.Spans is [.., var last] ? last.UpTo : _cursor;
        ImmutableArray<NewsSpan> more = news.Items.Any(item => item.Seq > toldUpTo) ? [new NewsSpan(toldUpTo, news.Seq, _next)] : [];
        _next = more is [var span] ? span.End : _next;
        await _state.ChangeAsync(state => state with { Start = start, Spans = state.Spans.AddRange(more), Reserved = Math.Max(state.Reserved, _next) });
        _start = start;
        return start;
    }

    private async Task TakeNewsAsync(StrategyNews news, bool isAnswer)
    {
        using var hold = _gate.Hold();
        if (!isAnswer && !(news.AfterSeq <= _cursor))
        {
            (news, isAnswer) = (await Engine.CatchUpAsync(Name, _cursor), true);
        }

        if (news.Seq < _cursor || (news.Seq == _cursor && !isAnswer) || _runner is not { } runner)
        {
            return;
        }

        var items = news.Items.Where(item => item.Seq > _cursor).ToArray();
        if (items.Length > 0)
        {
            await ReserveSpanAsync(_cursor, news.Seq);
        }

        Adopt(runner, news, isAnswer);
        Tell(runner, items);
        Reach(runner, news.Seq);
    }

    /// <summary>Before the strategy hears of news, their event sequences are durable: told again after a crash, it cannot order twice.</summary>
    private async Task ReserveSpanAsync(long after, long upTo)
    {
        var span = new NewsSpan(after, upTo, _next);
        _next = span.End;
        await _state.ChangeAsync(state => state with { Spans = state.Spans.Add(span), Reserved = Math.Max(state.Reserved, span.End) });
    }

    /// <returns>The contracts whose target the strategy set meanwhile.</returns>
    private HashSet<ConId> Tell(StrategyRunner runner, IEnumerable<StrategyNewsItem> items)
    {
        var targets = new HashSet<ConId>();
        foreach (var item in items)
        {
            var sequence = SpanOf(item).SequenceOf(item);
            var turn = item switch
            {
                { Fill: { } fill } => Call("OnFill", now => runner.OnFill(fill, now, sequence)),
                { Order: { } order } => Call("OnOrder", now => runner.OnOrder(order, now, sequence)),
                _ => StrategyTurn.Nothing,
            };
            targets.UnionWith(turn.Actions.OfType<SetTargetAction>().Select(static target => target.ConId));
            Submit(sequence, turn.Actions, checkpoint: null);
        }

        return targets;
    }

    private NewsSpan SpanOf(StrategyNewsItem item) => _state.Value.Spans.First(span => span.After < item.Seq && item.Seq <= span.UpTo);

    private void Adopt(StrategyRunner runner, StrategyNews news, bool isAnswer)
    {
        runner.Capital = news.Capital;
        runner.Mirror.Adopt(news.Positions, news.WorkingOrders, news.Items.Where(static item => item.Order is not null).Select(static item => item.Order!.Id), isAnswer);
        if (news.Status != _status)
        {
            SetStatus(news.Status, "the engine's word");
        }
    }

    private async Task LeaveOldContractsAsync(StrategyRunner runner)
    {
        var contracts = runner.Instruments.Select(static instrument => instrument.ConId).ToImmutableArray();
        var old = _state.Value.Contracts;
        if (!old.SequenceEqual(contracts))
        {
            await _starter.UnsubscribeAsync(Name, old.Except(contracts));
            await _state.ChangeAsync(state => state with { Contracts = contracts });
        }
    }
}
