namespace OrleansTrader.Domain.MarketData;

/// <summary>The span [<paramref name="From"/>, <paramref name="To"/>) in UTC.</summary>
public readonly record struct TimeRange(DateTimeOffset From, DateTimeOffset To)
{
    public bool IsEmpty => From >= To;

    /// <summary>Zero when it is empty.</summary>
    public TimeSpan Length => IsEmpty ? TimeSpan.Zero : To - From;

    public bool Contains(DateTimeOffset at) => at >= From && at < To;

    /// <summary>What both have in common.</summary>
    public TimeRange And(TimeRange other) => new(From > other.From ? From : other.From, To < other.To ? To : other.To);

    /// <summary>What is left of this range without the other: nothing, one or two ranges.</summary>
    public IEnumerable<TimeRange> Without(TimeRange other)
    {
        if (And(other).IsEmpty)
        {
            return IsEmpty ? [] : [this];
        }

        return new[] { new TimeRange(From, other.From), new TimeRange(other.To, To) }.Where(static rest => !rest.IsEmpty);
    }
}
