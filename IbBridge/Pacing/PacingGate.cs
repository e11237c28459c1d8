namespace OrleansTrader.IbBridge.Pacing;

/// <summary>Who goes first when messages must wait; lower goes first. Cancels are not here: they never wait.</summary>
internal enum PacingLane
{
    Order = 0,
    Synchronization = 1,
    Data = 2,
    History = 3,
}

/// <summary>The one message budget of a connection (IB's pacing rule), shared by lanes in fixed order of importance.</summary>
internal sealed class PacingGate : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TokenBucket _bucket;
    private readonly LinkedList<Waiter>[] _lanes = [new(), new(), new(), new()];
    private readonly ITimer _timer;
    private readonly double _rate;
    private int _waiting;

    public PacingGate(double rate, double burst, TimeProvider clock)
    {
        _rate = rate;
        _bucket = new TokenBucket(rate, burst, clock);
        _timer = clock.CreateTimer(static gate => ((PacingGate)gate!).Grant(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a message from the budget; at once, without allocating, when there is one and nobody waits before us.</summary>
    /// <returns>False when the lane was emptied while waiting.</returns>
    public ValueTask<bool> AcquireAsync(PacingLane lane, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (!SomeoneBefore(lane) && _bucket.TryTake())
            {
                return ValueTask.FromResult(true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            waiter = new Waiter();
            waiter.Node = _lanes[(int)lane].AddLast(waiter);
            _waiting++;
            Arm();
        }

        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Counts a message that must not wait: a cancel, a sign of life.</summary>
    public void Borrow()
    {
        lock (_gate)
        {
            _bucket.Borrow();
        }
    }

    /// <summary>Grants nothing for about this long: the gateway complained about the rate.</summary>
    public void Pause(TimeSpan pause)
    {
        lock (_gate)
        {
            for (var tokens = pause.TotalSeconds * _rate; tokens > 0; tokens--)
            {
                _bucket.Borrow();
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
            foreach (var lane in _lanes)
            {
                while (lane.First is { } first)
                {
                    if (!_bucket.TryTake())
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

    /// <summary>Timers fire up to a millisecond early: one more is cheaper than a second round.</summary>
    private void Arm() => _timer.Change(_bucket.UntilNext() + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

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

    private sealed class Waiter() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LinkedListNode<Waiter>? Node { get; set; }
    }
}
