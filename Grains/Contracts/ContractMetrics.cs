using System.Diagnostics.Metrics;

namespace OrleansTrader.Grains.Contracts;

/// <summary>The numbers of all contract grains of this process; meter <c>OrleansTrader.Contracts</c>.</summary>
internal sealed class ContractMetrics : IDisposable
{
    public const string MeterName = "OrleansTrader.Contracts";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _gapsFilled;
    private readonly Counter<long> _resubscriptions;
    private readonly Counter<long> _barsDeferred;
    private readonly Counter<long> _tradesLost;
    private long _conflated;

    public ContractMetrics()
    {
        _gapsFilled = _meter.CreateCounter<long>("contract_gaps_filled", description: "Requests of history that filled gaps of bars.");
        _resubscriptions = _meter.CreateCounter<long>("contract_resubscriptions", description: "Lines subscribed again because they were silent, by kind.");
        _barsDeferred = _meter.CreateCounter<long>("contract_bars_deferred", description: "Bars that a slow strategy did not take in time; it reads them again from history.");
        _tradesLost = _meter.CreateCounter<long>("contract_trades_lost", description: "Trades that a slow strategy did not take in time.");
        _meter.CreateObservableCounter("contract_quotes_conflated", () => Interlocked.Read(ref _conflated), description: "Quotes, order books and greeks replaced by a newer one before a strategy took them.");
    }

    /// <summary>Beside the tick path: one addition, no listener is called.</summary>
    public void CountConflated() => Interlocked.Increment(ref _conflated);

    public void CountGapFilled() => _gapsFilled.Add(1);

    public void CountResubscription(string kind) => _resubscriptions.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void CountBarsDeferred(int count) => _barsDeferred.Add(count);

    public void CountTradesLost(int count) => _tradesLost.Add(count);

    public void Dispose() => _meter.Dispose();
}
