namespace OrleansTrader.IbBridge.Pacing;

/// <summary>A token bucket: <paramref name="rate"/> tokens a second, at most <paramref name="burst"/> saved. Not safe for several threads.</summary>
/// <remarks>Within any span of T seconds it grants at most burst + rate × T tokens, borrowed ones apart; what is borrowed is paid back before the next grant.</remarks>
internal sealed class TokenBucket(double rate, double burst, TimeProvider clock)
{
    private readonly double _burst = burst;
    private double _tokens = burst;
    private long _at = clock.GetTimestamp();

    /// <summary>Takes one token when there is one and <paramref name="reserve"/> tokens stay for others.</summary>
    public bool TryTake(double reserve = 0)
    {
        Refill();
        if (_tokens < 1 + reserve)
        {
            return false;
        }

        _tokens--;
        return true;
    }

    /// <summary>Takes one token whether there is one or not.</summary>
    public void Borrow()
    {
        Refill();
        _tokens--;
    }

    /// <summary>How long until a token can be taken with this reserve; zero when one can.</summary>
    public TimeSpan UntilNext(double reserve = 0)
    {
        Refill();
        var missing = 1 + reserve - _tokens;
        return missing <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / rate);
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_at, now);
        _at = now;
        _tokens = Math.Min(_burst, _tokens + (elapsed.TotalSeconds * rate));
    }
}
