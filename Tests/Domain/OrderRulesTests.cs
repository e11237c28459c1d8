using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class OrderRulesTests
{
    private static readonly DateTimeOffset Open = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Noon = Open.AddHours(3);

    private static readonly Instrument Stock = DomainEngine.Instrument(DomainEngine.Aapl) with { LiquidHours = [new Session(Open, Open.AddHours(6.5), new DateOnly(2026, 3, 2))] };

    [Fact]
    public void An_order_of_every_type_passes_as_a_day_order()
    {
        Assert.All(OrderSamples.EveryType, static terms => Assert.Null(OrderRules.Check(Order(terms), Stock, Noon)));
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(2.7, 2)]
    public void A_size_the_venue_would_not_take_is_refused_with_one_it_would(double quantity, double passes)
    {
        var denial = OrderRules.Check(Order(new OrderTerms.Market()) with { Quantity = Quantity.Of((decimal)quantity) }, Stock, Noon);

        Assert.Equal((DenialCode.InvalidOrder, (decimal)quantity, (decimal)passes), (denial!.Code, denial.Value, denial.WouldPass));
    }

    [Fact]
    public void Any_price_off_the_tick_is_refused_with_the_nearest_in_our_favour()
    {
        OrderTerms[] off =
        [
            new OrderTerms.Limit(Price.Of(9.505m)),
            new OrderTerms.StopLimit(Price.Of(9.505m), Price.Of(9.6m)),
            new OrderTerms.TrailingStop(Trail.Percent(1), Price.Of(9.505m)),
            new OrderTerms.LimitIfTouched(Price.Of(9.6m), Price.Of(9.505m)),
            new OrderTerms.Relative(0.01m, Price.Of(9.505m)),
        ];

        Assert.All(off, static terms => Assert.Equal((DenialCode.InvalidOrder, 9.505m, 9.5m), Numbers(OrderRules.Check(Order(terms), Stock, Noon))));
    }

    [Fact]
    public void A_distance_of_nothing_is_refused()
    {
        Assert.All(
            (OrderTerms[])[new OrderTerms.TrailingStop(Trail.Amount(0)), new OrderTerms.TrailingStopLimit(Trail.Percent(-1), Price.Of(9.5m), 0.1m), new OrderTerms.Relative(0)],
            static terms => Assert.Equal(DenialCode.InvalidOrder, OrderRules.Check(Order(terms), Stock, Noon)?.Code));
    }

    [Fact]
    public void The_auctions_take_nothing_too_late()
    {
        var (onClose, onOpen) = (Order(new OrderTerms.MarketOnClose()), Order(new OrderTerms.Market()) with { TimeInForce = TimeInForce.Opg });

        Assert.Null(OrderRules.Check(onClose, Stock, Open.AddHours(6.5).AddMinutes(-11)));
        Assert.Equal(DenialCode.OutsideSession, OrderRules.Check(onClose, Stock, Open.AddHours(6.5).AddMinutes(-1))?.Code);
        Assert.Null(OrderRules.Check(onOpen, Stock, Open.AddMinutes(-5)));
        Assert.Equal(DenialCode.OutsideSession, OrderRules.Check(onOpen, Stock, Noon)?.Code);
        Assert.Null(OrderRules.Check(onOpen, DomainEngine.Instrument(DomainEngine.Aapl), Noon));
    }

    [Fact]
    public void What_does_not_go_together_is_refused_with_the_reason()
    {
        var (market, limit, stop) = (Order(new OrderTerms.Market()), Order(new OrderTerms.Limit(Price.Of(9))), Order(new OrderTerms.Stop(Price.Of(9))));
        OrderIntent[] bad =
        [
            limit with { TimeInForce = TimeInForce.Gtd },
            limit with { TimeInForce = TimeInForce.Gtd, GoodTill = Noon },
            limit with { GoodTill = Noon.AddDays(1) },
            stop with { TimeInForce = TimeInForce.Opg },
            stop with { TimeInForce = TimeInForce.Fok },
            Order(new OrderTerms.MarketOnClose()) with { TimeInForce = TimeInForce.Gtc },
            stop with { Algo = new OrderAlgo.Adaptive(AdaptivePriority.Normal) },
            market with { Algo = new OrderAlgo.Adaptive(AdaptivePriority.Normal), TimeInForce = TimeInForce.Ioc },
            market with { Algo = new OrderAlgo.Twap(TwapStyle.Marketable, Noon.AddHours(1), Noon.AddHours(1)) },
            limit with { Oca = new OcaGroup("exit group", OcaType.CancelWithBlock) },
        ];
        OrderIntent[] good =
        [
            limit with { TimeInForce = TimeInForce.Gtd, GoodTill = Noon.AddDays(1) },
            market with { Algo = new OrderAlgo.Twap(TwapStyle.Marketable, Noon.AddHours(1), Noon.AddHours(2)) },
            stop with { Oca = new OcaGroup("exit-1", OcaType.ReduceWithBlock), TimeInForce = TimeInForce.Gtc },
        ];

        Assert.All(bad, static order => Assert.Equal(DenialCode.InvalidOrder, OrderRules.Check(order, Stock, Noon)?.Code));
        Assert.All(good, static order => Assert.Null(OrderRules.Check(order, Stock, Noon)));
    }

    private static (DenialCode?, decimal?, decimal?) Numbers(Denial? denial) => (denial?.Code, denial?.Value, denial?.WouldPass);

    private static OrderIntent Order(OrderTerms terms) => new(
        ClientOrderId.From("order"), StrategyName.Of("alpha"), DomainEngine.Aapl, Side.Buy, Quantity.Of(10), terms, TimeInForce.Day, false, OrderPurpose.Strategy, null);
}
