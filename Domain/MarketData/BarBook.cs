using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.MarketData;

/// <summary>All bars by time of one contract, built from its one line of five-second bars, with the newest finished ones kept and the gaps of the line on record.</summary>
/// <remarks>Bars of an hour and more are built from our own minutes, weeks and months from our own days, so that no bar needs more than a day's worth of parts in memory.</remarks>
public sealed class BarBook(TimeSpan grace, int capacity)
{
    /// <summary>So many gaps are filled as one.</summary>
    private const int MostGaps = 50;

    private readonly SortedDictionary<BarSize, BarBuilder> _builders = new(Comparer<BarSize>.Create(static (a, b) => a.Value.CompareTo(b.Value)));
    private readonly Dictionary<BarSize, BarWindow> _windows = [];
    private readonly List<Gap> _gaps = [];
    private SessionCalendar _calendar = SessionCalendar.AlwaysOpen;
    private (DateTimeOffset End, DateTimeOffset ReceivedAt)? _newest;

    /// <summary>The newest 5-second bar; null before the first.</summary>
    public Bar? Last { get; private set; }

    /// <summary>Spans without data in session that are not back-filled yet, ascending.</summary>
    public IReadOnlyList<Gap> Gaps => _gaps;

    public SessionCalendar Calendar
    {
        get => _calendar;
        set
        {
            _calendar = value;
            foreach (var builder in _builders.Values)
            {
                builder.Calendar = value;
            }
        }
    }

    /// <summary>The sizes built, those that others are built from included.</summary>
    public IReadOnlyCollection<BarSize> Sizes => _builders.Keys;

    /// <summary>The sizes that somebody wants.</summary>
    public IReadOnlyCollection<BarSize> Wanted => _windows.Keys;

    /// <summary>A 5-second bar on a 5-second boundary.</summary>
    public static bool IsPart(Bar bar) => bar?.Size == BarSize.FiveSeconds && bar.Start.UtcTicks % BarSize.FiveSeconds.Value.Ticks == 0;

    /// <summary>Builds exactly these sizes from now on; sizes that do not go by time are left to others. One added while data flows has its beginning back-filled.</summary>
    public void Want(IEnumerable<BarSize> sizes)
    {
        var wanted = sizes.Where(static size => size.IsByTime).ToHashSet();
        foreach (var gone in _windows.Keys.Where(size => !wanted.Contains(size)).ToArray())
        {
            _windows.Remove(gone); // Without a builder it would have a gap later.
        }

        var built = wanted.Concat(wanted.Select(SourceOf).OfType<BarSize>()).ToList();
        built.AddRange(built.Select(SourceOf).OfType<BarSize>().ToArray());
        foreach (var gone in _builders.Keys.Except(built).ToArray())
        {
            _builders.Remove(gone);
        }

        foreach (var size in built.Where(size => !_builders.ContainsKey(size)).Distinct())
        {
            _builders.Add(size, new BarBuilder(size, grace, Calendar));
            if (_newest is { } newest)
            {
                Record(new TimeRange(Calendar.TradedIn(size, newest.End.AddTicks(-1)).From, newest.End), newest.ReceivedAt);
            }
        }

        foreach (var size in wanted)
        {
            _windows.TryAdd(size, new BarWindow(capacity));
        }
    }

    /// <summary>Takes one finished 5-second bar; returns what it finishes or amends. What is missing before it goes on record as a gap.</summary>
    public ImmutableArray<BuiltBar> Add(Bar part, DateTimeOffset receivedAt)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (_newest is not { } newest)
        {
            var begun = _builders.Keys.Select(size => Calendar.TradedIn(size, part.Start).From).DefaultIfEmpty(part.Start).Min();
            Record(new TimeRange(begun, part.Start), receivedAt);
        }
        else if (part.Start >= newest.End)
        {
            Record(new TimeRange(newest.End, part.Start), receivedAt);
        }
        else
        {
            Close(new TimeRange(part.Start, part.End));
        }

        if (Last is null || part.Start >= Last.Start)
        {
            Last = part;
        }

        if (_newest is null || part.End >= _newest.Value.End)
        {
            _newest = (part.End, receivedAt);
        }

        return Build(receivedAt, size => SourceOf(size) is null ? [part] : []);
    }

    /// <summary>Takes the broker's history of (a part of) a gap: these are all the bars it has there.</summary>
    public ImmutableArray<BuiltBar> Fill(Backfill backfill, IReadOnlyCollection<Bar> bars, DateTimeOffset now)
    {
        Close(backfill.Range);
        return Build(now, size => IsPartOf(backfill.Size, size) ? bars : [], settled: backfill.Range);
    }

    /// <summary>Closes what time has closed. Time goes on from the newest bar, so that a clock that differs from the market's closes nothing early.</summary>
    /// <remarks>A session that ended without its last bars leaves a gap.</remarks>
    public ImmutableArray<BuiltBar> Flush(DateTimeOffset now)
    {
        if (_newest is not { } newest)
        {
            return [];
        }

        var marketNow = newest.End + (now - newest.ReceivedAt);
        if (Calendar.SessionAt(newest.End.AddTicks(-1)) is { } session && newest.End < session.Close && marketNow >= session.Close + grace)
        {
            Record(new TimeRange(newest.End, session.Close), now);
            _newest = (session.Close, now - (marketNow - session.Close));
        }

        return Build(now, static _ => [], flushTo: marketNow);
    }

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

    /// <summary>What bars of this size are built from; null: from the five-second bars.</summary>
    private static BarSize? SourceOf(BarSize size) => size switch
    {
        { Unit: BarUnit.Week or BarUnit.Month } => BarSize.OneDay,
        { Value: var span } when span >= TimeSpan.FromHours(1) && span.Ticks % TimeSpan.TicksPerMinute == 0 => BarSize.OneMinute,
        _ => null,
    };

    /// <summary>Bars of history of the one size may be given to the builder of the other: they are no finer than what it is built from, and fit into its spans.</summary>
    private static bool IsPartOf(BarSize part, BarSize size) =>
        part.Value <= size.Value
        && (SourceOf(size) is not { } source || source.Value <= part.Value)
        && (size.Unit != BarUnit.Time || size.Value.Ticks % part.Value.Ticks == 0);

    /// <summary>Gives every builder its parts, finer ones first, and keeps what they finish.</summary>
    private ImmutableArray<BuiltBar> Build(
        DateTimeOffset now, Func<BarSize, IReadOnlyCollection<Bar>> direct, TimeRange? settled = null, DateTimeOffset? flushTo = null)
    {
        var held = _gaps.Find(gap => gap.Holds(now))?.Range.From;
        var finished = new Dictionary<BarSize, ImmutableArray<BuiltBar>>();
        foreach (var (size, builder) in _builders)
        {
            builder.HeldFrom = held;
            var parts = SourceOf(size) is { } source ? [.. direct(size), .. finished[source].Select(static one => one.Bar)] : direct(size);
            var built = parts.Count > 0 || settled is not null ? builder.Add(parts, settled) : [];
            finished[size] = flushTo is { } time ? [.. built, .. builder.Flush(time)] : built;
        }

        return Keep(finished);
    }

    private ImmutableArray<BuiltBar> Keep(Dictionary<BarSize, ImmutableArray<BuiltBar>> finished)
    {
        var wanted = ImmutableArray.CreateBuilder<BuiltBar>();
        foreach (var (size, window) in _windows)
        {
            foreach (var built in finished[size])
            {
                window.Put(built.Bar);
                wanted.Add(built);
            }
        }

        return wanted.DrainToImmutable();
    }

    /// <summary>Notes what of a range is open, missing and not on record yet.</summary>
    private void Record(TimeRange range, DateTimeOffset seenAt)
    {
        IEnumerable<TimeRange> missing = Calendar.OpenIn(range);
        foreach (var gap in _gaps)
        {
            missing = [.. missing.SelectMany(part => part.Without(gap.Range))];
        }

        foreach (var part in missing)
        {
            _gaps.Add(new Gap(part, seenAt));
        }

        if (_gaps.Count > MostGaps)
        {
            var whole = new Gap(new TimeRange(_gaps.Min(static gap => gap.Range.From), _gaps.Max(static gap => gap.Range.To)), seenAt);
            _gaps.Clear();
            _gaps.Add(whole);
        }

        _gaps.Sort(static (a, b) => a.Range.From.CompareTo(b.Range.From));
    }

    private void Close(TimeRange range)
    {
        if (_gaps.Count > 0)
        {
            var rest = _gaps.SelectMany(gap => gap.Range.Without(range).Select(part => gap with { Range = part })).ToArray();
            _gaps.Clear();
            _gaps.AddRange(rest);
        }
    }
}
