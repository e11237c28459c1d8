using System.Collections.Concurrent;

namespace OrleansTrader.Grains.Strategies;

/// <summary>Notices callbacks of strategies that do not return in time. One per process: such a callback holds its own grain's thread, so somebody else must look.</summary>
/// <remarks>Real time, whatever clock the market follows. Entering and leaving a callback is two writes.</remarks>
internal sealed class CallbackWatch : IDisposable
{
    private readonly ConcurrentDictionary<Watched, bool> _watched = [];
    private readonly ITimer _timer;

    public CallbackWatch(StrategyHostOptions options)
    {
        Deadline = options.CallbackDeadline;
        var period = TimeSpan.FromMilliseconds(Math.Clamp(Deadline.TotalMilliseconds / 4, 10, 1_000));
        _timer = TimeProvider.System.CreateTimer(static watch => ((CallbackWatch)watch!).Look(), this, period, period);
    }

    public TimeSpan Deadline { get; }

    /// <param name="hung">Called once per overdue callback, with its name, on a thread of the pool.</param>
    public Watched Add(Action<string> hung)
    {
        var watched = new Watched(this, hung);
        _watched[watched] = true;
        return watched;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (var watched in _watched.Keys)
        {
            watched.Look();
        }
    }

    /// <summary>One host's callback in progress.</summary>
    internal sealed class Watched(CallbackWatch watch, Action<string> hung) : IDisposable
    {
        private readonly Lock _gate = new();
        private string? _callback;
        private long _began;
        private bool _isOverdue;

        public TimeSpan Deadline => watch.Deadline;

        public void Enter(string callback)
        {
            lock (_gate)
            {
                (_callback, _began, _isOverdue) = (callback, TimeProvider.System.GetTimestamp(), false);
            }
        }

        /// <returns>True when the callback came back too late: it was reported.</returns>
        public bool Leave()
        {
            lock (_gate)
            {
                _callback = null;
                return _isOverdue;
            }
        }

        public void Dispose() => watch._watched.TryRemove(this, out _);

        internal void Look()
        {
            string callback;
            lock (_gate)
            {
                if (_callback is null || _isOverdue || TimeProvider.System.GetElapsedTime(_began) < watch.Deadline)
                {
                    return;
                }

                (_isOverdue, callback) = (true, _callback);
            }

            hung(callback);
        }
    }
}
