using System.Collections.Immutable;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Ports;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Contracts;

/// <summary>What a contract grain keeps over restarts.</summary>
public sealed record ContractState
{
    public Instrument? Instrument { get; init; }

    public ImmutableArray<ContractSubscription> Subscriptions { get; init; } = [];

    /// <summary>The kinds of lines that the subscriptions need.</summary>
    public IEnumerable<LineKind> NeededLines()
    {
        if (Subscriptions.Any(static subscription => subscription.GetsQuotes || subscription.Greeks))
        {
            yield return LineKind.Quote;
        }

        if (Sizes().Any(static size => size.IsByTime))
        {
            yield return LineKind.FiveSecondBars;
        }

        if (Subscriptions.Any(static subscription => subscription.Trades) || Sizes().Any(static size => !size.IsByTime))
        {
            yield return LineKind.Trades;
        }

        if (Subscriptions.Any(static subscription => subscription.BidAsk))
        {
            yield return LineKind.BidAsk;
        }

        if (Subscriptions.Any(static subscription => subscription.Depth))
        {
            yield return LineKind.Depth;
        }
    }

    /// <summary>The contract's lines are as important as the most important of its subscribers.</summary>
    public int Priority => Subscriptions.IsEmpty ? 0 : Subscriptions.Max(static subscription => subscription.Priority);

    public IEnumerable<BarSize> Sizes() => Subscriptions.SelectMany(static subscription => subscription.Bars).Distinct();

    /// <summary>With the strategy's subscription replaced; the same instance when nothing changes.</summary>
    public ContractState With(ContractSubscription subscription)
    {
        var known = Subscriptions.FirstOrDefault(other => other.Strategy == subscription.Strategy);
        return known is not null && known with { Bars = subscription.Bars } == subscription && known.Bars.SequenceEqual(subscription.Bars)
            ? this
            : this with { Subscriptions = [.. Without(subscription.Strategy).Subscriptions, subscription] };
    }

    public ContractState Without(StrategyName strategy) =>
        this with { Subscriptions = Subscriptions.RemoveAll(subscription => subscription.Strategy == strategy) };
}
