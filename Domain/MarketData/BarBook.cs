using System.Collections.Immutable;

namespace OrleansTrader.Domain.MarketData;

/// <summary>All bar sizes of one contract, built from its one line of 5-second bars, with the newest finished ones kept.</summary>
public sealed class BarBook(TimeSpan grace, int capacity)
{
    private readonly Dictionary<BarSize, BarBuilder> _builders = [];
    private readonly Dictionary<BarSize, BarWindow> _windows = [];
    private (DateTimeOffset End, DateTimeOffset ReceivedAt)? _newest;

    /// <summary>The newest 5-second bar; null before the first.</summary>
    public Bar? Last { get; private set; }

    /// <summary>Builds exactly these sizes from now on.</summary>
    public void Want(IEnumerable<BarSize> sizes)
    {
        var wanted = sizes.ToHashSet();
        foreach (var gone in _builders.Keys.Where(size => !wanted.Contains(size)).ToArray())
        {
            _builders.Remove(gone);
            _windows.Remove(gone); // Without a builder it would have a gap later.
        }

        foreach (var size in wanted)
        {
            _builders.TryAdd(size, new BarBuilder(size, grace));
            _windows.TryAdd(size, new BarWindow(capacity));
        }
    }

    /// <summary>Takes one finished 5-second bar; returns what it finishes or amends.</summary>
    public ImmutableArray<BuiltBar> Add(Bar part, DateTimeOffset receivedAt)
    {
        if (Last is null || part.Start >= Last.Start)
        {
            Last = part;
            _newest = (part.End, receivedAt);
        }

        return Keep([.. _builders.Values.SelectMany(builder => builder.Add(part))]);
    }

    /// <summary>Closes what time has closed. Time goes on from the newest bar, so that a clock that differs from the market's closes nothing early.</summary>
    public ImmutableArray<BuiltBar> Flush(DateTimeOffset now) => _newest is { } newest
        ? Keep([.. _builders.Values.SelectMany(builder => builder.Flush(newest.End + (now - newest.ReceivedAt)))])
        : [];

    /// <summary>Adds finished bars from elsewhere; what was built here wins, unless it is incomplete.</summary>
    public void Seed(BarSize size, ImmutableArray<Bar> bars)
    {
        if (!_windows.TryGetValue(size, out var built))
        {
            return;
        }

        var merged = new BarWindow(capacity);
        foreach (var bar in bars.Concat(built.Last(capacity)).OrderBy(static bar => bar.Start).ThenByDescending(static bar => bar.Incomplete))
        {
            merged.Put(bar);
        }

        _windows[size] = merged;
    }

    /// <summary>The last finished bars, oldest first, if that many are here and the newest is fresh at <paramref name="now"/>; null otherwise.</summary>
    public ImmutableArray<Bar>? Recent(BarSize size, int count, DateTimeOffset now) =>
        _windows.TryGetValue(size, out var window)
        && window.Count >= count
        && window.LastEnd is { } end
        && now - end < size.Value + grace + grace
            ? window.Last(count)
            : null;

    private ImmutableArray<BuiltBar> Keep(ImmutableArray<BuiltBar> built)
    {
        foreach (var (bar, _) in built)
        {
            _windows[bar.Size].Put(bar);
        }

        return built;
    }
}
