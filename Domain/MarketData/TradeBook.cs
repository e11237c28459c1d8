using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;

namespace OrleansTrader.Domain.MarketData;

/// <summary>All bars of one contract that count trades, with the newest finished ones kept.</summary>
public sealed class TradeBook(TimeSpan grace, int capacity)
{
    private readonly Dictionary<BarSize, TradeBarBuilder> _builders = [];
    private readonly Dictionary<BarSize, BarWindow> _windows = [];
    private (DateTimeOffset At, DateTimeOffset ReceivedAt)? _newest;

    public SessionCalendar Calendar { get; set; } = SessionCalendar.AlwaysOpen;

    /// <summary>Builds exactly these sizes from now on; sizes by time are left to others.</summary>
    public void Want(IEnumerable<BarSize> sizes)
    {
        var wanted = sizes.Where(static size => !size.IsByTime).ToHashSet();
        foreach (var gone in _builders.Keys.Where(size => !wanted.Contains(size)).ToArray())
        {
            _builders.Remove(gone);
            _windows.Remove(gone);
        }

        foreach (var size in wanted.Where(size => !_builders.ContainsKey(size)))
        {
            _builders.Add(size, new TradeBarBuilder(size));
            _windows.Add(size, new BarWindow(capacity));
        }
    }

    /// <summary>Takes trades in order; returns the bars they end.</summary>
    public ImmutableArray<Bar> Add(ImmutableArray<Print> trades, DateTimeOffset receivedAt)
    {
        var built = ImmutableArray.CreateBuilder<Bar>();
        foreach (var trade in trades)
        {
            foreach (var builder in _builders.Values)
            {
                if (builder.Forming is { } start && Calendar.SessionAt(start) is { } session && trade.At >= session.Close && builder.End() is { } ended)
                {
                    built.Add(ended);
                }

                if (builder.Add(trade) is { } full)
                {
                    built.Add(full);
                }
            }

            _newest = (trade.At, receivedAt);
        }

        return Keep(built);
    }

    /// <summary>Ends the bars of a session that is over.</summary>
    public ImmutableArray<Bar> Flush(DateTimeOffset now)
    {
        if (_newest is not { } newest)
        {
            return [];
        }

        var marketNow = newest.At + (now - newest.ReceivedAt);
        return Keep(_builders.Values
            .Where(builder => builder.Forming is { } start && Calendar.SessionAt(start) is { } session && marketNow >= session.Close + grace)
            .Select(static builder => builder.End())
            .OfType<Bar>());
    }

    /// <summary>Trades were lost.</summary>
    public void NoteGap()
    {
        foreach (var builder in _builders.Values)
        {
            builder.NoteGap();
        }
    }

    /// <summary>The last finished bars since this process built them, oldest first: nobody keeps a history of such bars.</summary>
    public ImmutableArray<Bar> Last(BarSize size, int count) => _windows.TryGetValue(size, out var window) ? window.Last(count) : [];

    private ImmutableArray<Bar> Keep(IEnumerable<Bar> bars)
    {
        var kept = bars.ToImmutableArray();
        foreach (var bar in kept)
        {
            _windows[bar.Size].Put(bar);
        }

        return kept;
    }
}
