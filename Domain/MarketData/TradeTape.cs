using System.Collections.Immutable;

namespace OrleansTrader.Domain.MarketData;

/// <summary>The trades of one contract in order. After the line was lost, newer trades wait until the broker's history told those between, or patience ends.</summary>
/// <remarks>The broker's trades have whole seconds and no number: within the two seconds at the ends of a gap they are told apart by counting.</remarks>
public sealed class TradeTape
{
    /// <summary>So many trades wait for a back-fill at most.</summary>
    private const int MostWaiting = 50_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly List<Print> _waiting = [];
    private DateTimeOffset? _last;
    private int _inLast;
    private bool _isBroken;

    /// <summary>The seconds in which trades may be missing; null when none are.</summary>
    public Gap? Gap { get; private set; }

    /// <summary>The line was lost: the next trades show where the gap ends. Before the first trade there is nothing to miss.</summary>
    public void Break() => _isBroken = _last is not null;

    /// <summary>Takes trades as they come; returns those to hand on now.</summary>
    public ImmutableArray<Print> Add(ImmutableArray<Print> trades, DateTimeOffset now)
    {
        if (_isBroken && Gap is null && trades is [var first, ..])
        {
            Gap = new Gap(new TimeRange(SecondOf(_last!.Value), SecondOf(first.At) + Second), now);
            _isBroken = false;
        }

        if (Gap is null)
        {
            return HandOn(trades);
        }

        _waiting.AddRange(trades);
        return [];
    }

    /// <summary>Closes the gap with the history of its seconds; returns what was missing and what waited, in order.</summary>
    public ImmutableArray<Print> Fill(ImmutableArray<Print> history)
    {
        if (Gap is not { } gap)
        {
            return [];
        }

        var (from, to) = (gap.Range.From, gap.Range.To - Second);
        var known = _waiting.Count(trade => SecondOf(trade.At) == to);
        var missing = history
            .Where(trade => gap.Range.Contains(trade.At))
            .GroupBy(trade => SecondOf(trade.At))
            .OrderBy(static second => second.Key)
            .SelectMany(second => second.Skip(second.Key == from ? _inLast : 0).SkipLast(second.Key == to ? known : 0));
        return Close([.. missing]);
    }

    /// <summary>Gives the gap up when patience has ended or too much waits; null while it has not. What waited is handed on, what is missing stays missing.</summary>
    public ImmutableArray<Print>? GiveUp(DateTimeOffset now) =>
        Gap is { } gap && (!gap.Holds(now) || _waiting.Count > MostWaiting) ? Close([]) : null;

    private static DateTimeOffset SecondOf(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerSecond));

    private ImmutableArray<Print> Close(ImmutableArray<Print> missing)
    {
        var trades = missing.AddRange(_waiting);
        _waiting.Clear();
        Gap = null;
        return HandOn(trades);
    }

    private ImmutableArray<Print> HandOn(ImmutableArray<Print> trades)
    {
        foreach (var trade in trades)
        {
            var second = SecondOf(trade.At);
            (_last, _inLast) = (second, second == _last ? _inLast + 1 : 1);
        }

        return trades;
    }
}
