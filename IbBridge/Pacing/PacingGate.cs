namespace OrleansTrader.IbBridge.Pacing;

/// <summary>Who goes first when messages must wait; lower goes first.</summary>
internal enum PacingLane
{
    /// <summary>Cancels and signs of life.</summary>
    Cancel = 0,

    /// <summary>Pulled: what gets a slot is decided, committed and sent after it (design R9).</summary>
    Order = 1,
    Synchronization = 2,
    Data = 3,
    History = 4,
}

/// <summary>The one message budget of a connection (IB's pacing rule), shared by lanes in fixed order of importance.</summary>
/// <remarks>
/// Half of the burst is kept from synchronization, data and history, a fifth from orders: a cancel finds a token whatever the others do,
/// and even a storm of cancels stays within the rate, for going beyond it means a forced disconnect.
/// </remarks>
internal sealed class PacingGate : IDisposable
{
    /// <summary>Messages a second below which complaints do not push us: cancels must get through.</summary>
    private const double LeastRate = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Forgiven = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TokenBucket _bucket;
    private readonly LinkedList<Waiter>[] _lanes = [.. Enum.GetValues<PacingLane>().Select(static _ => new LinkedList<Waiter>())];
    private readonly ITimer _timer;
    private readonly double _burst;
    private readonly TimeProvider _clock;
    private readonly double _rate;
    private bool _paused;
    private long _complainedAt;
    private int _waiting;

    public PacingGate(double rate, double burst, TimeProvider clock)
    {
        _rate = rate;
        _burst = burst;
        _clock = clock;
        _bucket = new TokenBucket(rate, burst, clock);
        _timer = clock.CreateTimer(static gate => ((PacingGate)gate!).Grant(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Waiting => Volatile.Read(ref _waiting);

    public int WaitingIn(PacingLane lane)
    {
        lock (_gate)
        {
            return _lanes[(int)lane].Count;
        }
    }

    /// <summary>The most messages that this lane can take at once.</summary>
    public int LargestBatch(PacingLane lane) => (int)(_burst - Reserve(lane));

    /// <summary>Takes messages from the budget, all at once; without waiting or allocating when they are there and nobody waits before us. Those of the order lane are held until spent or returned.</summary>
    /// <returns>False when the lane was emptied while waiting.</returns>
    public ValueTask<bool> AcquireAsync(PacingLane lane, CancellationToken cancellationToken, int messages = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(messages, LargestBatch(lane)); // They would wait for ever.
        Waiter waiter;
        lock (_gate)
        {
            if (!SomeoneBefore(lane) && TryTake(lane, messages))
            {
                return ValueTask.FromResult(true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            waiter = new Waiter(messages);
            waiter.Node = _lanes[(int)lane].AddLast(waiter);
            _waiting++;
            Arm();
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Counts a message that left without asking: a login, the question for the next order id.</summary>
    public void Borrow()
    {
        lock (_gate)
        {
            _bucket.Borrow();
        }
    }

    /// <summary>A message of the order lane leaves now.</summary>
    public void Spend()
    {
        lock (_gate)
        {
            _bucket.Spend();
        }
    }

    /// <summary>So many messages of the order lane will not be written.</summary>
    public void Return(int count)
    {
        lock (_gate)
        {
            for (; count > 0; count--)
            {
                _bucket.Return();
            }

            Grant();
        }
    }

    /// <summary>Nothing granted to the order lane so far will be written.</summary>
    public void ReturnAll()
    {
        lock (_gate)
        {
            _bucket.ReturnAll();
            Grant();
        }
    }

    /// <summary>The gateway complained about the rate: nothing but cancels for a second, then half as much as before. A complaint within the pause is the same one.</summary>
    /// <remarks>After every minute without a complaint twice as much again, up to what is configured. What had been saved for a burst is gone, but for the part that cancels need.</remarks>
    public void SlowDown()
    {
        lock (_gate)
        {
            var isSame = _paused && _clock.GetElapsedTime(_complainedAt) < Pause;
            _complainedAt = _clock.GetTimestamp();
            _paused = true;
            if (!isSame)
            {
                _bucket.Rate = Math.Max(_bucket.Rate / 2, Math.Min(_rate, LeastRate));
                _bucket.Keep(Math.Floor(_burst / 5));
            }
        }
    }

    /// <summary>Sends everyone in the lane away with false.</summary>
    public void Empty(PacingLane lane)
    {
        lock (_gate)
        {
            while (_lanes[(int)lane].First is { } first)
            {
                Leave(first.Value, granted: false);
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        foreach (var lane in Enum.GetValues<PacingLane>())
        {
            Empty(lane);
        }
    }

    private async ValueTask<bool> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(_ => Abandon(waiter), null);
        var granted = await waiter.Task;
        if (!granted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return granted;
    }

    private void Abandon(Waiter waiter)
    {
        lock (_gate)
        {
            Leave(waiter, granted: false);
        }
    }

    private void Grant()
    {
        lock (_gate)
        {
            for (var lane = PacingLane.Cancel; lane <= PacingLane.History; lane++)
            {
                while (_lanes[(int)lane].First is { } first)
                {
                    if (!TryTake(lane, first.Value.Messages))
                    {
                        Arm();
                        return;
                    }

                    Leave(first.Value, granted: true);
                }
            }
        }
    }

    private void Leave(Waiter waiter, bool granted)
    {
        if (waiter.Node?.List is { } lane)
        {
            lane.Remove(waiter.Node);
            _waiting--;
            waiter.TrySetResult(granted);
        }
    }

    /// <summary>Tokens that this lane must leave for the lanes before it; a burst of one keeps none.</summary>
    private double Reserve(PacingLane lane) => lane switch
    {
        PacingLane.Cancel => 0,
        PacingLane.Order => Math.Max(Math.Floor(_burst / 5), Math.Min(1, _burst - 1)), // Also what is held for slow commits leaves a cancel its place.
        _ => Math.Floor(_burst / 2),
    };

    private bool TryTake(PacingLane lane, int messages)
    {
        Forgive();
        return PauseLeft(lane) == TimeSpan.Zero
            && (lane == PacingLane.Order ? _bucket.TryHold(Reserve(lane), messages) : _bucket.TryTake(Reserve(lane), messages));
    }

    private TimeSpan PauseLeft(PacingLane lane)
    {
        var left = _paused && lane != PacingLane.Cancel ? Pause - _clock.GetElapsedTime(_complainedAt) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A minute has passed since the last complaint or the last step back up.</summary>
    private void Forgive()
    {
        while (_paused && _clock.GetElapsedTime(_complainedAt) >= Forgiven)
        {
            _bucket.Rate = Math.Min(_rate, _bucket.Rate * 2);
            _complainedAt += (long)(Forgiven.TotalSeconds * _clock.TimestampFrequency);
            _paused = _bucket.Rate < _rate;
        }
    }

    /// <summary>For the first waiter of the first lane. Timers fire up to a millisecond early: one more is cheaper than a second round.</summary>
    private void Arm()
    {
        var first = Array.FindIndex(_lanes, static lane => lane.Count > 0);
        if (first < 0)
        {
            return;
        }

        var lane = (PacingLane)first;
        var (token, pause) = (_bucket.UntilNext(Reserve(lane), _lanes[first].First!.Value.Messages), PauseLeft(lane));
        _timer.Change((token > pause ? token : pause) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private bool SomeoneBefore(PacingLane lane)
    {
        for (var before = 0; before <= (int)lane; before++)
        {
            if (_lanes[before].Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private sealed class Waiter(int messages) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Messages => messages;

        public LinkedListNode<Waiter>? Node { get; set; }
    }
}
