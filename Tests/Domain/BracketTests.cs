using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class BracketTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha);

    [Fact]
    public void A_bracket_is_a_parent_and_two_exits_of_which_the_last_transmits_all()
    {
        var legs = Legs();

        Assert.Equal([Side.Buy, Side.Sell, Side.Sell], legs.Select(static leg => leg.Side));
        Assert.Equal([false, false, true], legs.Select(static leg => leg.Transmit));
        Assert.Equal([null, legs[0].Id, legs[0].Id], legs.Select(static leg => leg.Bracket!.Parent));
        Assert.Equal([TimeInForce.Day, TimeInForce.Gtc, TimeInForce.Gtc], legs.Select(static leg => leg.TimeInForce));
        Assert.Equal([legs[0].Id, Bracket.TakeProfitOf(legs[0].Id), Bracket.StopLossOf(legs[0].Id)], legs.Select(static leg => leg.Id));
    }

    [Fact]
    public void All_legs_are_taken_or_none()
    {
        var refused = CommandDecider.Decide(_engine.Book, _engine.View, Command(stop: 8.005m), _engine.Environment);

        Assert.False(refused.Result.Done);
        Assert.Empty(refused.Send);
        Assert.IsType<OrderDenied>(Assert.Single(refused.Events));
    }

    [Fact]
    public void A_leg_without_its_fellows_is_denied()
    {
        var exit = Legs()[1];

        var denial = PlaceDecider.Check(_engine.Book, _engine.View, [exit with { Bracket = new BracketLeg(ClientOrderId.From("beta/1"), Transmit: true) }], _engine.Environment);

        Assert.Equal(DenialCode.InvalidOrder, denial?.Code);
    }

    /// <summary>As large as its parent it closes what that opens; more of it would go through zero.</summary>
    [Fact]
    public void No_exit_becomes_larger_than_its_parent()
    {
        var orders = Work();
        var exit = _engine.Book.Orders[orders[1].Intent.Id];

        Denial? Changed(decimal quantity) =>
            PlaceDecider.CheckChange(_engine.Book, _engine.View, exit, Quantity.Of(quantity), null, "test", _engine.Environment).Denial;

        Assert.Null(Changed(90));
        Assert.Equal((DenialCode.InvalidOrder, 110m, 100m), (Changed(110)?.Code, Changed(110)?.Value, Changed(110)?.WouldPass));
    }

    /// <summary>Not before the smaller size is certain to be the parent's: until then it may still open all of it.</summary>
    [Fact]
    public void The_exits_of_a_parent_that_became_smaller_shrink_with_it()
    {
        var parent = Work()[0].Intent;
        _engine.Record(new ModifyRequested(parent.Id, Quantity.Of(60), parent.Terms, "by test"));
        Assert.Empty(Bracket.Care(_engine.Book));
        _engine.Record(new OrderModified(parent.Id));
        Assert.Empty(Bracket.Care(_engine.Book));

        _engine.Record(new ModifyConfirmed(parent.Id, Quantity.Of(60), parent.Terms));
        var care = Bracket.Care(_engine.Book);

        Assert.Equal([60m, 60m], care.Cast<ModifyRequested>().Select(static change => change.Quantity.Value));
        foreach (var change in care)
        {
            _engine.Record(change);
        }

        Assert.Empty(Bracket.Care(_engine.Book));
    }

    [Fact]
    public void Beside_a_target_that_counts_neither_a_bracket_nor_an_order_by_hand_past_it_is_taken()
    {
        _engine.Record(new TargetSet(Alpha, DomainEngine.Aapl, PositionQuantity.Of(10), ExecutionPolicy.Market));
        var plain = new PlaceByHand("p", "test", Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(11), new OrderTerms.Market());

        Assert.Equal(DenialCode.ExposureLimit, Decide(Command() with { Quantity = Quantity.Of(5) })?.Code);
        Assert.Contains("pause the strategy", Decide(plain)!.Text, StringComparison.Ordinal);
        _engine.Record(new StrategyStatusSet(Alpha, StrategyStatus.Paused, "test", "by hand now"));
        Assert.Null(Decide(Command()));
        Assert.Null(Decide(plain));
    }

    private Denial? Decide(PlaceByHand command) => CommandDecider.Decide(_engine.Book, _engine.View, command, _engine.Environment).Result.Denial;

    /// <summary>The exits close what the parent opened: they can neither go short nor add to the long.</summary>
    [Fact]
    public void The_worst_case_of_a_bracket_is_its_parent_alone()
    {
        var orders = Work();
        Assert.Equal((0m, 100m), Interval());

        _gateway.Fill(orders[0], 40, 10);
        _engine.Take(_gateway.Drain());
        Assert.Equal((0m, 100m), Interval());

        _gateway.Fill(orders[0], 60, 10);
        _engine.Take(_gateway.Drain());
        Assert.Equal((0m, 100m), Interval());
    }

    [Fact]
    public void When_the_parent_ends_half_filled_its_exits_shrink_to_that_and_without_a_fill_they_go()
    {
        var orders = Work();
        _gateway.Fill(orders[0], 40, 10);
        _gateway.ConfirmCancel(orders[0]);
        _engine.Take(_gateway.Drain());

        var care = Bracket.Care(_engine.Book);

        Assert.Equal([40m, 40m], care.Cast<ModifyRequested>().Select(static change => change.Quantity.Value));
        foreach (var change in care)
        {
            _engine.Record(change);
        }

        Assert.Empty(Bracket.Care(_engine.Book));
    }

    [Fact]
    public void When_the_parent_ends_without_a_fill_its_exits_are_cancelled()
    {
        var orders = Work();
        _gateway.ConfirmCancel(orders[0]);
        _engine.Take(_gateway.Drain());

        Assert.Equal([Bracket.TakeProfitOf(orders[0].Intent.Id), Bracket.StopLossOf(orders[0].Intent.Id)], Bracket.Care(_engine.Book).Cast<CancelRequested>().Select(static c => c.Id));
    }

    [Fact]
    public void A_parent_whose_exit_was_not_taken_is_cancelled_with_an_alarm()
    {
        var orders = Work();
        _gateway.Reject(orders[2]);
        _engine.Take(_gateway.Drain());

        var care = Bracket.Care(_engine.Book);

        Assert.Contains(care, e => e is CancelRequested cancel && cancel.Id == orders[0].Intent.Id);
        Assert.Contains(care, static e => e is Notified { Level: NotificationLevel.Alarm });
    }

    /// <summary>The exits are an OCA group that reduces: what one fills the other loses. Cancelled for that, the position would be without its stop.</summary>
    [Fact]
    public void An_exit_that_the_broker_reduces_stays_with_its_new_size_and_ends_with_it()
    {
        var orders = Work();
        _gateway.Fill(orders[0], 100, 10);
        _gateway.Fill(orders[1], 40, 12);
        _engine.Take(_gateway.Drain());

        var stop = Assert.Single(_engine.Book.LiveOrders, order => order.Id == orders[2].Intent.Id);
        Assert.Equal((60m, false), (stop.Intent.Quantity.Value, stop.CancelRequested));
        Assert.Equal((0m, 60m), Interval());
        Assert.Empty(_engine.Sends);
        _engine.Take(_gateway.Lists(2));
        Assert.Empty(_engine.Sends);

        _gateway.Fill(orders[2], 60, 8);
        _engine.Take(_gateway.Drain());
        Assert.Empty(_engine.Book.LiveOrders);
        Assert.Equal((OrderStatus.Cancelled, OrderStatus.Filled), (_engine.Book.Orders[orders[1].Intent.Id].Status, _engine.Book.Orders[orders[2].Intent.Id].Status));
        Assert.Equal(BookHash.Of(_engine.Book), BookHash.Of(_engine.Replay()));
    }

    [Fact]
    public void An_exit_whose_reduction_nobody_told_ends_by_its_status_or_by_the_lists()
    {
        foreach (var told in (bool[])[true, false])
        {
            var (gateway, engine) = (new ModelGateway(), DomainEngine.Trading(Alpha));
            var orders = Work(gateway, engine);
            gateway.Fill(orders[0], 100, 10);
            gateway.Fill(orders[1], 40, 12);
            gateway.Fill(orders[2], 60, 8);
            engine.Take(gateway.Drain().Where(e => e is not OpenOrderReport && (told || e is not OrderStatusReport)));
            engine.Take(gateway.Lists(2));

            Assert.Empty(engine.Book.LiveOrders);
            Assert.Equal([OrderStatus.Filled, OrderStatus.Cancelled, OrderStatus.Filled], orders.Select(order => engine.Book.Orders[order.Intent.Id].Status));
        }
    }

    [Fact]
    public void A_size_that_changed_for_no_reason_is_still_cancelled_with_an_alarm()
    {
        var orders = Work();
        _gateway.Reduce(orders[0], 60);
        _engine.Take(_gateway.Drain());

        Assert.Equal(orders[0].Intent.Id, Assert.IsType<CancelRequested>(Assert.Single(_engine.Sends)).Id);
    }

    private (decimal, decimal) Interval()
    {
        var holding = new Holding(Alpha, DomainEngine.Aapl);
        var exposure = Exposure.Of(_engine.Book.PositionOf(holding), _engine.Book.LiveOrdersOf(holding));
        return (exposure.Lowest, exposure.Highest);
    }

    private static PlaceByHand Command(decimal stop = 8) => new("k", "test", Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(100), new OrderTerms.Limit(Price.Of(10)))
    {
        Exits = new BracketExits(new OrderTerms.Limit(Price.Of(12)), new OrderTerms.Stop(Price.Of(stop))),
    };

    private static OrderIntent[] Legs() => [.. Command().Legs()];

    private ModelOrder[] Work() => Work(_gateway, _engine);

    private static ModelOrder[] Work(ModelGateway gateway, DomainEngine engine)
    {
        var decision = CommandDecider.Decide(engine.Book, engine.View, Command(), engine.Environment);
        var orders = new List<ModelOrder>();
        foreach (var e in decision.Events.Cast<OrderIntended>())
        {
            engine.Record(e);
            orders.Add(gateway.Place(e.Intent, e.Ref.ToString()));
            engine.Record(new OrderWritten(e.Intent.Id, orders[^1].OrderId, ModelGateway.ClientId, 1));
            gateway.Acknowledge(orders[^1]);
        }

        engine.Take(gateway.Drain());
        return [.. orders];
    }
}
