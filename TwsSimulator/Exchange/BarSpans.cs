using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Simulation;

namespace OrleansTrader.TwsSimulator.Exchange;

/// <summary>Which spans the bars of a history cover: on the grid of their size, begun at an opening and ended at a close that lies within.</summary>
internal static class BarSpans
{
    private static readonly TimeSpan Grid = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    /// <summary>The spans of a query, oldest first; the bar that is still forming ends with the last whole five seconds.</summary>
    public static IEnumerable<TimeRange> Of(HistoryQuery query, MarketHours hours)
    {
        for (var start = query.From; start < query.End; start = query.Next(start))
        {
            var span = new TimeRange(start, query.Next(start));
            foreach (var bar in query.IsDaily || hours == MarketHours.Always ? [span] : OpenIn(span, hours))
            {
                var formed = bar.To <= query.End ? bar : bar with { To = bar.From + (Grid * Math.Floor((query.End - bar.From) / Grid)) };
                if (!formed.IsEmpty)
                {
                    yield return formed;
                }
            }
        }
    }

    /// <summary>The parts of a span in which the market is open, none longer than a day.</summary>
    public static IEnumerable<TimeRange> OpenIn(TimeRange span, MarketHours hours)
    {
        if (hours == MarketHours.Always)
        {
            for (var from = span.From; from < span.To; from += OneDay)
            {
                yield return new TimeRange(from, from + OneDay).And(span);
            }

            yield break;
        }

        for (var session = hours.SessionBefore(span.From); session.Open < span.To; session = hours.SessionOf(session.TradingDay.AddDays(1)))
        {
            var part = new TimeRange(session.Open, session.Close).And(span);
            if (!part.IsEmpty)
            {
                yield return part;
            }
        }
    }
}
