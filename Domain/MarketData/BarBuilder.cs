using System.Collections.Immutable;

namespace OrleansTrader.Domain.MarketData;

/// <summary>A bar that left the builder.</summary>
/// <param name="Amended">It came late: corrects a bar of the same span emitted before, or fills a span that was given up.</param>
public readonly record struct BuiltBar(Bar Bar, bool Amended);

/// <summary>Builds bars of one contract and size from finished 5-second bars. Spans are aligned on the clock in UTC.</summary>
/// <remarks>
/// Bars leave in order of their spans: at once when the last part is there, otherwise when data or <see cref="Flush"/> is
/// <c>grace</c> past the span's end, then flagged <see cref="Bar.Incomplete"/>. A span without any part gives no bar.
/// The same part twice changes nothing; a part for an emitted span emits that bar again, amended, for at least an hour.
/// </remarks>
public sealed class BarBuilder
{
    private static readonly TimeSpan Part = BarSize.FiveSeconds.Value;
    private static readonly TimeSpan AmendableFor = TimeSpan.FromHours(1);

    private readonly BarSize _size;
    private readonly TimeSpan _grace;
    private readonly SortedDictionary<DateTimeOffset, SortedList<DateTimeOffset, Bar>> _open = [];
    private readonly SortedDictionary<DateTimeOffset, SortedList<DateTimeOffset, Bar>> _closed = [];
    private DateTimeOffset? _next;
    private DateTimeOffset _watermark = DateTimeOffset.UnixEpoch;

    public BarBuilder(BarSize size, TimeSpan grace)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        (_size, _grace) = (size, grace);
    }

    public BarSize Size => _size;

    /// <summary>A 5-second bar on a 5-second boundary.</summary>
    public static bool IsPart(Bar bar) => bar.Size == BarSize.FiveSeconds && bar.Start.UtcTicks % Part.Ticks == 0;

    /// <summary>Takes one 5-second bar; returns what it finishes or amends, in order.</summary>
    /// <exception cref="ArgumentException">The bar is not a 5-second bar on a 5-second boundary.</exception>
    public ImmutableArray<BuiltBar> Add(Bar part)
    {
        if (!IsPart(part))
        {
            throw new ArgumentException($"A part is a 5-second bar on the clock, not {part.Size} at {part.Start:O}.", nameof(part));
        }

        var start = SpanOf(part.Start);
        _next ??= start;
        if (start >= _next)
        {
            Put(_open, start, part);
            return [.. Advance(part.End)];
        }

        return IsKept(start) && Put(_closed, start, part) ? [Late(start), .. Advance(part.End)] : [];
    }

    /// <summary>Closes what time has closed: every span that ended <c>grace</c> or longer before <paramref name="now"/>.</summary>
    public ImmutableArray<BuiltBar> Flush(DateTimeOffset now) => [.. Advance(now)];

    private DateTimeOffset SpanOf(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % _size.Value.Ticks), TimeSpan.Zero);

    private static bool Put(SortedDictionary<DateTimeOffset, SortedList<DateTimeOffset, Bar>> spans, DateTimeOffset start, Bar part)
    {
        if (!spans.TryGetValue(start, out var parts))
        {
            spans[start] = parts = [];
        }

        if (parts.TryGetValue(part.Start, out var known) && known == part)
        {
            return false;
        }

        parts[part.Start] = part;
        return true;
    }

    private bool IsKept(DateTimeOffset start) => start + _size.Value > _watermark - AmendableFor - _size.Value;

    private BuiltBar Late(DateTimeOffset start) => new(Build(start, _closed[start]), Amended: true);

    private List<BuiltBar> Advance(DateTimeOffset watermark)
    {
        _watermark = watermark > _watermark ? watermark : _watermark;
        var over = _watermark - _grace;
        var finished = new List<BuiltBar>();
        while (_open.Count > 0)
        {
            var (start, parts) = _open.First();
            if (start > _next && over < start)
            {
                break; // Parts of the spans between may still come.
            }

            _next = start;
            if (!IsComplete(parts) && over < start + _size.Value)
            {
                break;
            }

            finished.Add(new BuiltBar(Build(start, parts), Amended: false));
            _open.Remove(start);
            _closed[start] = parts;
            _next = start + _size.Value;
        }

        Forget();
        return finished;
    }

    private void Forget()
    {
        while (_closed.Count > 0 && _closed.First().Key is var oldest && !IsKept(oldest))
        {
            _closed.Remove(oldest);
        }
    }

    private bool IsComplete(SortedList<DateTimeOffset, Bar> parts) => parts.Count == _size.Value.Ticks / Part.Ticks;

    private Bar Build(DateTimeOffset start, SortedList<DateTimeOffset, Bar> parts) =>
        BarMath.Combine(parts.Values, _size, start) with { Incomplete = !IsComplete(parts) || parts.Values.Any(static part => part.Incomplete) };
}
