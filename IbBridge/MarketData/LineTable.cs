using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.IbBridge.Gateways;
using OrleansTrader.IbBridge.Lanes;
using OrleansTrader.IbBridge.Translation;
using OrleansTrader.IbProtocol;
using OrleansTrader.IbProtocol.Messages;

namespace OrleansTrader.IbBridge.MarketData;

/// <summary>One broker line: a contract and a kind, wanted until it is unsubscribed or refused.</summary>
internal sealed class Line(Instrument instrument, LineKind kind, ContractFeed feed)
{
    public Instrument Instrument { get; } = instrument;

    public LineKind Kind { get; } = kind;

    public ContractFeed Feed { get; } = feed;

    /// <summary>Null while it is not open at the broker.</summary>
    public int? RequestId { get; set; }
}

/// <summary>All lines that are wanted, and the way from a tick's request id to its contract (design P6).</summary>
/// <remarks>Ticks and bars come in on the reader thread, which allocates nothing for a tick; <see cref="Flush"/> hands over once per received chunk.</remarks>
internal sealed partial class LineTable(IContractGateway contracts, BridgeMetrics metrics, TimeProvider clock, ILogger<LineTable> logger) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(ConId, LineKind), Line> _wanted = [];
    private readonly ConcurrentDictionary<ConId, ContractFeed> _feeds = new();
    private readonly ConcurrentDictionary<int, Line> _open = new();
    private readonly List<ContractFeed> _changed = [];
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Raised when the broker ended a line that should be opened again at once (10182, 10225).</summary>
    public event Action? Stopped;

    /// <summary>Ends the repeating of refused hand-overs.</summary>
    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    /// <summary>Notes that the line is wanted; false when it already was.</summary>
    public bool Want(Instrument instrument, LineKind kind, out Line line)
    {
        lock (_gate)
        {
            if (_wanted.TryGetValue((instrument.ConId, kind), out line!))
            {
                return false;
            }

            line = new Line(instrument, kind, FeedOf(instrument.ConId));
            _wanted.Add((instrument.ConId, kind), line);
            return true;
        }
    }

    /// <summary>Forgets the line; gives back what must be cancelled at the broker.</summary>
    public int? Drop(ConId conId, LineKind kind)
    {
        lock (_gate)
        {
            if (!_wanted.Remove((conId, kind), out var line))
            {
                return null;
            }

            return Detach(line);
        }
    }

    /// <summary>Gives the line a request id under which its data will come; false when it has one or is no longer wanted.</summary>
    public bool TryOpen(Line line, int requestId)
    {
        lock (_gate)
        {
            if (line.RequestId is not null || !_wanted.TryGetValue((line.Instrument.ConId, line.Kind), out var wanted) || wanted != line)
            {
                return false;
            }

            line.RequestId = requestId;
            _open[requestId] = line;
            return true;
        }
    }

    /// <summary>The request for the line never left.</summary>
    public void Close(Line line, int requestId)
    {
        lock (_gate)
        {
            if (line.RequestId == requestId)
            {
                Detach(line);
            }
        }
    }

    /// <summary>Every wanted line that is not open.</summary>
    public IReadOnlyList<Line> Closed()
    {
        lock (_gate)
        {
            return [.. _wanted.Values.Where(static line => line.RequestId is null)];
        }
    }

    /// <summary>All lines are gone at the broker; they stay wanted.</summary>
    public void LoseAll(string cause)
    {
        lock (_gate)
        {
            foreach (var line in _wanted.Values.Where(static line => line.RequestId is not null))
            {
                Detach(line);
                line.Feed.ForgetQuote();
                Report(line, LineState.Lost, null, cause);
            }
        }
    }

    public void Report(Line line, LineState state, int? code, string text)
    {
        line.Feed.Add(new LineReport(line.Kind, state, code, text));
        line.Feed.Flush(clock.GetUtcNow());
    }

    /// <summary>A data farm changed its state: the lines that it may serve are told.</summary>
    public void ReportFarm(string farm, bool up, int code, string text)
    {
        lock (_gate)
        {
            foreach (var line in _wanted.Values.Where(line => line.RequestId is not null && FarmNames.MayServe(farm, line.Instrument)))
            {
                Report(line, up ? LineState.Open : LineState.FarmDown, code, text);
            }
        }
    }

    /// <summary>The instrument of a contract with a line; null when it has none.</summary>
    public Instrument? Find(ConId conId)
    {
        lock (_gate)
        {
            return _wanted.GetValueOrDefault((conId, LineKind.Quote))?.Instrument ?? _wanted.GetValueOrDefault((conId, LineKind.FiveSecondBars))?.Instrument;
        }
    }

    public bool TryTick(in TickPriceMessage tick)
    {
        if (!_open.TryGetValue(tick.ReqId, out var line))
        {
            return false;
        }

        if (TickTypes.PriceSide(tick.TickType) is { } side)
        {
            line.Feed.SetPrice(side, tick.IsNoQuote ? null : Price.Of(tick.Price!.Value), tick.IsNoQuote ? null : IbWords.ToSize(tick.Size));
            Mark(line.Feed);
        }

        return true;
    }

    public bool TryTick(in TickSizeMessage tick)
    {
        if (!_open.TryGetValue(tick.ReqId, out var line))
        {
            return false;
        }

        if (TickTypes.SizeSide(tick.TickType) is { } side)
        {
            line.Feed.SetSize(side, IbWords.ToSize(tick.Size));
            Mark(line.Feed);
        }

        return true;
    }

    public void TakeBar(in RealTimeBarMessage bar)
    {
        if (_open.TryGetValue(bar.ReqId, out var line))
        {
            line.Feed.Add(ToBar(line.Instrument.ConId, in bar));
            Mark(line.Feed);
        }
    }

    /// <summary>False when the id is no line's.</summary>
    public bool TryQuality(MarketDataTypeMessage message)
    {
        if (!_open.TryGetValue(message.ReqId, out var line))
        {
            return false;
        }

        line.Feed.SetQuality(IbWords.ToQuality(message.MarketDataType));
        Mark(line.Feed);
        return true;
    }

    /// <summary>False when the id is no line's. A remark leaves the line open; a stopped one is opened again; everything else refuses it.</summary>
    public bool TryError(ErrMsgMessage error)
    {
        if (!_open.TryGetValue(error.Id, out var line))
        {
            return false;
        }

        if (IbErrors.Classify(error.ErrorCode) is IbErrorClass.Info or IbErrorClass.Warning)
        {
            LogRemark(line.Instrument.ConId, line.Kind, error.ErrorCode, error.ErrorMsg);
            return true;
        }

        var stopped = LineErrors.IsStopped(error.ErrorCode);
        lock (_gate)
        {
            Detach(line);
            if (!stopped)
            {
                _wanted.Remove((line.Instrument.ConId, line.Kind));
            }
        }

        LogEnded(line.Instrument.ConId, line.Kind, error.ErrorCode, error.ErrorMsg);
        Report(line, stopped ? LineState.Lost : LineState.Refused, error.ErrorCode, error.ErrorMsg);
        if (stopped)
        {
            Stopped?.Invoke();
        }

        return true;
    }

    /// <summary>Hands over what the frames of one receive changed.</summary>
    public void Flush()
    {
        if (_changed.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var feed in _changed)
        {
            feed.Marked = false;
            feed.Flush(now);
        }

        _changed.Clear();
    }

    private static Bar ToBar(ConId conId, in RealTimeBarMessage bar) => new(
        conId,
        BarSize.FiveSeconds,
        bar.Time,
        Price.Of(bar.Open),
        Price.Of(bar.High),
        Price.Of(bar.Low),
        Price.Of(bar.Close),
        IbWords.ToSize(bar.Volume),
        bar.Wap is { } wap ? Price.Of(wap) : null,
        bar.Count ?? 0);

    private ContractFeed FeedOf(ConId conId) =>
        _feeds.GetOrAdd(conId, id => new ContractFeed(id, contracts.Find(id), metrics, clock, logger, _stopped.Token));

    private void Mark(ContractFeed feed)
    {
        if (!feed.Marked)
        {
            feed.Marked = true;
            _changed.Add(feed);
        }
    }

    private int? Detach(Line line)
    {
        var id = line.RequestId;
        line.RequestId = null;
        if (id is { } open)
        {
            _open.TryRemove(open, out _);
        }

        return id;
    }

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning, Message = "Line {ConId} {Kind}: {Code} {Text}")]
    private partial void LogRemark(ConId conId, LineKind kind, int code, string text);

    [LoggerMessage(EventId = 3402, Level = LogLevel.Warning, Message = "Line {ConId} {Kind} ended: {Code} {Text}")]
    private partial void LogEnded(ConId conId, LineKind kind, int code, string text);
}
