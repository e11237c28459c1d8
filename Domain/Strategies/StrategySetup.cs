using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Domain.Strategies;

/// <summary>What a runner needs beside the strategy itself.</summary>
/// <param name="Instruments">The contract of each feed of the plan, by the feed's name.</param>
public sealed record StrategySetup(StrategyName Name, Money Capital, StrategyPlan Plan, ImmutableDictionary<string, Instrument> Instruments)
{
    public StrategySchedule Schedule { get; init; }

    /// <summary>Creates the plan and refuses parameters that no read asked for.</summary>
    /// <exception cref="ArgumentException">A parameter is out of range or was never read; the message names it.</exception>
    public static StrategyPlan Configure(IStrategy strategy, StrategyParameters parameters)
    {
        var plan = strategy.Configure(parameters);
        if (plan.Chains.FirstOrDefault(chain => plan.Feeds.All(feed => feed.Instrument != chain.Underlying)) is { } lost)
        {
            throw new ArgumentException($"{strategy.GetType().Name} wants options on {lost.Underlying}, which is not one of its feeds.");
        }

        return parameters.Unread.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } unread
            ? throw new ArgumentException($"{strategy.GetType().Name} has no parameter {string.Join(", ", unread)}.")
            : plan;
    }

    /// <summary>With one more feed; one that is there already stays as it is.</summary>
    public StrategySetup With(Feed feed, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return Instruments.ContainsKey(feed.Instrument)
            ? this
            : this with { Plan = Plan with { Feeds = Plan.Feeds.Add(feed) }, Instruments = Instruments.Add(feed.Instrument, instrument) };
    }

    /// <summary>How many finished bars are kept for <see cref="IStrategyContext.Bars"/>.</summary>
    public int WindowOf(ConId conId, BarSize size) => Math.Max(
        500,
        Plan.Feeds.Where(feed => Instruments[feed.Instrument].ConId == conId && feed.Bars.Contains(size)).Max(static feed => (int?)feed.WarmUp) ?? 0);
}
