namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>The newest ticks of one data line with the moment their bytes were written, to find the tick that an order answers.</summary>
internal sealed class TickTrace
{
    private const int Length = 256;

    private readonly decimal[] _prices = new decimal[Length];
    private readonly long[] _writtenAt = new long[Length];
    private long _recorded;
    private long _stamped;

    public void Record(decimal price)
    {
        _prices[_recorded % Length] = price;
        _recorded++;
    }

    /// <summary>All ticks recorded since the last call were written now.</summary>
    public void Stamp(long timestamp)
    {
        for (var i = Math.Max(_stamped, _recorded - Length); i < _recorded; i++)
        {
            _writtenAt[i % Length] = timestamp;
        }

        _stamped = _recorded;
    }

    /// <summary>When the newest tick with that price was written before <paramref name="before"/>; without a price, the newest of all.</summary>
    public (long WrittenAt, bool SamePrice)? Find(decimal? price, long before)
    {
        (long, bool)? newest = null;
        for (var i = _stamped - 1; i >= Math.Max(0, _stamped - Length); i--)
        {
            var at = _writtenAt[i % Length];
            if (at > before)
            {
                continue;
            }

            newest ??= (at, false);
            if (price is null || _prices[i % Length] == price)
            {
                return (at, price is not null);
            }
        }

        return newest;
    }
}

/// <summary>From the write of a tick's bytes to the read of the order that answers it.</summary>
/// <param name="SamePrice">The tick was found by the order's limit; else it is the contract's newest tick before the order.</param>
public sealed record LatencySample(int ConId, int ClientId, int OrderId, double Microseconds, bool SamePrice);
