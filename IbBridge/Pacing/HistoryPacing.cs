using OrleansTrader.Domain.Values;

namespace OrleansTrader.IbBridge.Pacing;

/// <summary>One history request as IB's rules see it.</summary>
/// <param name="ConId">The contract.</param>
/// <param name="What">IB's word for what the bars are made of; BID_ASK counts twice.</param>
/// <param name="BarSize">IB's word for the bar's size.</param>
/// <param name="Duration">IB's word for the span.</param>
/// <param name="End">Where the span ends; empty is now.</param>
/// <param name="HasSmallBars">Bars of 30 seconds or less: IB counts these.</param>
internal readonly record struct HistoryAsk(ConId ConId, string What, string BarSize, string Duration, string End, bool HasSmallBars);

/// <summary>
/// IB's rules for histories: so many open at once; for bars of 30 seconds or less also no identical request within 15 s, at most five for a contract within 2 s,
/// and at most 60 within ten minutes. Who must wait leaves the others alone; nobody is refused.
/// </summary>
internal sealed class HistoryPacing(PacingGate gate, int open, TimeProvider clock) : IDisposable
{
    private const int SameContract = 5;

    private static readonly TimeSpan SameContractSpan = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdenticalSpan = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _open = new(open, open);
    private readonly RequestWindow _all = new(RequestWindow.SmallBars.Requests, RequestWindow.SmallBars.Span, clock);
    private readonly Dictionary<(ConId ConId, string What), RequestWindow> _contracts = [];
    private readonly Dictionary<HistoryAsk, RequestWindow> _identical = [];

    /// <summary>Waits until the request may leave, its message slot included; send at once after it. Every call must be followed by <see cref="Leave"/>.</summary>
    /// <returns>The moment at which it counts as sent.</returns>
    /// <remarks>The rules are asked last, at the moment of sending: what waits for a slot has not started.</remarks>
    public async Task<DateTimeOffset> EnterAsync(HistoryAsk ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _open.WaitAsync(cancellationToken);
            var (wait, at) = Rules(ask, take: false);
            if (wait == TimeSpan.Zero)
            {
                await gate.AcquireAsync(PacingLane.History, cancellationToken);
                (wait, at) = Rules(ask, take: true);
            }

            if (wait == TimeSpan.Zero)
            {
                return at;
            }

            _open.Release();
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, cancellationToken);
        }
    }

    /// <summary>The answer is there, or will not come.</summary>
    public void Leave() => _open.Release();

    public void Dispose() => _open.Dispose();

    /// <summary>How long the rules make the request wait; when they do not and <paramref name="take"/> is set, it is noted as sent.</summary>
    private (TimeSpan Wait, DateTimeOffset At) Rules(HistoryAsk ask, bool take)
    {
        if (!ask.HasSmallBars)
        {
            return (TimeSpan.Zero, clock.GetUtcNow());
        }

        lock (_gate)
        {
            var weight = ask.What == "BID_ASK" ? 2 : 1;
            var contract = Rule(_contracts, (ask.ConId, ask.What), SameContract, SameContractSpan);
            var identical = Rule(_identical, ask, 1, IdenticalSpan);
            var wait = new[] { _all.UntilNext(weight), contract.UntilNext(), identical.UntilNext() }.Max();
            if (wait == TimeSpan.Zero && take)
            {
                RequestWindow[] taken = weight == 2 ? [_all, _all, contract, identical] : [_all, contract, identical];
                Array.ForEach(taken, static window => window.TryTake());
            }

            return (wait, clock.GetUtcNow());
        }
    }

    /// <summary>The rule of one key; those that remember nothing any more are dropped on the way.</summary>
    private RequestWindow Rule<TKey>(Dictionary<TKey, RequestWindow> rules, TKey key, int limit, TimeSpan span)
        where TKey : notnull
    {
        if (rules.TryGetValue(key, out var rule))
        {
            return rule;
        }

        foreach (var (old, idle) in rules)
        {
            if (idle.IsIdle())
            {
                rules.Remove(old);
            }
        }

        rule = new RequestWindow(limit, span, clock);
        rules.Add(key, rule);
        return rule;
    }
}
