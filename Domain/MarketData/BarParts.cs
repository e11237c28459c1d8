using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.MarketData;

/// <summary>The parts of one bar by time, as far as they are known: finer bars that do not overlap, and spans that the broker's history left empty.</summary>
/// <param name="traded">When what counts for the bar is traded (<see cref="SessionCalendar.TradedIn"/>).</param>
internal sealed class BarParts(BarSize size, TimeRange range, TimeRange traded)
{
    private readonly SortedList<DateTimeOffset, Bar> _parts = [];
    private readonly List<TimeRange> _empty = [];

    public TimeRange Range => range;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Takes a part; false when it tells nothing new. A coarser part replaces finer ones, unless they cover it whole; a finer one inside a coarser is ignored.</summary>
    public bool Put(Bar part, SessionCalendar calendar)
    {
        var span = TradedIn(part, calendar);
        if (_parts.Count == 0 || span.From >= _parts.Values[^1].End)
        {
            _parts.Add(part.Start, part);
            return true;
        }

        if (_parts.TryGetValue(part.Start, out var known) && known.End == part.End)
        {
            _parts[part.Start] = part;
            return known != part;
        }

        var overlapped = _parts.Values.Where(other => !TradedIn(other, calendar).And(span).IsEmpty).ToArray();
        var isKnown = overlapped.Any(other => TradedIn(other, calendar) is var known && known.From <= span.From && known.To >= span.To)
            || overlapped.Sum(static other => (other.End - other.Start).Ticks) >= span.Length.Ticks;
        if (isKnown)
        {
            return false;
        }

        foreach (var other in overlapped)
        {
            _parts.Remove(other.Start);
        }

        _parts.Add(part.Start, part);
        return true;
    }

    /// <summary>History has no part in this span that we lack; false when that was known.</summary>
    public bool Settle(TimeRange span)
    {
        var mine = span.And(traded);
        if (mine.IsEmpty || _empty.Exists(known => known.From <= mine.From && known.To >= mine.To))
        {
            return false;
        }

        _empty.Add(mine);
        return true;
    }

    /// <summary>Every moment of the span in which the market is open is covered by complete parts or known to be empty.</summary>
    public bool IsComplete(SessionCalendar calendar)
    {
        if (_empty.Count == 0 && (_parts.Count == 0 || _parts.Values[^1].End < range.To))
        {
            return false;
        }

        IEnumerable<TimeRange> missing = calendar.OpenIn(traded);
        foreach (var empty in _empty)
        {
            missing = [.. missing.SelectMany(rest => rest.Without(empty))];
        }

        return missing.All(span => IsCovered(span, calendar));
    }

    public Bar Build(bool isComplete) => BarMath.Combine(_parts.Values, size, range.From) with
    {
        Incomplete = !isComplete,
        Until = range.To == range.From + size.Value ? null : range.To,
    };

    private static TimeRange TradedIn(Bar part, SessionCalendar calendar) =>
        part.Size.Value < BarSize.OneDay.Value ? new TimeRange(part.Start, part.End) : calendar.TradedIn(part.Size, part.Start) with { To = part.End };

    private bool IsCovered(TimeRange span, SessionCalendar calendar)
    {
        var reached = span.From;
        foreach (var part in _parts.Values)
        {
            if (part.End <= reached || part.Incomplete)
            {
                continue;
            }

            if (part.Start > reached && TradedIn(part, calendar).From > reached)
            {
                return false;
            }

            reached = part.End;
            if (reached >= span.To)
            {
                return true;
            }
        }

        return reached >= span.To;
    }
}
