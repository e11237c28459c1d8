using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Domain.Instruments;

/// <summary>When an instrument trades, by its own trading hours, and how its bars lie in them.</summary>
/// <remarks>
/// Known are only the days the broker has told. Bars of other days, and of an instrument without hours, are built as if the market never closed, by dates in
/// the exchange's zone.
/// </remarks>
public sealed class SessionCalendar
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(45);

    private readonly TimeZoneInfo _zone;
    private readonly ImmutableArray<Session> _sessions;

    private SessionCalendar(TimeZoneInfo zone, ImmutableArray<Session> sessions) => (_zone, _sessions) = (zone, sessions);

    /// <summary>Always open, days of UTC.</summary>
    public static SessionCalendar AlwaysOpen { get; } = new(TimeZoneInfo.Utc, []);

    public static SessionCalendar Of(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(instrument.TimeZone, out var known) ? known : TimeZoneInfo.Utc;
        return new SessionCalendar(zone, instrument.TradingHours.IsDefault ? [] : instrument.TradingHours);
    }

    /// <summary>This calendar's past, which the broker tells no more, with the newer one's hours for the days it knows.</summary>
    public SessionCalendar UpdatedBy(SessionCalendar newer)
    {
        if (newer._sessions is not [var first, ..])
        {
            return new SessionCalendar(newer._zone, _sessions);
        }

        var past = _sessions.Where(session => session.Close <= first.Open && session.TradingDay < first.TradingDay && first.Open - session.Close < Remembered);
        return new SessionCalendar(newer._zone, [.. past, .. newer._sessions]);
    }

    /// <summary>The session that contains this instant; null out of session and where hours are not known.</summary>
    public Session? SessionAt(DateTimeOffset at)
    {
        foreach (var session in _sessions)
        {
            if (session.Contains(at))
            {
                return session;
            }
        }

        return null;
    }

    /// <summary>In session; true without any hours: a needless question does less harm than a dead line.</summary>
    public bool IsOpen(DateTimeOffset at) => _sessions.IsEmpty || SessionAt(at) is not null;

    /// <summary>The parts of a range in which data may be expected, ascending.</summary>
    public ImmutableArray<TimeRange> OpenIn(TimeRange range)
    {
        if (range.IsEmpty)
        {
            return [];
        }

        if (_sessions.IsEmpty)
        {
            return [range];
        }

        var (from, to) = (_sessions[0].Open, _sessions[^1].Close);
        return
        [
            .. new[] { new TimeRange(DateTimeOffset.MinValue, from) }
                .Concat(_sessions.Select(static session => new TimeRange(session.Open, session.Close)))
                .Append(new TimeRange(to, DateTimeOffset.MaxValue))
                .Select(open => open.And(range))
                .Where(static open => !open.IsEmpty),
        ];
    }

    /// <summary>The exchange's date that trading at this instant counts for.</summary>
    public DateOnly TradingDayOf(DateTimeOffset at) => SessionAt(at)?.TradingDay ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    /// <summary>Midnight of a date in the exchange's zone.</summary>
    public DateTimeOffset MidnightOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (_zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The span of the bar by time that an instant belongs to.</summary>
    /// <remarks>
    /// Below a day, spans are counted from the exchange's midnight and cut at the ends of the session: the first hour of a session that opens at 9:30 is half
    /// an hour long. From a day up, a span starts at midnight of its first trading day and ends with the last session known in it.
    /// </remarks>
    public TimeRange SpanOf(BarSize size, DateTimeOffset at) => size switch
    {
        { Unit: BarUnit.Week } => DaysFrom(TradingDayOf(at) is var day ? day.AddDays(-(((int)day.DayOfWeek + 6) % 7)) : default, static day => day.AddDays(7)),
        { Unit: BarUnit.Month } => DaysFrom(TradingDayOf(at) is var day ? day.AddDays(1 - day.Day) : default, static day => day.AddMonths(1)),
        { Unit: BarUnit.Time } when size == BarSize.OneDay => DaysFrom(TradingDayOf(at), static day => day.AddDays(1)),
        { Unit: BarUnit.Time } => IntradaySpanOf(size.Value, at),
        _ => throw new ArgumentException($"A bar of {size} does not go by time.", nameof(size)),
    };

    /// <summary>When what counts for that span is traded: as the span, but from the opening of its first session, which of an overnight session lies on the evening before its trading day.</summary>
    public TimeRange TradedIn(BarSize size, DateTimeOffset at)
    {
        var span = SpanOf(size, at);
        if (size.Value < BarSize.OneDay.Value)
        {
            return span;
        }

        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(span.From, _zone).DateTime);
        var opening = _sessions.Where(session => session.TradingDay >= first && session.Close <= span.To).Select(static session => session.Open).DefaultIfEmpty(span.From).Min();
        return opening < span.From ? span with { From = opening } : span;
    }

    private TimeRange DaysFrom(DateOnly first, Func<DateOnly, DateOnly> next)
    {
        var end = next(first);
        var known = _sessions.Where(session => session.TradingDay >= first && session.TradingDay < end).Select(static session => session.Close).DefaultIfEmpty().Max();
        var isWhole = known != default && _sessions.Any(session => session.TradingDay >= end);
        return new TimeRange(MidnightOf(first), isWhole ? known : MidnightOf(end));
    }

    private TimeRange IntradaySpanOf(TimeSpan size, DateTimeOffset at)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);
        var (midnight, nextMidnight) = (MidnightOf(date), MidnightOf(date.AddDays(1)));
        var from = midnight + (size * Math.Floor((at - midnight) / size));
        var whole = new TimeRange(from, from + size < nextMidnight ? from + size : nextMidnight);
        if (SessionAt(at) is not { } session)
        {
            return whole;
        }

        var open = _sessions.Where(other => other.TradingDay == session.TradingDay).Select(other => new TimeRange(other.Open, other.Close).And(whole)).Where(static part => !part.IsEmpty).ToArray();
        return new TimeRange(open[0].From, open[^1].To);
    }
}
