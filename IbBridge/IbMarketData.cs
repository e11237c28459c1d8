using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge.MarketData;
using OrleansTrader.IbBridge.Pacing;
using OrleansTrader.IbBridge.Routing;
using OrleansTrader.IbBridge.Session;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge;

/// <summary>Lines, histories and snapshots of the one session. Lines are kept open over sockets by <see cref="RenewAsync"/>.</summary>
internal sealed partial class IbMarketData(
    GatewayLink link,
    GatewayRequests requests,
    RequestTable ids,
    LineTable lines,
    FarmBoard farms,
    PacingGate pacing,
    IbBridgeOptions options,
    TimeProvider clock,
    ILogger<IbMarketData> logger) : IMarketDataGateway, IDisposable
{
    private const int DepthRows = 10;
    private const int TradesAtOnce = 1_000;

    private readonly RequestWindow _barLines = new(RequestWindow.RealTimeBars.Requests, RequestWindow.RealTimeBars.Span, clock);
    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly HistoryPacing _histories = new(pacing, options.OpenHistoryRequests, clock);
    private readonly ConcurrentDictionary<(ConId, BarSize, string What, string End, string Duration), Lazy<Task<ImmutableArray<Bar>>>> _asked = new();
    private readonly Dictionary<ConId, RequestWindow> _tickLines = [];
    private DateTimeOffset? _renewAt;
    private int _disposed;

    public async ValueTask SubscribeAsync(Instrument instrument, LineKind kind, int priority, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var isNew = lines.Want(instrument, kind, priority, out var evicted);
        if (evicted is { } line)
        {
            await CancelAsync(line.Kind, line.RequestId, cancellationToken);
        }

        if (isNew && MayOpen(link.State))
        {
            await RenewAsync(cancellationToken);
        }
    }

    public async ValueTask UnsubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (lines.Drop(instrument.ConId, kind) is { } id)
        {
            await CancelAsync(kind, id, cancellationToken);
        }
    }

    /// <summary>Opens every wanted line that is not open, as far as the broker's rules allow now; the rest follows by itself when they do. Runs at the same time become one after the other, so no line opens twice.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            _renewAt = _renewAt > clock.GetUtcNow() ? _renewAt : null;
            var closed = lines.Closed();
            if (closed.Count > 0 && options.MarketDataType != DataQuality.Live)
            {
                await requests.SendAsync(PacingLane.Data, new MarketDataTypeRequest { MarketDataType = (int)options.MarketDataType }, cancellationToken);
            }

            foreach (var line in closed)
            {
                if (RuleOf(line) is { } rule && !rule.TryTake())
                {
                    lines.ReportWaiting(line);
                    RenewLater(rule.UntilNext());
                }
                else
                {
                    await OpenAsync(line, cancellationToken);
                }
            }
        }
        catch (GatewayRequestException e)
        {
            LogInterrupted(e.Message); // The session went away; the next one renews.
        }
        finally
        {
            _renewing.Release();
        }
    }

    public async Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var (part, _, parts) = IbHistory.Part(size);
        var bars = await HistoryAsync((instrument.ConId, size, BarSeries.WhatOf(instrument), "", IbHistory.Duration(part, (parts == 1 ? count : count + 1) * parts)), instrument, cancellationToken);
        return bars.Length > count ? bars[^count..] : bars;
    }

    public async Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, TimeRange range, string what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(range.Length.Ticks, nameof(range));
        var whole = IbHistory.Whole(range, size, SessionCalendar.Of(instrument));
        var bars = await HistoryAsync((instrument.ConId, size, what, TwsTime.Format(whole.To), IbHistory.Duration(whole)), instrument, cancellationToken);
        return bars.RemoveAll(bar => !range.Contains(bar.Start));
    }

    public async Task<ImmutableArray<Print>> HistoricalTradesAsync(Instrument instrument, TimeRange range, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var trades = ImmutableArray.CreateBuilder<Print>();
        for (var from = range.From; from < range.To;)
        {
            var page = await TradesFromAsync(instrument, from, cancellationToken);
            var isLast = page.Length < TradesAtOnce || page[^1].At >= range.To;
            var next = isLast ? range.To : page[^1].At > from ? page[^1].At : from.AddSeconds(1); // The last second may go on in the next page.
            trades.AddRange(page.Where(trade => trade.At >= from && trade.At < next && range.Contains(trade.At)));
            from = next;
        }

        return trades.ToImmutable();
    }

    public Task<Quote> SnapshotAsync(Instrument instrument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return requests.AskAsync(
            PacingLane.Data,
            $"reqMktData snapshot of {instrument.Symbol}",
            id => new MktDataRequest { ReqId = id, Contract = IbContracts.ToContract(instrument), Snapshot = true },
            new SnapshotAnswer(instrument.ConId, clock),
            options.RequestTimeout,
            cancellationToken);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) // It is a service under two names.
        {
            _stopped.Cancel();
            _stopped.Dispose();
            _renewing.Dispose();
            _histories.Dispose();
        }
    }

    /// <summary>The pacing rule for a new line; null when there is none.</summary>
    private RequestWindow? RuleOf(Line line) => line.Kind switch
    {
        LineKind.FiveSecondBars => _barLines,
        LineKind.Trades or LineKind.BidAsk => TickRuleOf(line.Instrument.ConId),
        _ => null,
    };

    private RequestWindow TickRuleOf(ConId conId)
    {
        if (!_tickLines.TryGetValue(conId, out var rule))
        {
            _tickLines[conId] = rule = new RequestWindow(RequestWindow.TickByTick.Requests, RequestWindow.TickByTick.Span, clock);
        }

        return rule;
    }

    /// <summary>One waiting renewal is enough for all lines that wait longer.</summary>
    private void RenewLater(TimeSpan wait)
    {
        var at = clock.GetUtcNow() + wait;
        if (_renewAt is null || at < _renewAt)
        {
            LogWaiting(wait);
            _renewAt = at;
            _ = RenewAfterAsync(wait);
        }
    }

    private async Task RenewAfterAsync(TimeSpan wait)
    {
        await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopped.IsCancellationRequested && MayOpen(link.State))
        {
            await RenewAsync(_stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ImmutableArray<Print>> TradesFromAsync(Instrument instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        await farms.ServesAsync(FarmKind.History, instrument, options.RequestTimeout, cancellationToken);
        await _histories.EnterAsync(new HistoryAsk(instrument.ConId, "TRADES", "ticks", "", TwsTime.Format(from), HasSmallBars: true), lines.PriorityOf(instrument.ConId), cancellationToken);
        try
        {
            return await requests.AskAsync(
                slot: null, // Entering took it.
                $"reqHistoricalTicks({instrument.Symbol}, {from:O})",
                id => new HistoricalTicksRequest { ReqId = id, Contract = IbContracts.ToContract(instrument), StartDateTime = TwsTime.Format(from), NumberOfTicks = TradesAtOnce, WhatToShow = "TRADES" },
                new TradesAnswer(instrument.ConId),
                options.RequestTimeout,
                cancellationToken);
        }
        finally
        {
            _histories.Leave();
        }
    }

    private static bool MayOpen(SessionState state) => state is SessionState.Ready or SessionState.Degraded;

    private static ClientMessage CancelRequest(LineKind kind, int id) => kind switch
    {
        LineKind.Quote => new CancelMktDataRequest { ReqId = id },
        LineKind.FiveSecondBars => new CancelRealTimeBarsRequest { ReqId = id },
        LineKind.Trades or LineKind.BidAsk => new CancelTickByTickDataRequest { ReqId = id },
        LineKind.Depth => new CancelMktDepthRequest { ReqId = id, IsSmartDepth = true },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No request."),
    };

    private static ClientMessage OpenRequest(Line line, int id)
    {
        var contract = IbContracts.ToContract(line.Instrument);
        return line.Kind switch
        {
            LineKind.Quote => new MktDataRequest { ReqId = id, Contract = contract },
            LineKind.FiveSecondBars => new RealTimeBarsRequest { ReqId = id, Contract = contract, BarSize = 5, WhatToShow = BarSeries.WhatOf(line.Instrument) },
            LineKind.Trades => new TickByTickDataRequest { ReqId = id, Contract = contract, TickType = "AllLast" },
            LineKind.BidAsk => new TickByTickDataRequest { ReqId = id, Contract = contract, TickType = "BidAsk" },
            LineKind.Depth => new MktDepthRequest { ReqId = id, Contract = contract, NumRows = DepthRows, IsSmartDepth = true },
            _ => throw new ArgumentOutOfRangeException(nameof(line), line.Kind, "No request."),
        };
    }

    private async ValueTask CancelAsync(LineKind kind, int id, CancellationToken cancellationToken)
    {
        try
        {
            await requests.SendAsync(PacingLane.Data, CancelRequest(kind, id), cancellationToken);
        }
        catch (GatewayRequestException e)
        {
            LogInterrupted(e.Message); // The line ended with its session.
        }
    }

    /// <summary>The line is known under its request id before the request leaves: the first tick can be faster than we.</summary>
    private async Task OpenAsync(Line line, CancellationToken cancellationToken)
    {
        var id = ids.NextId();
        if (!lines.TryOpen(line, id))
        {
            return;
        }

        try
        {
            await requests.SendAsync(PacingLane.Data, OpenRequest(line, id), cancellationToken);
            lines.Report(line, LineState.Open, null, "opened");
        }
        catch
        {
            lines.Close(line, id);
            throw;
        }
    }

    /// <summary>Simultaneous equal requests are one.</summary>
    /// <param name="key">An empty end is now.</param>
    private Task<ImmutableArray<Bar>> HistoryAsync((ConId, BarSize, string What, string End, string Duration) key, Instrument instrument, CancellationToken cancellationToken)
    {
        var asked = _asked.GetOrAdd(key, _ => new Lazy<Task<ImmutableArray<Bar>>>(() => AskHistoryAsync(key, instrument)));
        return asked.Value.WaitAsync(cancellationToken);
    }

    private async Task<ImmutableArray<Bar>> AskHistoryAsync((ConId, BarSize, string, string, string) key, Instrument instrument)
    {
        try
        {
            await farms.ServesAsync(FarmKind.History, instrument, options.RequestTimeout, _stopped.Token);
            return await AskPacedAsync(key, instrument);
        }
        finally
        {
            _asked.TryRemove(key, out _);
        }
    }

    private async Task<ImmutableArray<Bar>> AskPacedAsync((ConId, BarSize Size, string What, string End, string Duration) key, Instrument instrument)
    {
        var (part, word, parts) = IbHistory.Part(key.Size);
        var hasSmallBars = part.Value < TimeSpan.FromMinutes(1);
        await _histories.EnterAsync(new HistoryAsk(instrument.ConId, key.What, word, key.Duration, key.End, hasSmallBars), lines.PriorityOf(instrument.ConId), _stopped.Token);
        try
        {
            var request = new HistoricalDataRequest
            {
                Contract = IbContracts.ToContract(instrument),
                BarSizeSetting = word,
                EndDateTime = key.End,
                DurationStr = key.Duration,
                UseRTH = 0,
                WhatToShow = key.What,
                FormatDate = 2,
            };
            var bars = await requests.AskAsync(
                slot: null, // Entering took it.
                $"reqHistoricalData({instrument.Symbol}, {word}, {request.DurationStr})",
                id => request with { ReqId = id },
                new HistoryAnswer(instrument, part),
                options.RequestTimeout,
                CancellationToken.None);
            return parts == 1 ? bars : IbHistory.Join(bars, key.Size, SessionCalendar.Of(instrument));
        }
        finally
        {
            _histories.Leave();
        }
    }

    [LoggerMessage(EventId = 3412, Level = LogLevel.Information, Message = "The broker allows no more new lines of a kind for {Wait}; the others wait, the most important first")]
    private partial void LogWaiting(TimeSpan wait);

    [LoggerMessage(EventId = 3411, Level = LogLevel.Information, Message = "Lines could not be opened or closed: {Reason}")]
    private partial void LogInterrupted(string reason);
}
