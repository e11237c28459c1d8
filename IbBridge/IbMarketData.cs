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
    IbBridgeOptions options,
    TimeProvider clock,
    ILogger<IbMarketData> logger) : IMarketDataGateway, IDisposable
{
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private readonly SemaphoreSlim _histories = new(options.OpenHistoryRequests, options.OpenHistoryRequests);
    private readonly ConcurrentDictionary<(ConId, BarSize, string What, string End, string Duration), Lazy<Task<ImmutableArray<Bar>>>> _asked = new();

    public async ValueTask SubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (lines.Want(instrument, kind, out _) && MayOpen(link.State))
        {
            await RenewAsync(cancellationToken);
        }
    }

    public async ValueTask UnsubscribeAsync(Instrument instrument, LineKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (lines.Drop(instrument.ConId, kind) is not { } id)
        {
            return;
        }

        try
        {
            await requests.SendAsync(PacingLane.Data, CancelRequest(kind, id), cancellationToken);
        }
        catch (GatewayRequestException e)
        {
            LogInterrupted(e.Message); // The line ended with its session.
        }
    }

    /// <summary>Opens every wanted line that is not open. Runs at the same time become one after the other, so no line opens twice.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            foreach (var line in lines.Closed())
            {
                await OpenAsync(line, cancellationToken);
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
        var bars = await HistoryAsync((instrument.ConId, size, BarSeries.Trades, "", IbHistory.Duration(part, count * parts)), instrument, cancellationToken);
        return bars.Length > count ? bars[^count..] : bars;
    }

    public async Task<ImmutableArray<Bar>> HistoricalBarsAsync(Instrument instrument, BarSize size, TimeRange range, string what, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(range.Length.Ticks, nameof(range));
        var bars = await HistoryAsync((instrument.ConId, size, what, TwsTime.Format(range.To), IbHistory.Duration(range)), instrument, cancellationToken);
        return bars.RemoveAll(bar => !range.Contains(bar.Start));
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
        _renewing.Dispose();
        _histories.Dispose();
    }

    private static bool MayOpen(SessionState state) => state is SessionState.Ready or SessionState.Degraded;

    private static ClientMessage CancelRequest(LineKind kind, int id) =>
        kind == LineKind.Quote ? new CancelMktDataRequest { ReqId = id } : new CancelRealTimeBarsRequest { ReqId = id };

    /// <summary>The line is known under its request id before the request leaves: the first tick can be faster than we.</summary>
    private async Task OpenAsync(Line line, CancellationToken cancellationToken)
    {
        var id = ids.NextId();
        if (!lines.TryOpen(line, id))
        {
            return;
        }

        var contract = IbContracts.ToContract(line.Instrument);
        ClientMessage request = line.Kind == LineKind.Quote
            ? new MktDataRequest { ReqId = id, Contract = contract }
            : new RealTimeBarsRequest { ReqId = id, Contract = contract, BarSize = 5, WhatToShow = "TRADES" };
        try
        {
            await requests.SendAsync(PacingLane.Data, request, cancellationToken);
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

    private async Task<ImmutableArray<Bar>> AskHistoryAsync((ConId, BarSize Size, string What, string End, string Duration) key, Instrument instrument)
    {
        await _histories.WaitAsync();
        try
        {
            var (part, word, parts) = IbHistory.Part(key.Size);
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
                PacingLane.History,
                $"reqHistoricalData({instrument.Symbol}, {word}, {request.DurationStr})",
                id => request with { ReqId = id },
                new HistoryAnswer(instrument, part),
                options.RequestTimeout,
                CancellationToken.None);
            return parts == 1 ? bars : IbHistory.Join(bars, key.Size, SessionCalendar.Of(instrument));
        }
        finally
        {
            _asked.TryRemove(key, out _);
            _histories.Release();
        }
    }

    [LoggerMessage(EventId = 3411, Level = LogLevel.Information, Message = "Lines could not be opened or closed: {Reason}")]
    private partial void LogInterrupted(string reason);
}
