namespace OrleansTrader.Domain.Simulation;

/// <summary>A standard Brownian motion on a grid of minutes, split into 5-second steps, as a pure function of a seed.</summary>
/// <remarks>
/// Built top down as a Brownian bridge, so that any point of a century can be asked in any order: history and the live path are one path.
/// One unit of time is one minute. Not thread-safe (it remembers the part last asked); make one per reader.
/// </remarks>
internal sealed class BrownianPath(ulong seed)
{
    /// <summary>5-second steps in a minute.</summary>
    public const int StepsPerMinute = 12;

    private const int Levels = 26;
    private const int BlockLevels = 10;
    private const int BlockLength = 1 << BlockLevels;

    private readonly double[] _block = new double[BlockLength + 1];
    private readonly double[] _minute = new double[StepsPerMinute + 1];
    private long _blockIndex = -1;
    private long _minuteIndex = -1;

    /// <summary>Value at the start of 5-second step <paramref name="step"/>, counted from the grid's origin.</summary>
    public double At(long step)
    {
        var minute = Math.DivRem(step, StepsPerMinute, out var offset);
        if (minute != _minuteIndex)
        {
            FillMinute(minute);
        }

        return _minute[offset];
    }

    private void FillMinute(long minute)
    {
        var start = Minute(minute);
        var end = Minute(minute + 1);
        var walk = 0.0;
        _minute[0] = 0;
        for (var i = 1; i <= StepsPerMinute; i++)
        {
            walk += Noise.Normal(seed ^ 0x5EC0, (ulong)(minute * StepsPerMinute + i)) * 0.28867513459481287;
            _minute[i] = walk;
        }

        var correction = end - start - walk;
        for (var i = 0; i <= StepsPerMinute; i++)
        {
            _minute[i] += start + correction * i / StepsPerMinute;
        }

        _minuteIndex = minute;
    }

    private double Minute(long minute)
    {
        var index = minute >> BlockLevels;
        if (index != _blockIndex)
        {
            FillBlock(index);
        }

        return _block[minute & (BlockLength - 1)];
    }

    private void FillBlock(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, 1L << (Levels - BlockLevels));
        var (start, end, low, high) = (0.0, Noise.Normal(seed, ulong.MaxValue) * Math.Sqrt(1L << Levels), 0L, 1L << Levels);
        var first = index << BlockLevels;
        while (high - low > BlockLength)
        {
            var middle = (low + high) / 2;
            var value = Bridge(low, high, start, end);
            (start, end, low, high) = first < middle ? (start, value, low, middle) : (value, end, middle, high);
        }

        _block[0] = start;
        _block[BlockLength] = end;
        for (var span = BlockLength; span > 1; span /= 2)
        {
            for (var i = 0; i < BlockLength; i += span)
            {
                _block[i + span / 2] = Bridge(first + i, first + i + span, _block[i], _block[i + span]);
            }
        }

        _blockIndex = index;
    }

    private double Bridge(long low, long high, double start, double end) =>
        (start + end) / 2 + Noise.Normal(seed, (ulong)(low + high)) * Math.Sqrt(high - low) / 2;
}
