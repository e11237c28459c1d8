namespace OrleansTrader.IbBridge.Pacing;

/// <summary>A token bucket: <paramref name="rate"/> tokens a second, at most <paramref name="burst"/> saved. Not safe for several threads.</summary>
/// <remarks>
/// Within any span of T seconds at most burst + rate × T messages leave, borrowed ones apart; what is borrowed is paid back before the next grant. A token that is
/// held for a message still to be written takes its place in the burst: whoever writes late finds no more saved than whoever writes at once.
/// </remarks>
internal sealed class TokenBucket(double rate, double burst, TimeProvider clock)
{
    /// <summary>Nothing decided that long ago is ever written: what is held longer was forgotten.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(6);

    private readonly Queue<long> _held = [];
    private readonly double _burst = burst;
    private double _rate = rate;
    private double _tokens = burst;
    private long _at = clock.GetTimestamp();

    /// <summary>Tokens a second from now on.</summary>
    public double Rate
    {
        get => _rate;
        set
        {
            Refill();
            _rate = value;
        }
    }

    /// <summary>Throws away what is saved beyond so many tokens.</summary>
    public void Keep(double most)
    {
        Refill();
        _tokens = Math.Min(_tokens, most);
    }

    /// <summary>Takes tokens for messages that leave now, when they are there and <paramref name="reserve"/> tokens stay for others: all or none.</summary>
    public bool TryTake(double reserve = 0, int count = 1)
    {
        Refill();
        if (_tokens < count + reserve)
        {
            return false;
        }

        _tokens -= count;
        return true;
    }

    /// <summary>Takes tokens for messages that leave later: <see cref="Spend"/> or <see cref="Return"/> ends the hold of one.</summary>
    public bool TryHold(double reserve = 0, int count = 1)
    {
        if (!TryTake(reserve, count))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            _held.Enqueue(_at);
        }

        return true;
    }

    /// <summary>A message leaves with the token held longest; without one it borrows.</summary>
    public void Spend()
    {
        Refill();
        if (!_held.TryDequeue(out _))
        {
            _tokens--;
        }
    }

    /// <summary>The message of the token held longest will not be written.</summary>
    public void Return()
    {
        Refill();
        if (_held.TryDequeue(out _))
        {
            _tokens++;
        }
    }

    /// <summary>Nothing will be written with any token held so far.</summary>
    public void ReturnAll()
    {
        Refill();
        _tokens += _held.Count;
        _held.Clear();
    }

    /// <summary>Takes one token whether there is one or not.</summary>
    public void Borrow()
    {
        Refill();
        _tokens--;
    }

    /// <summary>How long until so many tokens can be taken with this reserve, held ones apart; zero when they can.</summary>
    public TimeSpan UntilNext(double reserve = 0, int count = 1)
    {
        Refill();
        var missing = count + reserve - _tokens;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / _rate);
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_at, now);
        _at = now;
        while (_held.TryPeek(out var since) && clock.GetElapsedTime(since, now) > LongestHold)
        {
            _held.Dequeue();
        }

        _tokens = Math.Min(_burst - _held.Count, _tokens + (elapsed.TotalSeconds * _rate));
    }
}
