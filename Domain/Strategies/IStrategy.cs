using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;

namespace OrleansTrader.Domain.Strategies;

/// <summary>What a user implements: one trading idea. The same class runs live and against the simulator, and is made to run in backtests (design P10).</summary>
/// <remarks>
/// Callbacks are synchronous and never overlap. No threads, no clock, no I/O: everything comes through the context.
/// A callback that throws has none of its actions sent; after repeated failures the strategy is suspended.
/// </remarks>
public interface IStrategy
{
    /// <summary>Called once, before anything else: reads parameters, says what it needs.</summary>
    StrategyPlan Configure(StrategyParameters parameters);

    /// <summary>After warm-up and saved state, before the first live event.</summary>
    void OnStart(IStrategyContext context)
    {
    }

    /// <summary>A finished bar of a subscribed size. During warm-up too (<see cref="IStrategyContext.WarmingUp"/>): actions are ignored then.</summary>
    void OnBar(IStrategyContext context, Bar bar)
    {
    }

    /// <summary>The newest quote of a feed with <see cref="Feed.Quotes"/> or <see cref="Feed.BidAsk"/>; older ones may have been left out.</summary>
    void OnQuote(IStrategyContext context, Quote quote)
    {
    }

    /// <summary>Every trade on the tape of a feed with <see cref="Feed.Trades"/>, in order.</summary>
    void OnTrade(IStrategyContext context, Print trade)
    {
    }

    void OnFill(IStrategyContext context, Fill fill)
    {
    }

    void OnOrder(IStrategyContext context, Order order)
    {
    }

    /// <summary>A timer set by <see cref="IStrategyContext.SetTimer"/> or its kin, due now. Timers are not kept over restarts: set them in <see cref="OnStart"/>.</summary>
    void OnTimer(IStrategyContext context, string name)
    {
    }

    /// <summary>The version of what <see cref="Save"/> gives: raise it when the form changes. State of a higher version is never handed to <see cref="Load"/>: the start is refused.</summary>
    int StateVersion => 1;

    /// <summary>The state to keep over restarts, as text of the strategy's own making; null keeps none.</summary>
    string? Save() => null;

    /// <summary>Gets back what <see cref="Save"/> gave, before <see cref="OnStart"/>.</summary>
    /// <param name="version">The <see cref="StateVersion"/> of the class that saved it: this one or an earlier one.</param>
    void Load(string state, int version)
    {
    }
}

/// <summary>What a strategy needs: contracts with bars, quotes and trades.</summary>
public sealed record StrategyPlan(ImmutableArray<Feed> Feeds)
{
    /// <summary>Options whose names the broker tells.</summary>
    public ImmutableArray<OptionChain> Chains { get; init; } = [];
}

/// <param name="Instrument">As a person names it, for example <c>AAPL</c>.</param>
/// <param name="Bars">Sizes of the bars wanted.</param>
/// <param name="WarmUp">Finished bars of each size wanted before the first live one.</param>
/// <param name="Trades">Every trade on the tape: one of the few tick-by-tick lines of the login.</param>
/// <param name="Depth">The order book, shown by <see cref="IStrategyContext.Depth"/>: one of the few depth lines of the login.</param>
/// <param name="Greeks">An option's greeks, shown by <see cref="IStrategyContext.Greeks"/>.</param>
/// <param name="BidAsk">Quotes at every change of bid and ask: one of the few tick-by-tick lines of the login, beside the quote line, which has the last trade. None for options.</param>
/// <param name="Priority">Where the broker's data lines do not suffice, the higher keeps them.</param>
public sealed record Feed(
    string Instrument, ImmutableArray<BarSize> Bars, bool Quotes = false, int WarmUp = 0, bool Trades = false, bool Depth = false, bool Greeks = false, int Priority = 0, bool BidAsk = false);
