using System.Collections.Immutable;
using OrleansTrader.Domain.Values;

namespace OrleansTrader.Grains.Interfaces;

/// <summary>Valuation of an account's books at current prices (a read model); the key is the account number.</summary>
[Alias("trader.portfolio")]
public interface IPortfolioGrain : IGrainWithStringKey
{
    [Alias("state")]
    Task<PortfolioView> GetState();
}

public sealed record PortfolioView(AccountId Account, DateTimeOffset At, ImmutableArray<HoldingView> Holdings);

/// <param name="Price">Null when no price is known: then value and unrealized P&amp;L are null too.</param>
public sealed record HoldingView(
    StrategyName Strategy,
    ConId ConId,
    string Symbol,
    PositionQuantity Quantity,
    Price? AveragePrice,
    Price? Price,
    decimal? MarketValue,
    decimal? UnrealizedPnl,
    decimal RealizedPnl,
    decimal Commission,
    Currency Currency);
