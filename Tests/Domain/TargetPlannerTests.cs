using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class TargetPlannerTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly Holding Apple = new(Alpha, DomainEngine.Aapl);
    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha);

    [Fact]
    public void A_changed_limit_is_one_modification_and_a_smaller_target_another()
    {
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(9)));
        var order = Send();

        Target(100, new ExecutionPolicy.AtLimit(Price.Of(8)));
        var moved = Assert.IsType<ModifyRequested>(_engine.Plan(Apple).Send);
        Assert.Equal((100m, (OrderTerms)new OrderTerms.Limit(Price.Of(8))), (moved.Quantity.Value, moved.Terms));
        _gateway.Modify(order, moved.Quantity, moved.Terms);
        _engine.Take(_gateway.Drain());

        Target(60, new ExecutionPolicy.AtLimit(Price.Of(8)));
        var shrunk = _engine.Plan(Apple);
        Assert.Equal(60m, Assert.IsType<ModifyRequested>(shrunk.Send).Quantity.Value);
        Assert.Empty(shrunk.Cancels);
        var waiting = _engine.Plan(Apple);
        Assert.Equal((null, 0, _engine.Now + TimeSpan.FromSeconds(1)), (waiting.Send, waiting.Cancels.Length, waiting.RetryAt));
    }

    [Fact]
    public void After_a_refused_modification_the_order_is_cancelled_and_replaced()
    {
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(9)));
        Send();
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(8)));
        var id = Assert.IsType<ModifyRequested>(_engine.Plan(Apple).Send).Id;
        _engine.Record(new ModifyRefused(id, "105: does not match"));

        Assert.Equal(id, Assert.Single(_engine.Plan(Apple).Cancels).Id);
    }

    [Fact]
    public void Another_policy_needs_another_order()
    {
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(9)));
        Send();
        Target(100, new ExecutionPolicy.MidpointPeg());

        Assert.Single(_engine.Plan(Apple).Cancels);
    }

    [Fact]
    public void What_is_missing_is_a_further_order_so_that_none_loses_its_place()
    {
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(9)));
        Send();
        Target(150, new ExecutionPolicy.AtLimit(Price.Of(9)));

        Assert.Equal(50m, Assert.IsType<OrderIntended>(_engine.Plan(Apple).Send).Intent.Quantity.Value);
    }

    [Fact]
    public void A_target_met_while_an_order_works_cancels_it_and_leaves_the_books()
    {
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(9)));
        var order = Send();
        _gateway.Fill(order, 40, 9);
        _engine.Take(_gateway.Drain());
        Target(40, new ExecutionPolicy.AtLimit(Price.Of(9)));

        Assert.Equal(order.Intent.Id, Assert.Single(_engine.Plan(Apple).Cancels).Id);
        Assert.Equal(40m, _engine.Book.PositionOf(Apple).Value);
    }

    [Fact]
    public void A_changed_target_touches_no_other_contract()
    {
        Target(100, new ExecutionPolicy.AtLimit(Price.Of(9)));
        Send();
        _engine.Record(new TargetSet(Alpha, DomainEngine.Msft, PositionQuantity.Of(-50), ExecutionPolicy.Market));

        var plan = _engine.Plan(new Holding(Alpha, DomainEngine.Msft));

        Assert.Equal((DomainEngine.Msft, 0), (Assert.IsType<OrderIntended>(plan.Send).Intent.ConId, plan.Cancels.Length));
        var apple = _engine.Plan(Apple);
        Assert.Equal((null, 0), (apple.Send, apple.Cancels.Length));
    }

    [Theory]
    [InlineData(false, 100, -50, new[] { 150 })]
    [InlineData(true, 100, -50, new[] { 100, 50 })]
    [InlineData(false, -100, 50, new[] { 150 })]
    [InlineData(true, -100, 50, new[] { 100, 50 })]
    public void Through_zero_is_one_order_or_two_by_setting(bool split, int from, int to, int[] orders)
    {
        _engine.SplitAtZero = split;
        Target(from, ExecutionPolicy.Market);
        FillAll(Send());
        Target(to, ExecutionPolicy.Market);

        var sizes = orders.Select(_ =>
        {
            var order = Send();
            FillAll(order);
            return (int)order.Intent.Quantity.Value;
        }).ToArray();

        Assert.Equal(orders, sizes);
        Assert.Equal(to, _engine.Book.PositionOf(Apple).Value);
    }

    [Fact]
    public void Each_policy_becomes_its_order()
    {
        (ExecutionPolicy Policy, OrderTerms Terms, OrderAlgo? Algo)[] expected =
        [
            (ExecutionPolicy.Market, new OrderTerms.Market(), null),
            (new ExecutionPolicy.AtLimit(Price.Of(9.999m)), new OrderTerms.Limit(Price.Of(9.99m)), null),
            (new ExecutionPolicy.MarketableLimit(0.0115m), new OrderTerms.Limit(Price.Of(10.11m)), null),
            (new ExecutionPolicy.MidpointPeg(Price.Of(10.019m)), new OrderTerms.Midpoint(Price.Of(10.01m)), null),
            (new ExecutionPolicy.AdaptiveAlgo(AdaptivePriority.Patient), new OrderTerms.Market(), new OrderAlgo.Adaptive(AdaptivePriority.Patient)),
        ];

        foreach (var (policy, terms, algo) in expected)
        {
            var engine = DomainEngine.Trading(Alpha);
            engine.Record(new TargetSet(Alpha, DomainEngine.Aapl, PositionQuantity.Of(10), policy));
            var intent = Assert.IsType<OrderIntended>(engine.Plan(Apple).Send).Intent;
            Assert.Equal((terms, algo), (intent.Terms, intent.Algo));
        }
    }

    [Fact]
    public void A_marketable_limit_stays_while_it_is_marketable_within_its_cap_and_follows_the_market_otherwise()
    {
        Target(100, new ExecutionPolicy.MarketableLimit(0.05m));
        Send();

        _engine.Market = Price.Of(10.2m);
        Assert.Null(_engine.Plan(Apple).Send);
        _engine.Market = Price.Of(11);
        Assert.Equal(new OrderTerms.Limit(Price.Of(11.55m)), Assert.IsType<ModifyRequested>(_engine.Plan(Apple).Send).Terms);
    }

    [Fact]
    public void Without_a_price_a_marketable_limit_waits()
    {
        _engine.Market = null;
        Target(100, new ExecutionPolicy.MarketableLimit(0.05m));

        Assert.Equal("no price is known", _engine.Plan(Apple).Waiting);
    }

    [Fact]
    public void Slices_are_due_one_after_the_other_and_what_one_leaves_goes_with_the_next()
    {
        Target(100, new ExecutionPolicy.Sliced(TimeSpan.FromMinutes(4), 4, new ExecutionPolicy.AtLimit(Price.Of(9))));
        var first = Send();
        Assert.Equal(25m, first.Intent.Quantity.Value);
        Assert.Equal(_engine.Now + TimeSpan.FromMinutes(1), _engine.Plan(Apple).RetryAt);
        FillAll(first);

        _engine.Now += TimeSpan.FromMinutes(2);
        var second = Send();
        Assert.Equal(50m, second.Intent.Quantity.Value);

        _engine.Now += TimeSpan.FromMinutes(2);
        Assert.Equal(25m, Send().Intent.Quantity.Value);
        Assert.Equal(100, Exposure.Of(_engine.Book.PositionOf(Apple), _engine.Book.LiveOrdersOf(Apple)).Highest);
    }

    [Fact]
    public void Outside_of_the_session_a_target_waits_for_the_opening()
    {
        var opening = _engine.Now + TimeSpan.FromHours(1);
        _engine.Instruments[DomainEngine.Aapl] = DomainEngine.Instrument(DomainEngine.Aapl) with { LiquidHours = [new Session(opening, opening.AddHours(6), new DateOnly(2026, 3, 2))] };
        Target(100, ExecutionPolicy.Market);

        var plan = _engine.Plan(Apple);
        Assert.Equal((null, opening), (plan.Send, plan.RetryAt));

        _engine.Now = opening;
        Assert.NotNull(_engine.Plan(Apple).Send);
    }

    private void Target(decimal quantity, ExecutionPolicy policy) => _engine.Record(new TargetSet(Alpha, DomainEngine.Aapl, PositionQuantity.Of(quantity), policy));

    private ModelOrder Send()
    {
        var intended = Assert.IsType<OrderIntended>(_engine.Plan(Apple).Send);
        var order = _gateway.Place(intended.Intent, intended.Ref.ToString());
        _engine.Record(new OrderWritten(intended.Intent.Id, order.OrderId, ModelGateway.ClientId, 1));
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());
        return order;
    }

    private void FillAll(ModelOrder order)
    {
        _gateway.Fill(order, order.Leaves, 10);
        _engine.Take(_gateway.Drain());
    }
}
