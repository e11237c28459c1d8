using System.Collections.Immutable;
using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Silo.Api;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>Whose an execution probably is, and what a strategy made of its capital.</summary>
public sealed class AttributionTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly StrategyName Beta = StrategyName.Of("beta");
    private static readonly ConId Aapl = DomainEngine.Aapl;

    [Fact]
    public void The_strategy_whose_target_it_meets_comes_before_the_largest_holder_and_nobody_is_suggested_where_nobody_trades()
    {
        var view = View([Held(Alpha, 500), Held(Beta, 40)], [Wanted(Alpha, 500), Wanted(Beta, 100)]);

        Assert.Equal(Beta, Attribution.Suggest(view, Unknown(60)));
        Assert.Equal(Alpha, Attribution.Suggest(view, Unknown(-60)));
        Assert.Null(Attribution.Suggest(view, Unknown(60) with { ConId = DomainEngine.Msft }));
        Assert.Null(Attribution.Suggest(view, Unknown(60) with { Strategy = Alpha }));
    }

    [Fact]
    public void Profit_counts_commissions_and_is_unknown_where_a_price_or_the_currency_is()
    {
        var row = new StrategyRow(AccountId.Of("DU1"), Alpha, null, StrategyStatus.Active, 1_000, Currency.Usd, true, [], 0, 0, 0, null, null, null, null, ImmutableDictionary<string, string>.Empty, TradingState.Active);
        HoldingView Holding(decimal? unrealized, Currency? currency = null) => new(Alpha, Aapl, "AAPL", PositionQuantity.Of(1), null, null, null, unrealized, 30, 2, currency ?? Currency.Usd);

        Assert.Equal((56m, 12m, 1_068m), Figures(row.WithProfit([Holding(5), Holding(7)])));
        Assert.Equal((56m, null, null), Figures(row.WithProfit([Holding(5), Holding(null)])));
        Assert.Equal((null, null, null), Figures(row.WithProfit([Holding(5), Holding(5, Currency.Of("EUR"))])));
    }

    private static (decimal?, decimal?, decimal?) Figures(StrategyRow row) => (row.RealizedPnl, row.UnrealizedPnl, row.Equity);

    private static Position Held(StrategyName strategy, decimal quantity) => new(strategy, Aapl, "AAPL", Currency.Usd, 1, PositionQuantity.Of(quantity), 0, 0, 0, 0, 1);

    private static TargetPosition Wanted(StrategyName strategy, decimal quantity) => new(strategy, Aapl, PositionQuantity.Of(quantity), ExecutionPolicy.Market, 1, default);

    private static Fill Unknown(decimal signed) => new(
        ExecId.Of("f.01"), StrategyName.Unknown, Aapl, "AAPL", signed > 0 ? Side.Buy : Side.Sell, Quantity.Of(Math.Abs(signed)), Price.Of(10), 1, Currency.Usd, default, null, null, FillSource.Execution);

    private static AccountView View(ImmutableArray<Position> positions, ImmutableArray<TargetPosition> targets) => new(
        AccountId.Of("DU1"), 7, TradingState.Active, false, null, SessionState.Ready, true, [], positions, targets, [], [], [], [], ImmutableDictionary<string, string>.Empty, new AccountCounters(0, 0, 0, 0, 0, 0, 0));
}
