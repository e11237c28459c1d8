using System.Collections.Immutable;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.Interfaces;

namespace OrleansTrader.Grains.Portfolio;

/// <summary>Values the engine's positions at the contracts' prices, newly at most once a second. Holds nothing of its own.</summary>
internal sealed class PortfolioGrain(TimeProvider clock) : Grain, IPortfolioGrain
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PriceAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WithoutPriceFor = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ConId, DateTimeOffset> _withoutPrice = [];
    private PortfolioView? _view;

    public async Task<PortfolioView> GetState()
    {
        var now = clock.GetUtcNow();
        if (_view is { } fresh && now - fresh.At < FreshFor)
        {
            return fresh;
        }

        var account = AccountId.Of(this.GetPrimaryKeyString());
        var books = await GrainFactory.GetGrain<IOrderEngineGrain>(account.Value).GetState();
        var open = books.Positions.Where(static position => !position.Quantity.IsFlat).Select(static position => position.ConId).Distinct().ToArray();
        var prices = await Task.WhenAll(open.Select(conId => PriceAsync(conId, now)));
        var byContract = open.Zip(prices).ToImmutableDictionary(static pair => pair.First, static pair => pair.Second);
        return _view = new PortfolioView(account, now, [.. books.Positions.Select(position => Value(position, byContract.GetValueOrDefault(position.ConId)))]);
    }

    internal static HoldingView Value(Position position, Price? price)
    {
        var marketValue = position.Quantity.IsFlat ? 0 : position.Quantity.Value * price?.Value * position.Multiplier;
        return new HoldingView(
            position.Strategy,
            position.ConId,
            position.Symbol,
            position.Quantity,
            position.AveragePrice,
            price,
            marketValue,
            marketValue - position.OpenCost,
            position.RealizedPnl,
            position.Commission,
            position.Currency);
    }

    /// <summary>A contract without a price is left alone for a while: each question may cost a snapshot.</summary>
    private async Task<Price?> PriceAsync(ConId conId, DateTimeOffset now)
    {
        if (_withoutPrice.TryGetValue(conId, out var since) && now - since < WithoutPriceFor)
        {
            return null;
        }

        try
        {
            var price = (await GrainFactory.GetGrain<IContractGrain>(conId.Value).PriceAsync(PriceAge)).Price;
            _withoutPrice.Remove(conId);
            return price;
        }
        catch (Exception e) when (e is TimeoutException or NotLeaseHolderException or ArgumentException)
        {
            _withoutPrice[conId] = now;
            return null;
        }
    }
}
