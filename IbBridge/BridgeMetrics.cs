using System.Diagnostics.Metrics;

namespace OrleansTrader.IbBridge;

/// <summary>The bridge's numbers; meter <c>OrleansTrader.IbBridge</c>.</summary>
internal sealed class BridgeMetrics : IDisposable
{
    public const string MeterName = "OrleansTrader.IbBridge";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _unknown;
    private readonly Counter<long> _trailing;
    private readonly Counter<long> _unrecorded;
    private readonly Counter<long> _conflated;
    private readonly Counter<long> _quotes;
    private readonly Counter<long> _bars;
    private readonly Counter<long> _barsLost;
    private readonly Counter<long> _trades;
    private readonly Counter<long> _tradesLost;
    private readonly Counter<long> _depthRowsLost;
    private readonly Counter<long> _deliveryFailures;
    private readonly Counter<long> _sends;
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _errors;
    private long _conflatedTotal;
    private long _quarantinedTotal;
    private long _trailingTotal;

    public BridgeMetrics()
    {
        _quarantined = _meter.CreateCounter<long>("ib_messages_quarantined", description: "Well-framed messages that could not be read, by message.");
        _unknown = _meter.CreateCounter<long>("ib_messages_unknown", description: "Messages whose id we do not know.");
        _trailing = _meter.CreateCounter<long>("ib_fields_trailing", description: "Fields of a newer server behind the ones we read, by message; ignored.");
        _unrecorded = _meter.CreateCounter<long>("ib_frames_unrecorded", description: "Frames the flight recorder left out because the disk did not keep up.");
        _conflated = _meter.CreateCounter<long>("ib_quotes_conflated", description: "Quotes replaced by a newer one before they were handed over.");
        _quotes = _meter.CreateCounter<long>("ib_quotes_delivered", description: "Quotes handed to contract grains.");
        _bars = _meter.CreateCounter<long>("ib_bars_delivered", description: "Five-second bars handed to contract grains.");
        _barsLost = _meter.CreateCounter<long>("ib_bars_lost", description: "Bars dropped because their consumer lagged; a gap was reported.");
        _trades = _meter.CreateCounter<long>("ib_trades_delivered", description: "Trades on the tape handed to contract grains.");
        _tradesLost = _meter.CreateCounter<long>("ib_trades_lost", description: "Trades dropped because their consumer lagged; a gap was reported.");
        _depthRowsLost = _meter.CreateCounter<long>("ib_depth_rows_lost", description: "Rows of order books that did not fit and were left out.");
        _deliveryFailures = _meter.CreateCounter<long>("ib_delivery_failures", description: "Calls into grains that failed and are repeated, by lane.");
        _sends = _meter.CreateCounter<long>("ib_order_messages", description: "Order messages, by kind and outcome.");
        _sessions = _meter.CreateCounter<long>("ib_session_changes", description: "Changes of the session's state, by new state.");
        _errors = _meter.CreateCounter<long>("ib_errors", description: "Errors and notices of the gateway, by code.");
    }

    public long Conflated => Interlocked.Read(ref _conflatedTotal);

    public long Quarantined => Interlocked.Read(ref _quarantinedTotal);

    public long Trailing => Interlocked.Read(ref _trailingTotal);

    public void Dispose() => _meter.Dispose();

    /// <summary>Publishes how many order events wait for the engine.</summary>
    public void ObserveOrderLane(Func<long> depth) =>
        _meter.CreateObservableGauge("ib_order_events_waiting", depth, description: "Order events not yet taken by the engine; alarm at 10,000.");

    public void CountQuarantined(string message)
    {
        Interlocked.Increment(ref _quarantinedTotal);
        _quarantined.Add(1, new KeyValuePair<string, object?>("message", message));
    }

    public void CountUnknown(int messageId) => _unknown.Add(1, new KeyValuePair<string, object?>("id", messageId));

    public void CountTrailing(int messageId, int fields)
    {
        Interlocked.Add(ref _trailingTotal, fields);
        _trailing.Add(fields, new KeyValuePair<string, object?>("id", messageId));
    }

    public void CountUnrecorded() => _unrecorded.Add(1);

    public void CountConflated()
    {
        Interlocked.Increment(ref _conflatedTotal);
        _conflated.Add(1);
    }

    public void CountQuote() => _quotes.Add(1);

    public void CountBars(int count) => _bars.Add(count);

    public void CountBarsLost(int count) => _barsLost.Add(count);

    public void CountTrades(int count) => _trades.Add(count);

    public void CountTradesLost(int count) => _tradesLost.Add(count);

    public void CountDepthRowLost() => _depthRowsLost.Add(1);

    public void CountDeliveryFailure(string lane) => _deliveryFailures.Add(1, new KeyValuePair<string, object?>("lane", lane));

    public void CountSend(string kind, string outcome) =>
        _sends.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));

    public void CountSession(string state) => _sessions.Add(1, new KeyValuePair<string, object?>("state", state));

    public void CountError(int code) => _errors.Add(1, new KeyValuePair<string, object?>("code", code));
}
