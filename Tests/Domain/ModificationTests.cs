using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Grains.OrderEngine;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>Orders that change while they work: what counts until the broker answers, and what each answer means.</summary>
public sealed class ModificationTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha);

    [Theory]
    [InlineData(60, 100)]
    [InlineData(150, 150)]
    public void A_change_under_way_counts_at_the_larger_of_old_and_new(int total, int worst)
    {
        var order = Working(100, 9);
        Ask(order, total, 9);

        Assert.Equal(worst, Exposure.Of(PositionQuantity.Zero, _engine.Book.LiveOrders).Highest);
    }

    [Fact]
    public void The_broker_showing_the_new_form_ends_the_change_and_late_reports_of_the_old_one_are_no_surprise()
    {
        var order = Working(100, 9);
        Ask(order, 60, 8);
        _gateway.Modify(order, Quantity.Of(60), new OrderTerms.Limit(Price.Of(8)));
        _engine.Take(_gateway.Drain());

        var ours = Ours(order);
        Assert.Equal((60m, (OrderTerms)new OrderTerms.Limit(Price.Of(8)), null), (ours.Intent.Quantity.Value, ours.Intent.Terms, ours.Changing));
        _engine.Take(Shown(order, 100, 9));
        Assert.False(Ours(order).CancelRequested);
        Assert.DoesNotContain(_engine.Journal, static e => e.Event is Notified { Level: NotificationLevel.Alarm });
    }

    [Fact]
    public void A_smaller_size_that_was_only_shown_counts_as_it_was_until_a_later_list_shows_it_too()
    {
        var order = Working(100, 9);
        Ask(order, 60, 9);
        order.Intent = order.Intent with { Quantity = Quantity.Of(60) };
        _engine.Take(Shown(order, 60, 9));
        Assert.Equal((60m, 100m), (Ours(order).Intent.Quantity.Value, Worst()));
        _engine.Take(_gateway.Lists(2)); // Too early: a refusal may still be on its way.
        Assert.Equal(100m, Worst());

        _engine.Now += TimeSpan.FromSeconds(6);
        _engine.Tick();
        Assert.Contains("not confirmed", _engine.Ask, StringComparison.Ordinal);
        _engine.Take(_gateway.Lists(3));

        Assert.Equal((60m, false), (Worst(), Ours(order).InDoubt));
        _engine.Ask = null;
        _engine.Tick();
        Assert.Null(_engine.Ask);
    }

    [Fact]
    public void An_order_in_doubt_about_its_size_ends_with_what_the_broker_says_it_filled()
    {
        var order = Working(100, 9);
        Ask(order, 60, 9);
        _engine.Take(Shown(order, 60, 9));
        order.Intent = order.Intent with { Quantity = Quantity.Of(60) };
        _gateway.Fill(order, 60, 9);
        var reports = _gateway.Drain();
        _engine.Take(reports[0]);
        Assert.Equal((OrderStatus.Submitted, 100m), (Ours(order).Status, Worst()));

        _engine.Take(reports[1]);

        Assert.Equal((OrderStatus.Filled, 60m), (Ours(order).Status, Worst()));
    }

    [Fact]
    public void A_refused_change_leaves_the_order_as_it_was()
    {
        var order = Working(100, 9);
        Ask(order, 60, 9);
        _engine.Take(new OrderErrorReport(order.OrderId, 105, OrderErrorKind.ModifyRejected, "Order being modified does not match original order"));

        Assert.Equal((100m, null, OrderStatus.Submitted), (Ours(order).Intent.Quantity.Value, Ours(order).Changing, Ours(order).Status));
        Assert.Equal(100, Exposure.Of(PositionQuantity.Zero, _engine.Book.LiveOrders).Highest);
    }

    [Fact]
    public void A_change_lost_with_the_socket_is_settled_by_the_next_lists()
    {
        var order = Working(100, 9);
        Ask(order, 60, 9);
        _engine.Now += TimeSpan.FromSeconds(6);
        _engine.Tick();
        Assert.NotNull(_engine.Ask);

        _engine.Take(_gateway.Lists(2));

        Assert.Null(Ours(order).Changing);
        Assert.Equal(100m, Ours(order).Intent.Quantity.Value);
    }

    [Fact]
    public void A_fill_that_wins_the_race_against_a_change_completes_the_order()
    {
        var order = Working(100, 9);
        Ask(order, 150, 9);
        _gateway.Fill(order, 100, 9);
        _engine.Take(_gateway.Drain());

        Assert.Equal((OrderStatus.Filled, 100m), (Ours(order).Status, Ours(order).Filled.Value));
        Assert.Empty(_engine.Book.LiveOrders);
    }

    [Fact]
    public void A_smaller_order_that_had_filled_as_much_is_complete()
    {
        var order = Working(100, 9);
        Ask(order, 60, 9);
        _gateway.Fill(order, 60, 9);
        _engine.Take(_gateway.Drain());
        _gateway.Modify(order, Quantity.Of(60), new OrderTerms.Limit(Price.Of(9)));
        _engine.Take(_gateway.Drain());

        Assert.Equal(OrderStatus.Filled, Ours(order).Status);
    }

    [Fact]
    public void What_cannot_be_changed_says_why()
    {
        var order = Working(100, 9);
        _gateway.Fill(order, 40, 9);
        _engine.Take(_gateway.Drain());

        Assert.Equal((40m, 40m), Numbers(Change(order, 40, null)));
        Assert.Contains("cannot become", Change(order, null, new OrderTerms.Stop(Price.Of(9)))!.Text, StringComparison.Ordinal);
        Assert.Contains("so already", Change(order, 100, null)!.Text, StringComparison.Ordinal);
        Assert.Equal(DenialCode.QuantityLimit, Change(order, 10_001, null)!.Code);
        Ask(order, 80, 9);
        Assert.Contains("one change at a time", Change(order, 70, null)!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_was_shown_and_is_refused_afterwards_counts_as_it_was_and_asks_for_the_lists()
    {
        var order = Working(100, 9);
        Ask(order, 60, 8);
        _engine.Take(Shown(order, 60, 8));
        _engine.Ask = null;

        _engine.Take(new OrderErrorReport(order.OrderId, 134, OrderErrorKind.ModifyRejected, "Modify order failed"));

        Assert.Equal((100m, new OrderTerms.Limit(Price.Of(9)), 100m), (Ours(order).Intent.Quantity.Value, Ours(order).Intent.Terms, Worst()));
        Assert.Contains("refused after it was shown", _engine.Ask, StringComparison.Ordinal);
        _engine.Now += TimeSpan.FromSeconds(6);
        _engine.Take(_gateway.Lists(2));
        Assert.Equal((100m, new OrderTerms.Limit(Price.Of(9)), false), (Ours(order).Intent.Quantity.Value, Ours(order).Intent.Terms, Ours(order).InDoubt));
        Assert.False(Ours(order).CancelRequested);
    }

    [Fact]
    public void A_price_that_the_planner_would_follow_is_held_to_the_limits()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: 1_000);
        var holding = new Holding(Alpha, DomainEngine.Aapl);
        Target(9);
        var intended = Assert.IsType<OrderIntended>(_engine.Plan(holding).Send);
        var order = _gateway.Place(intended.Intent, intended.Ref.ToString());
        _engine.Record(new OrderWritten(intended.Intent.Id, order.OrderId, ModelGateway.ClientId, 1));
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());

        Target(50);
        var plan = _engine.Plan(holding);

        Assert.Null(plan.Send);
        Assert.Contains("1000", plan.Waiting, StringComparison.Ordinal);
        Assert.Equal(new OrderTerms.Limit(Price.Of(9)), Ours(order).Intent.Terms);

        void Target(decimal price) => _engine.Record(new TargetSet(Alpha, DomainEngine.Aapl, PositionQuantity.Of(100), new ExecutionPolicy.AtLimit(Price.Of(price))));
    }

    [Fact]
    public void A_change_and_each_answer_to_it_concern_the_order_and_its_strategy()
    {
        var id = Ours(Working(100, 9)).Id;
        BookEvent[] events = [new ModifyRequested(id, Quantity.Of(60), new OrderTerms.Limit(Price.Of(9)), "test"), new OrderModified(id), new ModifyConfirmed(id, Quantity.Of(60), new OrderTerms.Limit(Price.Of(9))), new ModifyRefused(id, "test")];

        Assert.All(events, e =>
        {
            var change = BookChange.Of(new JournalEntry(1, _engine.Now, e), _engine.Book);
            Assert.Equal((id, Alpha), (change.Order!.Id, Assert.Single(change.Strategies)));
        });
    }

    private Denial? Change(ModelOrder order, decimal? quantity, OrderTerms? terms) => CommandDecider.Decide(
        _engine.Book, _engine.View, new ModifyByHand("k", "test", Ours(order).Id, quantity is { } q ? Quantity.Of(q) : null, terms), _engine.Environment).Result.Denial;

    private static (decimal?, decimal?) Numbers(Denial? denial) => (denial?.Value, denial?.Limit);

    private void Ask(ModelOrder order, decimal total, decimal price)
    {
        var decision = CommandDecider.Decide(
            _engine.Book, _engine.View, new ModifyByHand("k", "test", Ours(order).Id, Quantity.Of(total), new OrderTerms.Limit(Price.Of(price))), _engine.Environment);
        Assert.IsType<ModifyRequested>(Assert.Single(decision.Events));
        _engine.Record(decision.Events[0]);
    }

    /// <summary>The most that can be held in the end.</summary>
    private decimal Worst() => Exposure.Of(_engine.Book.PositionOf(new Holding(Alpha, DomainEngine.Aapl)), _engine.Book.LiveOrders).Highest;

    private Order Ours(ModelOrder order) => _engine.Book.Orders[order.Intent.Id];

    private OpenOrderReport Shown(ModelOrder order, decimal quantity, decimal price) => new(
        _gateway.Account, order.OrderId, ModelGateway.ClientId, order.PermId, order.OrderRef, order.Intent.ConId, order.Intent.Side, Quantity.Of(quantity),
        new OrderTerms.Limit(Price.Of(price)), BrokerOrderStatus.Submitted, null, null);

    private ModelOrder Working(decimal quantity, decimal price)
    {
        var placed = CommandDecider.Decide(
            _engine.Book, _engine.View, new PlaceByHand("k", "test", Alpha, DomainEngine.Aapl, Side.Buy, Quantity.Of(quantity), new OrderTerms.Limit(Price.Of(price))), _engine.Environment);
        var intended = Assert.IsType<OrderIntended>(Assert.Single(placed.Events));
        _engine.Record(intended);
        var order = _gateway.Place(intended.Intent, intended.Ref.ToString());
        _engine.Record(new OrderWritten(intended.Intent.Id, order.OrderId, ModelGateway.ClientId, 1));
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());
        return order;
    }
}
