using System.Collections.Immutable;

namespace OrleansTrader.Domain.MarketData;

/// <summary>The newest finished bars of one contract and size, oldest first, at most <c>capacity</c>.</summary>
public sealed class BarWindow(int capacity)
{
    private readonly List<Bar> _bars = [];

    public int Count => _bars.Count;

    public DateTimeOffset? LastEnd => _bars.Count == 0 ? null : _bars[^1].End;

    /// <returns>True when the bar is newer than all others; false when it replaced or filled an earlier one, or was too old.</returns>
    public bool Put(Bar bar)
    {
        var isNewest = _bars.Count == 0 || bar.Start > _bars[^1].Start;
        if (isNewest)
        {
            _bars.Add(bar);
        }
        else
        {
            Amend(bar);
        }

        if (_bars.Count > capacity * 2)
        {
            _bars.RemoveRange(0, _bars.Count - capacity); // Now and then, so that adding stays cheap.
        }

        return isNewest;
    }

    public ImmutableArray<Bar> Last(int count)
    {
        var taken = Math.Min(Math.Min(Math.Max(count, 0), capacity), _bars.Count);
        return ImmutableArray.CreateRange(_bars.GetRange(_bars.Count - taken, taken));
    }

    private void Amend(Bar bar)
    {
        var at = _bars.FindLastIndex(known => known.Start <= bar.Start);
        if (at >= 0 && _bars[at].Start == bar.Start)
        {
            _bars[at] = bar;
        }
        else if (at >= 0 || _bars.Count < capacity)
        {
            _bars.Insert(at + 1, bar);
        }
    }
}
