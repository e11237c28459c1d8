using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.MarketData;

/// <summary>A bar that left the builder.</summary>
/// <param name="Amended">It came late: corrects a bar of the same span emitted before, or fills a span that was given up.</param>
public readonly record struct BuiltBar(Bar Bar, bool Amended);

/// <summary>Builds bars by time of one contract and size from finer ones: five-second bars as they come, bars of history that fill gaps. Spans follow the <see cref="SessionCalendar"/>.</summary>
/// <remarks>
/// Bars leave in order of their spans: at once when everything of the span is there, otherwise when data or <see cref="Flush"/> is <c>grace</c> past its end, then
/// flagged <see cref="Bar.Incomplete"/>; a span that a gap touches waits as long as the gap holds. A span without any part gives no bar.
/// The same part twice changes nothing; a part for an emitted span emits that bar again, amended, for at least two hours.
/// </remarks>
public sealed class BarBuilder
{
    private static readonly TimeSpan AmendableFor = TimeSpan.FromHours(2);

    private readonly BarSize _size;
    private readonly TimeSpan _grace;
    private readonly SortedDictionary<DateTimeOffset, BarParts> _open = [];
    private readonly SortedDictionary<DateTimeOffset, BarParts> _closed = [];
    private DateTimeOffset? _next;
    private DateTimeOffset _watermark = DateTimeOffset.UnixEpoch;

    /// <exception cref="ArgumentException">The size does not go by time.</exception>
    public BarBuilder(BarSize size, TimeSpan grace, SessionCalendar? calendar = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        if (!size.IsByTime)
        {
            throw new ArgumentException($"A bar of {size} does not go by time.", nameof(size));
        }

        (_size, _grace, Calendar) = (size, grace, calendar ?? SessionCalendar.AlwaysOpen);
    }

    public BarSize Size => _size;

    /// <summary>The hours that spans follow; those already begun keep theirs.</summary>
    public SessionCalendar Calendar { get; set; }

    /// <summary>Bars whose span ends after this wait, although their time is over: a back-fill may be on its way.</summary>
    public DateTimeOffset? HeldFrom { get; set; }

    /// <summary>Takes one part; returns what it finishes or amends, in order.</summary>
    /// <exception cref="ArgumentException">The part does not lie within one span of this size.</exception>
    public ImmutableArray<BuiltBar> Add(Bar part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Add([part], null);
    }

    /// <summary>Takes parts and, when they are all that history has of a span, that span; returns what they finish or amend, each bar once.</summary>
    /// <exception cref="ArgumentException">A part does not lie within one span of this size.</exception>
    public ImmutableArray<BuiltBar> Add(IReadOnlyCollection<Bar> parts, TimeRange? settled)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var late = new SortedSet<DateTimeOffset>();
        var watermark = DateTimeOffset.MinValue;
        foreach (var part in parts)
        {
            Put(part, late);
            watermark = part.End > watermark ? part.End : watermark;
        }

        if (settled is { } span)
        {
            foreach (var open in _open.Values)
            {
                open.Settle(span);
            }

            late.UnionWith(_closed.Where(one => one.Value.Settle(span)).Select(static one => one.Key));
        }

        return [.. late.Select(Late), .. Advance(watermark)];
    }

    /// <summary>Closes what time has closed: every span that ended <c>grace</c> or longer before <paramref name="now"/> and is not held.</summary>
    public ImmutableArray<BuiltBar> Flush(DateTimeOffset now) => [.. Advance(now)];

    private void Put(Bar part, SortedSet<DateTimeOffset> late)
    {
        var range = Calendar.SpanOf(_size, part.Start);
        if (part.Size.Value > _size.Value || (_size.Value < TimeSpan.FromDays(1) && part.End > range.To))
        {
            throw new ArgumentException($"A bar of {part.Size} at {part.Start:O} is not part of one bar of {_size}.", nameof(part));
        }

        _next ??= range.From;
        if (range.From >= _next)
        {
            PartsOf(_open, range, part).Put(part, Calendar);
        }
        else if (IsKept(range) && PartsOf(_closed, range, part).Put(part, Calendar))
        {
            late.Add(range.From);
        }
    }

    private BarParts PartsOf(SortedDictionary<DateTimeOffset, BarParts> spans, TimeRange range, Bar part)
    {
        if (!spans.TryGetValue(range.From, out var parts))
        {
            spans[range.From] = parts = new BarParts(_size, range, Calendar.TradedIn(_size, part.Start));
        }

        return parts;
    }

    private bool IsKept(TimeRange range) => range.To > _watermark - AmendableFor - _size.Value;

    private BuiltBar Late(DateTimeOffset start) => new(_closed[start].Build(_closed[start].IsComplete(Calendar)), Amended: true);

    private List<BuiltBar> Advance(DateTimeOffset watermark)
    {
        _watermark = watermark > _watermark ? watermark : _watermark;
        var over = _watermark - _grace;
        var finished = new List<BuiltBar>();
        while (_open.Count > 0)
        {
            var (start, parts) = _open.First();
            if (MayStillComeBefore(start, over))
            {
                break;
            }

            _next = start;
            var isComplete = parts.IsComplete(Calendar);
            if (!isComplete && (over < parts.Range.To || HeldFrom < parts.Range.To))
            {
                break;
            }

            finished.Add(new BuiltBar(parts.Build(isComplete), Amended: false));
            _open.Remove(start);
            _closed[start] = parts;
            _next = start < parts.Range.To ? parts.Range.To : start.AddTicks(1);
        }

        Forget();
        return finished;
    }

    /// <summary>Spans before this one may still get parts.</summary>
    private bool MayStillComeBefore(DateTimeOffset start, DateTimeOffset over) =>
        start > _next && (over < start || HeldFrom < start) && !Calendar.OpenIn(new TimeRange(_next.Value, start)).IsEmpty;

    private void Forget()
    {
        while (_closed.Count > 0 && _closed.First().Value is var oldest && !IsKept(oldest.Range))
        {
            _closed.Remove(oldest.Range.From);
        }
    }
}
