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
/// <remarks>Of those that may go, bars of a minute and more go first, which the rules spare; then the higher priority; then whoever came first.</remarks>
internal sealed class HistoryPacing : IDisposable
{
    private const int SameContract = 5;

    private static readonly TimeSpan SameContractSpan = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdenticalSpan = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly PacingGate _gate;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly RequestWindow _all;
    private readonly Dictionary<(ConId ConId, string What), RequestWindow> _contracts = [];
    private readonly Dictionary<HistoryAsk, RequestWindow> _identical = [];
    private readonly SortedSet<Waiter> _waiting = new(Waiter.ByTurn);
    private int _free;
    private long _came;
    private bool _isGranting;

    public HistoryPacing(PacingGate gate, int open, TimeProvider clock)
    {
        (_gate, _free, _clock) = (gate, open, clock);
        _all = new RequestWindow(RequestWindow.SmallBars.Requests, RequestWindow.SmallBars.Span, clock);
        _timer = clock.CreateTimer(static pacing => ((HistoryPacing)pacing!).Grant(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits until the request may leave, its message slot included; send at once after it. Every call must be followed by <see cref="Leave"/>.</summary>
    /// <param name="priority">The higher goes first.</param>
    /// <returns>The moment at which it counts as sent.</returns>
    /// <remarks>The rules are asked last, at the moment of sending: what waits for a slot has not started.</remarks>
    public async Task<DateTimeOffset> EnterAsync(HistoryAsk ask, int priority, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            waiter = new Waiter(ask, priority, ++_came);
            _waiting.Add(waiter);
        }

        await using var registration = cancellationToken.UnsafeRegister(static (state, token) =>
        {
            var (pacing, gone) = ((HistoryPacing, Waiter))state!;
            pacing.Abandon(gone, token);
        }, (this, waiter));
        Grant();
        return await waiter.Task;
    }

    /// <summary>The answer is there, or will not come.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _free++;
        }

        Grant();
    }

    public void Dispose() => _timer.Dispose();

    private void Abandon(Waiter waiter, CancellationToken token)
    {
        lock (_lock)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.TrySetCanceled(token);
            }
        }
    }

    private void Grant()
    {
        lock (_lock)
        {
            if (_isGranting || Next() is null)
            {
                return;
            }

            _isGranting = true;
        }

        _ = GrantAsync(); // Ends by itself when nobody may go, and cannot throw.
    }

    /// <summary>One after the other: a slot for the message first, then whoever is the next at that moment.</summary>
    private async Task GrantAsync()
    {
        while (true)
        {
            await _gate.AcquireAsync(PacingLane.History, CancellationToken.None);
            await Task.Yield(); // A clock may run what is due within whoever reads it: not in the middle of a look at those who wait.
            lock (_lock)
            {
                if (Next() is { } next)
                {
                    var now = _clock.GetUtcNow(); // Before the rules note the time, so that no request seems to have begun later than they know.
                    Take(next.Ask);
                    _free--;
                    _waiting.Remove(next);
                    next.TrySetResult(now);
                }

                if (Next() is null)
                {
                    _isGranting = false;
                    return;
                }
            }
        }
    }

    /// <summary>Who may go now; null when nobody may: then the timer is set for the first who will.</summary>
    private Waiter? Next()
    {
        if (_free == 0)
        {
            return null; // Leaving looks again.
        }

        TimeSpan? soonest = null;
        foreach (var waiter in _waiting)
        {
            var wait = waiter.Ask.HasSmallBars ? Rules(waiter.Ask).Max(rule => rule.UntilNext(rule == _all ? Weight(waiter.Ask) : 1)) : TimeSpan.Zero;
            if (wait == TimeSpan.Zero)
            {
                return waiter;
            }

            soonest = wait < soonest || soonest is null ? wait : soonest;
        }

        if (soonest is { } first)
        {
            _timer.Change(first + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }

        return null;
    }

    private void Take(HistoryAsk ask)
    {
        if (!ask.HasSmallBars)
        {
            return;
        }

        foreach (var rule in Rules(ask).Concat(Enumerable.Repeat(_all, Weight(ask) - 1)))
        {
            rule.TryTake();
        }
    }

    private static int Weight(HistoryAsk ask) => ask.What == "BID_ASK" ? 2 : 1;

    private RequestWindow[] Rules(HistoryAsk ask) => [_all, Rule(_contracts, (ask.ConId, ask.What), SameContract, SameContractSpan), Rule(_identical, ask, 1, IdenticalSpan)];

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

        rule = new RequestWindow(limit, span, _clock);
        rules.Add(key, rule);
        return rule;
    }

    private sealed class Waiter(HistoryAsk ask, int priority, long came) : TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public static Comparer<Waiter> ByTurn { get; } = Comparer<Waiter>.Create(static (one, other) => one.Turn.CompareTo(other.Turn));

        public HistoryAsk Ask => ask;

        private (bool HasSmallBars, int Priority, long Came) Turn => (ask.HasSmallBars, -priority, came);
    }
}
