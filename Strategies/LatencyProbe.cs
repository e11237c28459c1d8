using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Strategies;

/// <summary>Not a trading idea: answers quotes with one-share limit orders at the quoted price, to measure the time from tick to order.</summary>
/// <remarks>
/// Parameters: <c>instruments</c> (list), <c>pause</c> (milliseconds between two orders of an instrument, 200).
/// Buys one at the ask when flat, sells it at the bid when long, each time that price has just changed: every order names the price of the tick that it answers.
/// </remarks>
public sealed class LatencyProbe : IStrategy
{
    private readonly Dictionary<ConId, DateTimeOffset> _lastOrder = [];
    private readonly Dictionary<ConId, Quote> _quotes = [];
    private TimeSpan _pause;

    public StrategyPlan Configure(StrategyParameters parameters)
    {
        _pause = TimeSpan.FromMilliseconds(parameters.Int("pause", byDefault: 200, min: 25, max: 60_000));
        return new StrategyPlan([.. parameters.List("instruments", "AAPL").Select(static name => new Feed(name, [], Quotes: true))]);
    }

    public void OnQuote(IStrategyContext context, Quote quote)
    {
        var before = _quotes.GetValueOrDefault(quote.ConId);
        _quotes[quote.ConId] = quote;
        if (!context.WorkingOrders(quote.ConId).IsEmpty || context.Now - _lastOrder.GetValueOrDefault(quote.ConId) < _pause)
        {
            return;
        }

        var side = context.Position(quote.ConId).IsFlat ? Side.Buy : Side.Sell;
        if (PriceOf(quote, side) is { } price && price != PriceOf(before, side))
        {
            _lastOrder[quote.ConId] = context.Now;
            context.Place(quote.ConId, side, 1, new OrderTerms.Limit(price), TimeInForce.Ioc);
        }
    }

    private static Price? PriceOf(Quote? quote, Side side) => side == Side.Buy ? quote?.Ask : quote?.Bid;
}
