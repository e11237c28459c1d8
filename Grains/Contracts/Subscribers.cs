using System.Collections.Immutable;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Contracts;

/// <summary>The strategies that want data of one contract, each with a feed of its own: what one does not take delays no other.</summary>
/// <remarks>Lives on the contract grain's scheduler.</remarks>
internal sealed class Subscribers(Func<StrategyName, StrategyFeed> open)
{
    private readonly Dictionary<StrategyName, StrategyFeed> _feeds = [];
    private ImmutableArray<ContractSubscription> _subscriptions = [];
    private ImmutableArray<(ContractSubscription Subscription, StrategyFeed Feed)> _served = [];
    private MarketDepth? _depth;
    private OptionGreeks? _greeks;
    private Quote? _quote;
    private DataQuality _quality = DataQuality.Live;

    /// <summary>The newest of each, shown to whoever comes later.</summary>
    public (Quote? Quote, MarketDepth? Depth, OptionGreeks? Greeks) Newest => (_quote, _depth, _greeks);

    public long Conflated => _feeds.Values.Sum(static feed => feed.Conflated);

    public long BarsDeferred => _feeds.Values.Sum(static feed => feed.BarsDeferred);

    public long TradesLost => _feeds.Values.Sum(static feed => feed.TradesLost);

    /// <summary>Serves exactly these from now on.</summary>
    public void Become(ImmutableArray<ContractSubscription> subscriptions)
    {
        if (subscriptions == _subscriptions)
        {
            return;
        }

        _subscriptions = subscriptions;
        var wanted = subscriptions.Select(static subscription => subscription.Strategy).ToHashSet();
        foreach (var gone in _feeds.Keys.Where(strategy => !wanted.Contains(strategy)).ToArray())
        {
            _feeds[gone].Dispose();
            _feeds.Remove(gone);
        }

        foreach (var strategy in wanted.Where(strategy => !_feeds.ContainsKey(strategy)))
        {
            _feeds[strategy] = open(strategy);
        }

        _served = [.. subscriptions.Select(subscription => (subscription, _feeds[subscription.Strategy]))];
    }

    /// <summary>A new subscriber need not wait for the next change.</summary>
    public void ShowNewest(ContractSubscription subscription)
    {
        var feed = _feeds[subscription.Strategy];
        if (subscription.GetsQuotes && _quote is { } quote)
        {
            feed.Offer(quote);
        }

        if (subscription.Greeks && _greeks is { } greeks)
        {
            feed.Offer(greeks);
        }

        if (subscription.Depth && _depth is { } depth)
        {
            feed.Offer(depth);
        }

        if (_quality != DataQuality.Live)
        {
            feed.Offer(_quality);
        }
    }

    public void Offer(Quote quote)
    {
        _quote = quote;
        foreach (var (subscription, feed) in _served)
        {
            if (subscription.GetsQuotes)
            {
                feed.Offer(quote);
            }
        }
    }

    public void Offer(MarketDepth depth)
    {
        _depth = depth;
        foreach (var (_, feed) in _served.Where(static each => each.Subscription.Depth))
        {
            feed.Offer(depth);
        }
    }

    public void Offer(OptionGreeks greeks)
    {
        _greeks = greeks;
        foreach (var (_, feed) in _served.Where(static each => each.Subscription.Greeks))
        {
            feed.Offer(greeks);
        }
    }

    public void Offer(ImmutableArray<Print> trades)
    {
        foreach (var (_, feed) in _served.Where(static each => each.Subscription.Trades))
        {
            feed.Offer(trades);
        }
    }

    public void Offer(Bar bar)
    {
        foreach (var (_, feed) in _served.Where(each => each.Subscription.Bars.Contains(bar.Size)))
        {
            feed.Offer(bar);
        }
    }

    /// <summary>Every subscriber learns when the data changes its worth.</summary>
    public void Tell(DataQuality quality)
    {
        if (quality != _quality)
        {
            _quality = quality;
            foreach (var feed in _feeds.Values)
            {
                feed.Offer(quality);
            }
        }
    }

    public void Close()
    {
        foreach (var feed in _feeds.Values)
        {
            feed.Dispose();
        }
    }
}
