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

/// <summary>One broker line: a contract and a kind, wanted until it is unsubscribed, refused or given up for another.</summary>
internal sealed class Line(Instrument instrument, LineKind kind, ContractFeed feed)
{
    private DepthBook? _depth;

    public Instrument Instrument { get; } = instrument;

    public LineKind Kind { get; } = kind;

    public ContractFeed Feed { get; } = feed;

    public int Priority { get; set; }

    /// <summary>Told to wait for the broker's pacing.</summary>
    public bool Waits { get; set; }

    /// <summary>Null while it is not open at the broker.</summary>
    public int? RequestId { get; set; }

    /// <summary>Trading is halted, as this line told; touched by the reader thread alone.</summary>
    public bool IsHalted { get; set; }

    /// <summary>The order book of a <see cref="LineKind.Depth"/> line; touched by the reader thread alone.</summary>
    public DepthBook Depth => _depth ??= new DepthBook(Instrument.ConId);

    /// <summary>It is closed: what it told does not hold for the next one.</summary>
    public void Reset() => (IsHalted, _depth) = (false, null);
}

/// <summary>All lines that are wanted, and the way from a tick's request id to its contract (design P6).</summary>
/// <remarks>Ticks and bars come in on the reader thread, which allocates nothing for a tick; <see cref="Flush"/> hands over once per received chunk.</remarks>
internal sealed partial class LineTable(IContractGateway contracts, LineBudget budget, BridgeMetrics metrics, TimeProvider clock, ILogger<LineTable> logger) : IDisposable
{
    /// <summary>The order book starts anew.</summary>
    private const int DepthReset = 317;

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

    /// <summary>Notes that the line is wanted; false when it already was. Another may have to go for it.</summary>
    /// <param name="evicted">What must be cancelled at the broker for it.</param>
    /// <exception cref="Domain.Ports.GatewayRequestException">No line is left.</exception>
    public bool Want(Instrument instrument, LineKind kind, int priority, out (LineKind Kind, int RequestId)? evicted)
    {
        evicted = null;
        lock (_gate)
        {
            if (_wanted.TryGetValue((instrument.ConId, kind), out var known))
            {
                known.Priority = priority;
                return false;
            }

            if (budget.MakeRoom(kind, priority, _wanted.Values) is { } loser)
            {
                _wanted.Remove((loser.Instrument.ConId, loser.Kind));
                evicted = Detach(loser) is { } id ? (loser.Kind, id) : null;
                Report(loser, LineState.Refused, LineBudget.NoLineLeft, $"given up for {instrument.Symbol}, which has a higher priority ({priority} over {loser.Priority})");
            }

            _wanted.Add((instrument.ConId, kind), new Line(instrument, kind, FeedOf(instrument.ConId)) { Priority = priority });
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
            line.Waits = false;
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

    /// <summary>Every wanted line that is not open, the highest priority first.</summary>
    public IReadOnlyList<Line> Closed()
    {
        lock (_gate)
        {
            return [.. _wanted.Values.Where(static line => line.RequestId is null).OrderByDescending(static line => line.Priority)];
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

    /// <summary>The line must wait for the broker's pacing; told once, so that nobody expects data of it.</summary>
    public void ReportWaiting(Line line)
    {
        if (!line.Waits)
        {
            line.Waits = true;
            Report(line, LineState.Lost, null, "waits for its turn: the broker's pacing allows no more new lines now");
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

    /// <summary>The highest priority of the contract's lines; 0 when it has none.</summary>
    public int PriorityOf(ConId conId)
    {
        lock (_gate)
        {
            return Enum.GetValues<LineKind>().Max(kind => _wanted.GetValueOrDefault((conId, kind))?.Priority ?? 0);
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
            Price? price = tick.IsNoQuote ? null : Price.Of(tick.Price!.Value);
            line.Feed.SetPrice(side, price, price is null ? null : IbWords.ToSize(tick.Size));
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

    public void TakeBidAsk(in TickByTickBidAskMessage tick)
    {
        if (_open.TryGetValue(tick.ReqId, out var line))
        {
            var (bidSize, askSize) = (IbWords.ToSize(tick.BidSize), IbWords.ToSize(tick.AskSize));
            line.Feed.SetBidAsk(ToPrice(tick.BidPrice, bidSize), bidSize, ToPrice(tick.AskPrice, askSize), askSize);
            Mark(line.Feed);
        }
    }

    public void TakeTrade(in TickByTickAllLastMessage trade)
    {
        if (_open.TryGetValue(trade.ReqId, out var line) && IbWords.ToSize(trade.Size) is { } size)
        {
            line.Feed.Add(new Print(line.Instrument.ConId, IbWords.ToPrice(trade.Price), size, trade.Time));
            Mark(line.Feed);
        }
    }

    /// <summary>Trading halted or resumed (tick type 49): 0 is neither, 1 and 2 are halts, -1 is unknown.</summary>
    public void TakeHalt(in TickGenericMessage tick)
    {
        if (tick.TickType is TickTypes.Halted or TickTypes.DelayedHalted && _open.TryGetValue(tick.ReqId, out var line) && line.IsHalted != (tick.Value > 0))
        {
            line.IsHalted = tick.Value > 0;
            line.Feed.Add(line.IsHalted ? new LineReport(line.Kind, LineState.Halted, null, "trading is halted") : new LineReport(line.Kind, LineState.Open, null, "trading goes on"));
            Mark(line.Feed);
        }
    }

    /// <summary>A row of an order book.</summary>
    public void TakeDepth(int reqId, int side, int position, int operation, DepthRow row)
    {
        if (!_open.TryGetValue(reqId, out var line))
        {
            return;
        }

        if (line.Depth.Apply(side, position, operation, row))
        {
            line.Feed.Set(line.Depth.ToDepth(clock.GetUtcNow()));
            Mark(line.Feed);
        }
        else
        {
            metrics.CountDepthRowLost();
        }
    }

    /// <summary>Greeks of an option; the model's are the ones shown.</summary>
    public void TakeGreeks(TickOptionComputationMessage message)
    {
        if (message.TickType is TickTypes.ModelGreeks or TickTypes.DelayedModelGreeks && _open.TryGetValue(message.ReqId, out var line))
        {
            line.Feed.Set(IbWords.ToGreeks(line.Instrument.ConId, message, clock.GetUtcNow()));
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
            if (error.ErrorCode == DepthReset)
            {
                line.Depth.Clear();
            }

            LogRemark(line.Instrument.ConId, line.Kind, error.ErrorCode, error.ErrorMsg);
            return true;
        }

        var stopped = IbErrors.Action(error.ErrorCode) == IbErrorAction.ReopenLine;
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

    /// <summary>A side whose price is unset, or without a price and a size, is not quoted.</summary>
    private static Price? ToPrice(decimal? price, Quantity? size) =>
        price is not { } given || (given <= 0 && size is null or { IsZero: true }) ? null : Price.Of(given);

    private static Bar ToBar(ConId conId, in RealTimeBarMessage bar) => new(
        conId,
        BarSize.FiveSeconds,
        bar.Time,
        IbWords.ToPrice(bar.Open),
        IbWords.ToPrice(bar.High),
        IbWords.ToPrice(bar.Low),
        IbWords.ToPrice(bar.Close),
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
        line.Reset();
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
