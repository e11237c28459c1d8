using NpgsqlTypes;
using OrleansTrader.Domain.MarketData;

namespace OrleansTrader.Storage.MarketData;

/// <summary>Spans of time as PostgreSQL's ranges: closed below, open above.</summary>
internal static class Ranges
{
    public static NpgsqlRange<DateTime> Of(TimeRange range) => new(range.From.UtcDateTime, true, range.To.UtcDateTime, false);

    public static TimeRange ToTimeRange(NpgsqlRange<DateTime> range) => new(range.LowerBound, range.UpperBound);
}
