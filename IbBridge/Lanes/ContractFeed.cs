using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge.Gateways;

namespace OrleansTrader.IbBridge.Lanes;

/// <summary>The way of one contract's data to its grain, at most one call in flight: quotes, order books and greeks conflate to the newest, bars, trades and line reports keep their order.</summary>
/// <remarks>
/// The reader thread changes fields in place and allocates nothing; a <see cref="Quote"/> is made when it is handed over.
/// <see cref="Flush"/> is called once per received chunk, so the ticks of one chunk make one quote.
/// </remarks>
internal sealed partial class ContractFeed : INearWork<IContractGrain>
{
    /// <summary>An hour of bars; a consumer further behind gets a gap report and fills it from history.</summary>
    public const int MaxBars = 720;

    /// <summary>So many trades may wait; a consumer further behind gets a gap report.</summary>
    public const int MaxTrades = 50_000;

    /// <summary>How long a quote line may lag behind: it tells a quarter of a second's changes as one.</summary>
    private static readonly TimeSpan Sampling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly List<object> _ordered = [];
    private readonly IContractConsumer _consumer;
    private readonly BridgeMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopped;
    private QuoteFields _quote;
    private bool _dirty;
    private bool _busy;
    private bool _posted;
    private bool _changed;
    private long _bidAskAt;
    private int _bars;
    private int _trades;
    private MarketDepth? _depth;
    private OptionGreeks? _greeks;

    public ContractFeed(ConId conId, IContractConsumer consumer, BridgeMetrics metrics, TimeProvider clock, ILogger logger, CancellationToken stopped)
    {
        ConId = conId;
        _consumer = consumer;
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _stopped = stopped;
    }

    public ConId ConId { get; }

    /// <summary>True between a change and the <see cref="Flush"/> that takes it; touched by the reader thread alone.</summary>
    public bool Marked { get; set; }

    public void SetPrice(QuoteSide side, Price? price, Quantity? size)
    {
        lock (_gate)
        {
            _changed |= !IsBehind(side) && _quote.SetPrice(side, price, size);
        }
    }

    /// <summary>Both sides as a tick-by-tick line tells them, at every change.</summary>
    public void SetBidAsk(Price? bid, Quantity? bidSize, Price? ask, Quantity? askSize)
    {
        lock (_gate)
        {
            _bidAskAt = _clock.GetTimestamp();
            _changed |= _quote.SetPrice(QuoteSide.Bid, bid, bidSize) | _quote.SetPrice(QuoteSide.Ask, ask, askSize);
        }
    }

    public void SetSize(QuoteSide side, Quantity? size)
    {
        lock (_gate)
        {
            _changed |= !IsBehind(side) && _quote.SetSize(side, size);
        }
    }

    public void SetQuality(DataQuality quality)
    {
        lock (_gate)
        {
            _changed |= _quote.SetQuality(quality);
        }
    }

    /// <summary>The line is new or gone: nothing known before is a quote now.</summary>
    public void ForgetQuote()
    {
        lock (_gate)
        {
            _quote = default;
            _bidAskAt = 0;
            _changed = _dirty = false;
            (_depth, _greeks) = (null, null);
        }
    }

    /// <summary>The newest order book: it replaces one that still waits.</summary>
    public void Set(MarketDepth depth)
    {
        lock (_gate)
        {
            CountConflated(_depth);
            _depth = depth;
        }
    }

    /// <summary>The newest greeks: they replace those that still wait.</summary>
    public void Set(OptionGreeks greeks)
    {
        lock (_gate)
        {
            CountConflated(_greeks);
            _greeks = greeks;
        }
    }

    public void Add(Print trade)
    {
        lock (_gate)
        {
            if (_trades >= MaxTrades)
            {
                _metrics.CountTradesLost(_trades);
                _trades = Drop<Print>(LineKind.Trades);
            }

            _trades++;
            _ordered.Add(trade);
        }
    }

    public void Add(Bar bar)
    {
        lock (_gate)
        {
            if (_bars >= MaxBars)
            {
                _metrics.CountBarsLost(_bars);
                _bars = Drop<Bar>(LineKind.FiveSecondBars);
            }

            _bars++;
            _ordered.Add(bar);
        }
    }

    public void Add(LineReport report)
    {
        lock (_gate)
        {
            _ordered.Add(report);
        }
    }

    /// <summary>Hands over what changed, unless a call is in flight: then it goes after that one.</summary>
    public void Flush(DateTimeOffset receivedAt)
    {
        lock (_gate)
        {
            if (_changed)
            {
                if (_dirty)
                {
                    _metrics.CountConflated();
                }

                _changed = false;
                _dirty = true;
                _quote.At = receivedAt;
            }

            if (_busy || (!_dirty && !HasOthers) || (_posted && !HasOthers))
            {
                return;
            }

            if (!HasOthers && _consumer.TryPost(this))
            {
                _posted = true;
                return;
            }

            _busy = true;
        }

        _ = PumpAsync(); // Ends by itself when nothing is left, and cannot throw: see DeliverAsync.
    }

    private bool HasOthers => _ordered.Count > 0 || _depth is not null || _greeks is not null;

    /// <summary>In a turn of the contract grain, where that is in this process: the quote as it is now.</summary>
    void INearWork<IContractGrain>.Run(IContractGrain grain)
    {
        Quote quote;
        lock (_gate)
        {
            _posted = false;
            if (!_dirty)
            {
                return;
            }

            _dirty = false;
            quote = _quote.ToQuote(ConId);
        }

        try
        {
            grain.OnQuoteAsync(quote);
            _metrics.CountQuote();
        }
        catch (Exception e)
        {
            CountRefused(quote, e);
            Repeat();
        }
    }

    /// <summary>By message, until the newest quote is taken.</summary>
    private void Repeat()
    {
        lock (_gate)
        {
            _dirty = true;
            if (_busy)
            {
                return;
            }

            _busy = true;
        }

        _ = PumpAsync();
    }

    /// <summary>A quote line samples: while a tick-by-tick line tells bid and ask, what the quote line says of them may be older.</summary>
    private bool IsBehind(QuoteSide side) => _bidAskAt != 0 && side != QuoteSide.Last && _clock.GetElapsedTime(_bidAskAt) < Sampling;

    private async Task PumpAsync()
    {
        while (Take() is { } work)
        {
            while (!await DeliverAsync(work))
            {
                await Task.Delay(RetryDelay, _clock, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_stopped.IsCancellationRequested)
                {
                    return;
                }

                work = Renew(work);
            }
        }
    }

    /// <summary>The next thing to hand over: line reports and bars in their order, then the newest quote. Null ends the pump.</summary>
    private object? Take()
    {
        lock (_gate)
        {
            if (_ordered.Count > 0)
            {
                return _ordered[0] switch
                {
                    LineReport report => TakeReport(report),
                    Bar => TakeBars(),
                    _ => TakeTrades(),
                };
            }

            if (_dirty)
            {
                _dirty = false;
                return _quote.ToQuote(ConId);
            }

            if ((TakeOnce(ref _greeks) ?? TakeOnce(ref _depth)) is { } newest)
            {
                return newest;
            }

            _busy = false;
            return null;
        }
    }

    private static object? TakeOnce<T>(ref T? slot)
        where T : class
    {
        var taken = slot;
        slot = null;
        return taken;
    }

    /// <summary>A quote that was refused once is only worth repeating in its newest form.</summary>
    private object Renew(object work)
    {
        lock (_gate)
        {
            if (work is not Quote || !_dirty)
            {
                return work;
            }

            _dirty = false;
            return _quote.ToQuote(ConId);
        }
    }

    private LineReport TakeReport(LineReport report)
    {
        _ordered.RemoveAt(0);
        return report;
    }

    private Bar[] TakeBars()
    {
        var bars = TakeRun<Bar>();
        _bars -= bars.Length;
        return bars;
    }

    private Print[] TakeTrades()
    {
        var trades = TakeRun<Print>();
        _trades -= trades.Length;
        return trades;
    }

    private T[] TakeRun<T>()
    {
        var count = _ordered.FindIndex(static item => item is not T);
        var run = _ordered.GetRange(0, count < 0 ? _ordered.Count : count).Cast<T>().ToArray();
        _ordered.RemoveRange(0, run.Length);
        return run;
    }

    /// <summary>Everything of one kind that waits makes place for two reports: the gap's record.</summary>
    private int Drop<T>(LineKind kind)
    {
        _ordered.RemoveAll(static item => item is T);
        _ordered.Add(new LineReport(kind, LineState.Lost, null, "data was dropped: the consumer lagged"));
        _ordered.Add(new LineReport(kind, LineState.Open, null, "data goes on after a gap"));
        return 0;
    }

    private void CountConflated(object? waiting)
    {
        if (waiting is not null)
        {
            _metrics.CountConflated();
        }
    }

    private async Task<bool> DeliverAsync(object work)
    {
        try
        {
            switch (work)
            {
                case Quote quote:
                    await _consumer.OnQuoteAsync(quote);
                    _metrics.CountQuote();
                    break;
                case Bar[] bars:
                    await _consumer.OnBarsAsync(ImmutableArray.Create(bars));
                    _metrics.CountBars(bars.Length);
                    break;
                case Print[] trades:
                    await _consumer.OnTradesAsync(ImmutableArray.Create(trades));
                    _metrics.CountTrades(trades.Length);
                    break;
                case MarketDepth depth:
                    await _consumer.OnDepthAsync(depth);
                    break;
                case OptionGreeks greeks:
                    await _consumer.OnGreeksAsync(greeks);
                    break;
                case LineReport report:
                    await _consumer.OnLineAsync(report);
                    break;
            }

            return true;
        }
        catch (Exception e)
        {
            CountRefused(work, e); // And repeated: the newest quote must arrive in the end.
            return false;
        }
    }

    private void CountRefused(object work, Exception exception)
    {
        _metrics.CountDeliveryFailure("data");
        LogNotTaken(ConId, work.GetType().Name, exception);
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Contract {ConId} did not take a {Kind}; it is offered again")]
    private partial void LogNotTaken(ConId conId, string kind, Exception exception);
}
