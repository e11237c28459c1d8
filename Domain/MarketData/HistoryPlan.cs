using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.MarketData;

/// <summary>What is still to be asked of the broker for a wish of history.</summary>
public static class HistoryPlan
{
    /// <summary>How much one request may span by size of the bars (IB's step sizes).</summary>
    private static readonly (TimeSpan Size, TimeSpan Span)[] Steps =
    [
        (TimeSpan.FromSeconds(5), TimeSpan.FromHours(1)),
        (TimeSpan.FromSeconds(15), TimeSpan.FromHours(4)),
        (TimeSpan.FromSeconds(30), TimeSpan.FromHours(8)),
        (TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
        (TimeSpan.FromMinutes(2), TimeSpan.FromDays(2)),
        (TimeSpan.FromMinutes(15), TimeSpan.FromDays(7)),
        (TimeSpan.FromHours(8), TimeSpan.FromDays(30)),
        (TimeSpan.FromDays(1), TimeSpan.FromDays(330)), // Whole bars make it longer, up to a month; IB takes 365 days.
    ];

    /// <summary>At least <paramref name="days"/> days of whole bars before <paramref name="now"/>, with both ends on the clock's grid of the size.</summary>
    public static TimeRange Wanted(BarSize size, int days, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(days);
        var to = Floor(now, size.Value);
        return new TimeRange(Floor(to - TimeSpan.FromDays(days), size.Value), to);
    }

    /// <summary>What of <paramref name="wanted"/> no range of <paramref name="covered"/> covers, ascending.</summary>
    public static ImmutableArray<TimeRange> Missing(TimeRange wanted, IEnumerable<TimeRange> covered) =>
        [.. covered.Aggregate((IEnumerable<TimeRange>)[wanted], static (rest, range) => [.. rest.SelectMany(part => part.Without(range))]).Where(static part => !part.IsEmpty)];

    /// <summary>What to ask for a request: of days and longer bars all that its ends cut, by the exchange's calendar, but nothing of the future. A bar asked for in part would be taken for a whole one.</summary>
    public static TimeRange Asked(TimeRange request, BarSize size, SessionCalendar calendar, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (size.Value < BarSize.OneDay.Value)
        {
            return request;
        }

        var end = calendar.SpanOf(size, request.To.AddTicks(-1)).To;
        return new TimeRange(calendar.TradedIn(size, request.From).From, end < now ? end : now);
    }

    /// <summary>The finished bars of an answer, and the span that is complete with them: up to the first bar that was still forming at <paramref name="now"/>.</summary>
    public static (ImmutableArray<Bar> Bars, TimeRange Covered) Finished(ImmutableArray<Bar> answer, TimeRange asked, DateTimeOffset now)
    {
        var forming = answer.FirstOrDefault(bar => bar.End > now);
        return forming is null ? (answer, asked) : (answer.RemoveAll(bar => bar.Start >= forming.Start), asked with { To = forming.Start });
    }

    /// <summary>The requests for the missing ranges, newest first: what strategies need soonest comes soonest. Each is within IB's step for the size.</summary>
    public static ImmutableArray<TimeRange> Requests(IEnumerable<TimeRange> missing, BarSize size)
    {
        var step = Step(size);
        var requests = ImmutableArray.CreateBuilder<TimeRange>();
        foreach (var range in missing.OrderByDescending(static range => range.From))
        {
            for (var to = range.To; to > range.From; to -= step)
            {
                requests.Add(new TimeRange(to - step > range.From ? to - step : range.From, to));
            }
        }

        return requests.ToImmutable();
    }

    private static TimeSpan Step(BarSize size)
    {
        foreach (var (known, span) in Steps)
        {
            if (size.Value <= known)
            {
                return span;
            }
        }

        return Steps[^1].Span;
    }

    private static DateTimeOffset Floor(DateTimeOffset at, TimeSpan grid) => new(at.UtcTicks - (at.UtcTicks % grid.Ticks), TimeSpan.Zero);
}
