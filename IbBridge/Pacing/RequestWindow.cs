namespace OrleansTrader.IbBridge.Pacing;

/// <summary>One of IB's pacing rules: at most so many requests of a kind within any span of this length. Safe for several threads.</summary>
internal sealed class RequestWindow(int requests, TimeSpan span, TimeProvider clock)
{
    /// <summary>New lines of five-second bars.</summary>
    public static (int Requests, TimeSpan Span) RealTimeBars { get; } = (60, TimeSpan.FromMinutes(10));

    /// <summary>Histories of trades and of bars of 30 seconds and less; those of a minute and more have no such rule.</summary>
    public static (int Requests, TimeSpan Span) SmallBars { get; } = (60, TimeSpan.FromMinutes(10));

    /// <summary>New tick-by-tick lines of one contract.</summary>
    public static (int Requests, TimeSpan Span) TickByTick { get; } = (1, TimeSpan.FromSeconds(15));

    /// <summary>Searches for symbols.</summary>
    public static (int Requests, TimeSpan Span) Searches { get; } = (1, TimeSpan.FromSeconds(1));

    private readonly Lock _gate = new();
    private readonly Queue<long> _granted = [];

    /// <summary>Takes one request now when the rule allows it.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            Forget();
            if (_granted.Count >= requests)
            {
                return false;
            }

            _granted.Enqueue(clock.GetTimestamp());
            return true;
        }
    }

    /// <summary>How long until so many requests are allowed; zero when they are.</summary>
    public TimeSpan UntilNext(int count = 1)
    {
        lock (_gate)
        {
            Forget();
            var tooMany = _granted.Count + count - requests;
            return tooMany <= 0 ? TimeSpan.Zero : span - clock.GetElapsedTime(_granted.ElementAt(tooMany - 1));
        }
    }

    /// <summary>True when nothing within the span is remembered.</summary>
    public bool IsIdle()
    {
        lock (_gate)
        {
            Forget();
            return _granted.Count == 0;
        }
    }

    /// <summary>Waits for its turn; first come, first served is not promised.</summary>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            await Task.Delay(UntilNext() + TimeSpan.FromMilliseconds(1), clock, cancellationToken);
        }
    }

    private void Forget()
    {
        while (_granted.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= span)
        {
            _granted.Dequeue();
        }
    }
}
