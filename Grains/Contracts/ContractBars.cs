using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;

namespace OrleansTrader.Grains.Contracts;

/// <summary>All bars of one contract: built from the lines, kept, filled and asked for. Finished and amended ones are handed on at once.</summary>
/// <remarks>Lives on the contract grain's scheduler.</remarks>
internal sealed class ContractBars : GapFiller.IEvents
{
    private const int BarsKept = 1_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly BarBook _book = new(Grace, BarsKept);
    private readonly TradeBook _trades = new(Grace, BarsKept);
    private readonly IMarketDataGateway _gateway;
    private readonly ContractMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly BarHistory _history;
    private readonly GapFiller _filler;
    private readonly Action<Bar> _deliver;
    private readonly Action<Backfill, Exception> _notFilled;

    public ContractBars(IMarketDataGateway gateway, ContractMetrics metrics, TimeProvider clock, Action<Bar> deliver, Action<Backfill, Exception> notFilled)
    {
        (_gateway, _metrics, _clock, _deliver, _notFilled) = (gateway, metrics, clock, deliver, notFilled);
        _history = new BarHistory(gateway, _book, clock);
        _filler = new GapFiller(gateway, _book, clock, this);
    }

    /// <summary>Five-second bars and trades taken so far.</summary>
    public (long Bars, long Trades) Taken { get; private set; }

    public long GapsFilled => _filler.Filled;

    public ImmutableArray<Gap> Gaps => [.. _book.Gaps];

    public Bar? Last => _book.Last;

    public SessionCalendar Calendar => _book.Calendar;

    public void Follow(Instrument instrument) => _trades.Calendar = _book.Calendar = _book.Calendar.UpdatedBy(SessionCalendar.Of(instrument));

    /// <summary>Builds exactly these sizes from now on.</summary>
    public void Want(IReadOnlyCollection<BarSize> sizes)
    {
        _book.Want(sizes);
        _trades.Want(sizes);
    }

    /// <returns>False for a bar that is not a part; repeating it would not make it better.</returns>
    public bool Take(Bar bar)
    {
        if (!BarBook.IsPart(bar))
        {
            return false;
        }

        Taken = (Taken.Bars + 1, Taken.Trades);
        Deliver(_book.Add(bar, _clock.GetUtcNow()));
        return true;
    }

    public void Take(ImmutableArray<Print> trades)
    {
        Taken = (Taken.Bars, Taken.Trades + trades.Length);
        Deliver(_trades.Add(trades, _clock.GetUtcNow()));
    }

    /// <summary>Trades may be missing: their line was lost for a while.</summary>
    public void NoteTradesLost() => _trades.NoteGap();

    /// <summary>Closes what time has closed and, where the broker can be asked, goes on filling gaps.</summary>
    public void Beat(Instrument? askable)
    {
        var now = _clock.GetUtcNow();
        Deliver(_book.Flush(now));
        Deliver(_trades.Flush(now));
        if (_book.Gaps.Count > 0 && askable is not null)
        {
            _filler.Look(askable);
        }
    }

    /// <summary>The last finished bars, from memory or the broker; of bars that do not go by time, those built since the start.</summary>
    public Task<ImmutableArray<Bar>> LastAsync(BarSize size, int count, Func<Task<Instrument>> instrument) =>
        size.IsByTime ? _history.LastAsync(size, count, instrument) : Task.FromResult(_trades.Last(size, count));

    /// <summary>Finished bars that start in a range, read again.</summary>
    public async Task<ImmutableArray<Bar>> RangeAsync(BarSize size, TimeRange range, Instrument instrument, CancellationToken cancellationToken) => size.IsByTime
        ? await _gateway.HistoricalBarsAsync(instrument, size, range, BarSeries.WhatOf(instrument), cancellationToken)
        : [.. _trades.Last(size, BarsKept).Where(bar => range.Contains(bar.Start))];

    void GapFiller.IEvents.OnFilled(ImmutableArray<BuiltBar> built)
    {
        _metrics.CountGapFilled();
        Deliver(built);
    }

    void GapFiller.IEvents.OnFillFailed(Backfill backfill, Exception exception) => _notFilled(backfill, exception);

    private void Deliver(ImmutableArray<BuiltBar> built)
    {
        foreach (var (bar, _) in built)
        {
            _deliver(bar);
        }
    }

    private void Deliver(ImmutableArray<Bar> bars)
    {
        foreach (var bar in bars)
        {
            _deliver(bar);
        }
    }
}
