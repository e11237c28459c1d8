using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>The consolidator of one contract; the key is its conId. One broker line per kind, however many subscribers (design P6).</summary>
/// <remarks>Refuses with <see cref="NotLeaseHolderException"/> and deactivates where the lease is not held.</remarks>
[Alias("trader.contract")]
public interface IContractGrain : IGrainWithIntegerKey
{
    /// <summary>Adds or changes one strategy's subscription; kept over restarts. A repeat changes nothing.</summary>
    [Alias("subscribe")]
    Task SubscribeAsync(ContractSubscription subscription);

    /// <summary>Removes the strategy; the line is released some time after the last one left.</summary>
    [Alias("unsubscribe")]
    Task UnsubscribeAsync(StrategyName strategy);

    /// <summary>Called by the bridge on every <c>Ready</c> and by the reminder: opens the lines that subscriptions need.</summary>
    [Alias("wake")]
    Task WakeAsync();

    /// <summary>The newest quote; older ones may have been conflated. At most one call in flight.</summary>
    [AlwaysInterleave]
    [Alias("quote")]
    Task OnQuoteAsync(Quote quote);

    /// <summary>Finished 5-second bars, in order.</summary>
    [AlwaysInterleave]
    [Alias("bars")]
    Task OnBarsAsync(ImmutableArray<Bar> bars);

    /// <summary>Trades on the tape, in order.</summary>
    [AlwaysInterleave]
    [Alias("trades")]
    Task OnTradesAsync(ImmutableArray<Print> trades);

    /// <summary>The newest order book; older ones may have been conflated.</summary>
    [AlwaysInterleave]
    [Alias("depth")]
    Task OnDepthAsync(MarketDepth depth);

    /// <summary>The newest greeks of an option; older ones may have been conflated.</summary>
    [AlwaysInterleave]
    [Alias("greeks")]
    Task OnGreeksAsync(OptionGreeks greeks);

    /// <summary>The line was lost, refused or renewed.</summary>
    [AlwaysInterleave]
    [Alias("line")]
    Task OnLineAsync(LineReport report);

    /// <summary>The price now: the live quote, else one not older than <paramref name="maxAge"/>, else a snapshot from the broker.</summary>
    /// <exception cref="TimeoutException">None of the three gave a price.</exception>
    [AlwaysInterleave]
    [Alias("price")]
    Task<CurrentPrice> PriceAsync(TimeSpan maxAge);

    /// <summary>The last <paramref name="count"/> finished bars, from memory or the broker's history; oldest first.</summary>
    [AlwaysInterleave]
    [Alias("history")]
    Task<ImmutableArray<Bar>> HistoryAsync(BarSize size, int count);

    [AlwaysInterleave]
    [Alias("state")]
    Task<ContractView> GetState();
}

/// <param name="Instrument">The symbol spec by which the contract is found again after a restart.</param>
/// <param name="Trades">Every trade on the tape; bars that do not go by time need them too and get them without this.</param>
/// <param name="BidAsk">Every change of bid and ask, beside the quotes.</param>
/// <param name="Priority">Who keeps the lines where the broker's do not suffice: the higher.</param>
public sealed record ContractSubscription(
    StrategyName Strategy,
    string Instrument,
    ImmutableArray<BarSize> Bars,
    bool Quotes,
    bool Trades = false,
    bool Depth = false,
    bool Greeks = false,
    int Priority = 0,
    bool BidAsk = false)
{
    /// <summary>Quotes reach it, from whichever line.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool GetsQuotes => Quotes || BidAsk;
}

/// <param name="Price">Midpoint, else last.</param>
public sealed record CurrentPrice(Price Price, DateTimeOffset At, PriceSource Source);

public enum PriceSource
{
    LiveQuote = 1,
    RecentQuote = 2,
    Snapshot = 3,
    LastBar = 4,
}

/// <param name="Code">IB's code, null when there is none.</param>
public sealed record LineReport(LineKind Kind, LineState State, int? Code, string Text);

public enum LineState
{
    Open = 1,

    /// <summary>The session or the farm is gone; the bridge renews it by itself.</summary>
    Lost = 2,

    /// <summary>The broker refused it.</summary>
    Refused = 3,

    /// <summary>The farm is down; nothing is expected.</summary>
    FarmDown = 4,

    /// <summary>Trading in the contract is halted; nothing is expected.</summary>
    Halted = 5,
}
