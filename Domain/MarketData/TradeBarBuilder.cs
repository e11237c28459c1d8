using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.MarketData;

/// <summary>Builds bars of one contract by trades, volume or turnover from every trade on the tape.</summary>
/// <remarks>
/// A bar ends with the trade that fills it, whole: no trade is split, so a volume bar may hold more than its size. The session's end ends a bar too, so that
/// none spans a night. The broker's clock has whole seconds: bars that begin in the same one start 100 ns apart. A bar that lacks trades is flagged <see cref="Bar.Incomplete"/>; history keeps no such bars, so it is not amended.
/// </remarks>
public sealed class TradeBarBuilder
{
    private readonly BarSize _size;
    private Bar? _bar;
    private decimal _value;
    private bool _hasGap;
    private DateTimeOffset _lastStart = DateTimeOffset.MinValue;

    /// <exception cref="ArgumentException">The size goes by time.</exception>
    public TradeBarBuilder(BarSize size)
    {
        if (size.IsByTime)
        {
            throw new ArgumentException($"A bar of {size} goes by time.", nameof(size));
        }

        _size = size;
    }

    public BarSize Size => _size;

    /// <summary>The start of the bar that is forming; null between bars.</summary>
    public DateTimeOffset? Forming => _bar?.Start;

    /// <summary>Takes one trade; returns the bar that it fills, or null.</summary>
    public Bar? Add(Print trade)
    {
        _bar = _bar is { } bar ? Extend(bar, trade) : Begin(trade);
        _value += trade.Price.Value * trade.Size.Value;
        return IsFull(_bar) ? End() : null;
    }

    /// <summary>Trades may be missing from here on: the bar that forms, or the next one, is incomplete.</summary>
    public void NoteGap()
    {
        _hasGap = _bar is null;
        _bar = _bar is null ? null : _bar with { Incomplete = true };
    }

    /// <summary>Ends the bar that forms: the session is over. Null when there is none.</summary>
    public Bar? End()
    {
        var bar = _bar;
        (_bar, _value) = (null, 0);
        return bar;
    }

    private bool IsFull(Bar bar) => _size.Unit switch
    {
        BarUnit.Ticks => bar.Count >= _size.Count,
        BarUnit.Volume => bar.Volume!.Value.Value >= _size.Count,
        _ => _value >= _size.Count,
    };

    private Bar Begin(Print trade)
    {
        _lastStart = trade.At > _lastStart ? trade.At : _lastStart.AddTicks(1);
        var bar = new Bar(trade.ConId, _size, _lastStart, trade.Price, trade.Price, trade.Price, trade.Price, trade.Size, trade.Price, 1, _hasGap) { Until = _lastStart };
        _hasGap = false;
        return bar;
    }

    private Bar Extend(Bar bar, Print trade)
    {
        var volume = bar.Volume!.Value + trade.Size;
        return bar with
        {
            High = trade.Price > bar.High ? trade.Price : bar.High,
            Low = trade.Price < bar.Low ? trade.Price : bar.Low,
            Close = trade.Price,
            Volume = volume,
            Wap = volume.IsZero ? trade.Price : Price.Of(Money.Divide(_value + (trade.Price.Value * trade.Size.Value), volume.Value)),
            Count = bar.Count + 1,
            Until = trade.At > bar.Start ? trade.At : bar.Start,
        };
    }
}
