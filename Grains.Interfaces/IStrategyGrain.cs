using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>Hosts one strategy; the key is its name.</summary>
[Alias("trader.strategy")]
public interface IStrategyGrain : IGrainWithStringKey
{
    /// <summary>Sets type, account, capital and parameters, and starts it. A repeat with the same settings changes nothing.</summary>
    /// <remarks>What can only be done with the broker (resolving, warm-up) is tried now and goes on by itself until it succeeds.</remarks>
    /// <exception cref="ArgumentException">There is no such type, or a parameter is out of range or unknown: nothing was changed.</exception>
    [Alias("configure")]
    Task ConfigureAsync(StrategySettings settings);

    /// <summary>Changes parameters of the running strategy and starts it anew with them, its state kept. Journaled with who; kept over restarts until the settings themselves change.</summary>
    /// <param name="changes">By name; null takes the change back, so that the settings count again.</param>
    /// <exception cref="ArgumentException">A parameter is out of range or unknown: nothing was changed.</exception>
    [Alias("parameters")]
    Task<CommandResult> SetParametersAsync(ImmutableDictionary<string, string?> changes, string by);

    /// <summary>Makes sure it runs: subscriptions, warm-up, events missed.</summary>
    [Alias("wake")]
    Task WakeAsync();

    [Alias("quote")]
    Task OnQuoteAsync(Quote quote);

    /// <summary>Waits, as trades do, while the strategy starts or hears of news. Completes when it was taken.</summary>
    [Alias("bar")]
    Task OnBarAsync(Bar bar);

    /// <summary>Trades on the tape, in order.</summary>
    [Alias("trades")]
    Task OnTradesAsync(ImmutableArray<Print> trades);

    [Alias("depth")]
    Task OnDepthAsync(MarketDepth depth);

    [Alias("greeks")]
    Task OnGreeksAsync(OptionGreeks greeks);

    /// <summary>What the contract's data is worth now: live, frozen, delayed, or stale and not to be trusted.</summary>
    [Alias("quality")]
    Task OnQualityAsync(ConId conId, DataQuality quality);

    /// <summary>Order and fill events; a sequence not above the cursor changes nothing.</summary>
    [Alias("news")]
    Task OnNewsAsync(StrategyNews news);

    /// <summary>The engine changed the strategy's status.</summary>
    [Alias("status")]
    Task OnStatusAsync(StrategyStatus status, string reason);

    [AlwaysInterleave]
    [Alias("state")]
    Task<StrategyHostView> GetState();
}

/// <summary>One entry of the setting <c>Strategies</c>.</summary>
/// <param name="Type">The class name, with or without namespace.</param>
public sealed record StrategySettings(StrategyName Name, string Type, AccountId Account, Money Capital, ImmutableDictionary<string, string> Parameters)
{
    public StrategySchedule Schedule { get; init; }

    /// <summary>Equal in every part, parameters compared one by one.</summary>
    public bool IsSameAs(StrategySettings? other) =>
        other is not null
        && this with { Parameters = other.Parameters } == other
        && Parameters.Count == other.Parameters.Count
        && Parameters.All(parameter => other.Parameters.TryGetValue(parameter.Key, out var value) && value == parameter.Value);
}
