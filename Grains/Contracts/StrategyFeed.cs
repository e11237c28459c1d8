using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Contracts;

/// <summary>What one strategy gets of one contract: quotes, order books and greeks conflate, bars and trades come in order; what it has not taken queues, with one awaited call in flight that is repeated until it is taken.</summary>
/// <remarks>
/// Lives on the contract grain's scheduler; not for other threads. A strategy that takes nothing costs the others nothing: its queue is bounded, and bars that
/// had to leave it are read again from history when it comes to them.
/// </remarks>
internal sealed class StrategyFeed(StrategyName name, NearGrain<IStrategyGrain> strategy, StrategyFeed.ISource source, ContractMetrics metrics, TimeProvider clock) : IDisposable, INearWork<IStrategyGrain>
{
    public const int MostBars = 2_000;
    public const int MostTrades = 100_000;

    private readonly LinkedList<object> _queue = [];
    private readonly CancellationTokenSource _stop = new();
    private Quote? _quote;
    private Quote? _posted;
    private Bar? _handed;
    private bool _isHanding;
    private MarketDepth? _depth;
    private OptionGreeks? _greeks;
    private DataQuality? _quality;
    private Task _running = Task.CompletedTask;
    private int _bars;
    private int _trades;
    private int _failures;

    internal interface ISource
    {
        ConId ConId { get; }

        /// <summary>Bars that had left the queue.</summary>
        Task<ImmutableArray<Bar>> ReadAgainAsync(BarSize size, TimeRange range);

        void OnNotTaken(StrategyName name, Exception exception);
    }

    /// <summary>Quotes, order books and greeks that a newer one replaced before they left.</summary>
    public long Conflated { get; private set; }

    /// <summary>Bars that left the queue because the strategy did not take them; they are read again from history.</summary>
    public long BarsDeferred { get; private set; }

    /// <summary>Trades given up because the strategy did not take them.</summary>
    public long TradesLost { get; private set; }

    /// <summary>By message: only quotes, bars and trades may come between the steps of the strategy's other calls.</summary>
    private IStrategyGrain Far => strategy.Far!;

    /// <summary>To a strategy in this process without a message: the quote lies ready until the strategy takes it, or a newer one replaces it.</summary>
    public void Offer(Quote quote)
    {
        if (!strategy.IsHere)
        {
            Offer(ref _quote, quote);
        }
        else if (Interlocked.Exchange(ref _posted, quote) is not null)
        {
            CountConflated();
        }
        else if (!strategy.TryPost(this))
        {
            Offer(ref _quote, Interlocked.Exchange(ref _posted, null)!); // It left just now.
        }
    }

    /// <returns>False when the one before was not taken yet, or the strategy is not here. Calls that follow come after it.</returns>
    private bool TryHand(Bar bar)
    {
        if (!strategy.IsHere || Interlocked.Exchange(ref _isHanding, true))
        {
            return false;
        }

        _handed = bar;
        if (strategy.TryPost(this) || Interlocked.Exchange(ref _handed, null) is null)
        {
            return true;
        }

        _isHanding = false; // It left just now.
        return false;
    }

    /// <summary>On the strategy's scheduler.</summary>
    void INearWork<IStrategyGrain>.Run(IStrategyGrain grain)
    {
        if (Interlocked.Exchange(ref _handed, null) is { } bar)
        {
            _ = TakeBarAsync(grain, bar);
        }

        if (Interlocked.Exchange(ref _posted, null) is { } quote)
        {
            _ = TakeAsync(static (grain, quote) => grain.OnQuoteAsync(quote), grain, quote);
        }
    }

    private async Task TakeBarAsync(IStrategyGrain grain, Bar bar)
    {
        await TakeAsync(static (grain, bar) => grain.OnBarAsync(bar), grain, bar);
        Volatile.Write(ref _isHanding, false);
    }

    /// <summary>What fails in this process would fail again: the strategy has its bar, and the next quote is worth more than this one.</summary>
    private async Task TakeAsync<T>(Func<IStrategyGrain, T, Task> take, IStrategyGrain grain, T piece)
    {
        try
        {
            await take(grain, piece);
        }
        catch (Exception e)
        {
            source.OnNotTaken(name, e);
        }
    }

    public void Offer(MarketDepth depth) => Offer(ref _depth, depth);

    public void Offer(OptionGreeks greeks) => Offer(ref _greeks, greeks);

    public void Offer(DataQuality quality)
    {
        _quality = quality;
        Run();
    }

    /// <summary>Handed over without waiting when the strategy is here and has taken all before; else it queues.</summary>
    public void Offer(Bar bar)
    {
        if (_queue.Count == 0 && _running.IsCompleted && TryHand(bar))
        {
            return;
        }

        _queue.AddLast(bar);
        if (++_bars > MostBars)
        {
            DeferBars();
        }

        Run();
    }

    public void Offer(ImmutableArray<Print> trades)
    {
        _queue.AddLast(trades);
        for (_trades += trades.Length; _trades > MostTrades && First<ImmutableArray<Print>>() is { } oldest; _queue.Remove(oldest))
        {
            var lost = ((ImmutableArray<Print>)oldest.Value).Length;
            (_trades, TradesLost) = (_trades - lost, TradesLost + lost);
            metrics.CountTradesLost(lost);
        }

        Run();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Offer<T>(ref T? slot, T newest)
        where T : class
    {
        if (slot is not null)
        {
            CountConflated();
        }

        slot = newest;
        Run();
    }

    private void CountConflated()
    {
        Conflated++;
        metrics.CountConflated();
    }

    /// <summary>The oldest half of the bars leaves the queue; one entry for each size says where they were.</summary>
    private void DeferBars()
    {
        metrics.CountBarsDeferred(_bars - (MostBars / 2));
        var deferred = new Dictionary<BarSize, TimeRange>();
        while (_bars > MostBars / 2 && First<Bar>() is { } oldest)
        {
            var bar = (Bar)oldest.Value;
            var known = deferred.TryGetValue(bar.Size, out var range) ? range : new TimeRange(bar.Start, bar.End);
            deferred[bar.Size] = new TimeRange(bar.Start < known.From ? bar.Start : known.From, bar.End > known.To ? bar.End : known.To);
            _queue.Remove(oldest);
            _bars--;
            BarsDeferred++;
        }

        foreach (var (size, range) in deferred)
        {
            var earlier = _queue.OfType<Deferred>().FirstOrDefault(known => known.Size == size);
            if (earlier is not null)
            {
                _queue.Remove(earlier);
            }

            _queue.AddFirst(new Deferred(size, earlier is null ? range : range with { From = earlier.Range.From }));
        }
    }

    private LinkedListNode<object>? First<T>()
    {
        var node = _queue.First;
        while (node is not null and not { Value: T })
        {
            node = node.Next;
        }

        return node;
    }

    private void Run()
    {
        if (_running.IsCompleted && !_stop.IsCancellationRequested)
        {
            _running = RunAsync(_stop.Token);
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && (_queue.Count > 0 || _quality is not null || (_quote ?? _depth ?? (object?)_greeks) is not null))
        {
            try
            {
                var next = _quality is null ? _queue.First : null;
                await (next is null ? SendNewestAsync() : SendQueuedAsync(next.Value));
                Taken(next);
                _failures = 0;
            }
            catch (Exception e)
            {
                source.OnNotTaken(name, e);
                await Task.Delay(BackOff.Of(++_failures), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private Task SendNewestAsync() => _quality is { } quality ? SendQualityAsync(quality)
        : _quote is { } quote ? SendAsync(ref _quote, Far.OnQuoteAsync, quote)
        : _greeks is { } greeks ? SendAsync(ref _greeks, Far.OnGreeksAsync, greeks)
        : SendAsync(ref _depth, Far.OnDepthAsync, _depth!);

    private static Task SendAsync<T>(ref T? slot, Func<T, Task> send, T newest)
        where T : class
    {
        slot = null;
        return send(newest);
    }

    private async Task SendQualityAsync(DataQuality quality)
    {
        await Far.OnQualityAsync(source.ConId, quality);
        _quality = _quality == quality ? null : _quality;
    }

    private Task SendQueuedAsync(object piece) => piece switch
    {
        Bar bar => SendAsync(bar),
        ImmutableArray<Print> trades => strategy.CallAsync(static (grain, next) => grain.OnTradesAsync(next), trades),
        _ => SendAgainAsync((Deferred)piece),
    };

    private Task SendAsync(Bar bar) => strategy.CallAsync(static (grain, next) => grain.OnBarAsync(next), bar);

    private async Task SendAgainAsync(Deferred deferred)
    {
        foreach (var bar in await source.ReadAgainAsync(deferred.Size, deferred.Range))
        {
            await SendAsync(bar);
        }
    }

    /// <summary>Leaves the queue, unless it has left it meanwhile.</summary>
    private void Taken(LinkedListNode<object>? piece)
    {
        if (piece?.List is not null)
        {
            _bars -= piece.Value is Bar ? 1 : 0;
            _trades -= piece.Value is ImmutableArray<Print> trades ? trades.Length : 0;
            _queue.Remove(piece);
        }
    }

    private sealed record Deferred(BarSize Size, TimeRange Range);
}
