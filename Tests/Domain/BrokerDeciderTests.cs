using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>What the broker's reports do to the books, one scenario each.</summary>
public sealed class BrokerDeciderTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly StrategyName Beta = StrategyName.Of("beta");
    private static readonly ConId Aapl = DomainEngine.Aapl;

    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha, Beta);

    [Fact]
    public void A_market_order_filled_without_any_status_is_complete_by_its_execution()
    {
        var order = Send(Alpha, 100);
        _gateway.Fill(order, 100, 10);

        _engine.Take(_gateway.Drain().Where(static e => e is ExecutionReport));

        Assert.Equal(OrderStatus.Filled, Ours(order).Status);
        Assert.Equal(100, _engine.Book.NetOf(Aapl).Value);
    }

    [Fact]
    public void Partial_fills_out_of_order_with_a_duplicate_are_booked_once_each()
    {
        var order = Send(Alpha, 10);
        var fills = new[] { _gateway.Fill(order, 3, 10), _gateway.Fill(order, 4, 11), _gateway.Fill(order, 3, 12) };

        _engine.Take([fills[1], fills[0], fills[1], fills[2]]);

        Assert.Equal((OrderStatus.Filled, 10m), (Ours(order).Status, Ours(order).Filled.Value));
        Assert.Equal(11m, Ours(order).AveragePrice!.Value.Value);
        Assert.Equal(3, _engine.Book.Fills.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_commission_counts_once_before_or_after_its_execution_and_the_newest_wins(bool before)
    {
        var order = Send(Alpha, 10);
        var fill = _gateway.Fill(order, 10, 10);
        var first = ModelGateway.Commission(fill);
        var revised = first with { Commission = new Money(0, Currency.Usd) };

        _engine.Take(before ? [first, first, fill] : [fill, first, first]);
        Assert.Equal(1.05m, _engine.Book.Positions()[0].Commission);
        _engine.Take(revised);

        Assert.Equal(0m, _engine.Book.Positions()[0].Commission);
        Assert.Empty(_engine.Book.StagedCommissions);
    }

    [Fact]
    public void A_correction_replaces_quantity_price_and_commission()
    {
        var order = Send(Alpha, 100);
        var fill = _gateway.Fill(order, 100, 10);
        var corrected = fill with { ExecId = ExecId.Of(fill.ExecId.Root + ".02"), Price = Price.Of(9), Quantity = Quantity.Of(90) };

        _engine.Take([fill, ModelGateway.Commission(fill), corrected, ModelGateway.Commission(corrected), fill, ModelGateway.Commission(fill)]);

        var position = Assert.Single(_engine.Book.Positions());
        Assert.Equal((90m, 810m, 1.05m, -811.05m), (position.Quantity.Value, position.OpenCost, position.Commission, position.Cash));
    }

    [Fact]
    public void An_execution_without_an_order_goes_to_unknown_and_can_be_assigned()
    {
        var fill = new ExecutionReport(
            ExecId.Of("f1.01"), _gateway.Account, Aapl, "AAPL", Stock, Currency.Usd, 1, 0, 0, PermId.Of(9), null, Side.Buy, Quantity.Of(7), Price.Of(10), _engine.Now, false, null, false, null);
        _engine.Take(fill);
        Assert.Equal(7, _engine.Book.PositionOf(new Holding(StrategyName.Unknown, Aapl)).Value);

        Execute(new AssignExecution("k", "test", fill.ExecId, Alpha));

        Assert.Equal((0m, 7m), (_engine.Book.PositionOf(new Holding(StrategyName.Unknown, Aapl)).Value, _engine.Book.PositionOf(new Holding(Alpha, Aapl)).Value));
    }

    [Fact]
    public void A_cancel_with_a_fill_on_its_way_is_not_the_end_until_the_fill_is_booked()
    {
        var order = Send(Alpha, 100);
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());
        var crossing = _gateway.Fill(order, 40, 10);
        _gateway.Drain();
        _gateway.ConfirmCancel(order);

        _engine.Take(_gateway.Drain());
        Assert.False(Ours(order).Status.IsTerminal());
        Assert.Equal(100, Exposure.Of(_engine.Book.NetOf(Aapl), _engine.Book.LiveOrders).Highest);

        _engine.Take(crossing);
        Assert.Equal((OrderStatus.Cancelled, 40m), (Ours(order).Status, Ours(order).Filled.Value));
    }

    [Fact]
    public void An_unknown_order_is_declared_gone_by_hand_only_by_lists_that_began_after_the_newest_word_about_it()
    {
        _engine.Take(new SnapshotBegan(new SnapshotId(1, 90, SnapshotKind.OpenOrders))); // Its open orders are read before ours is written.
        Later(1);
        var order = Send(Alpha, 100);
        _engine.Take(new SynchronizationEnded(90));
        Later(1);
        _engine.Record(new OrderStatusChanged(order.Intent.Id, OrderStatus.Unknown, "no answer within 5 s"));

        Execute(new CancelByHand("k1", "test", order.Intent.Id));
        Assert.True(Ours(order) is { Status: OrderStatus.Unknown, CancelRequested: true });
        Later(1);
        _engine.Take(_gateway.Lists(91)); // It is there.
        Later(1);
        Execute(new CancelByHand("k2", "test", order.Intent.Id));
        Assert.False(Ours(order).Status.IsTerminal());

        _gateway.Orders.Clear();
        _engine.Record(new OrderStatusChanged(order.Intent.Id, OrderStatus.Unknown, "an ambiguous answer"));
        Later(1);
        _engine.Take(_gateway.Lists(92));
        Later(1);
        _engine.Take(_gateway.Lists(93));
        Execute(new CancelByHand("k3", "test", order.Intent.Id));
        Assert.Equal(OrderStatus.Cancelled, Ours(order).Status);
    }

    [Fact]
    public void A_report_that_our_rules_cannot_take_is_kept_once_blocks_what_opens_and_is_released_by_whole_lists_or_by_hand()
    {
        var order = Send(Alpha, 100);
        var fill = _gateway.Fill(order, 100, 10);
        var absurd = fill with { Price = Price.Of(decimal.MaxValue), Snapshot = new SnapshotId(1, 7, SnapshotKind.Executions) };
        var defect = Assert.ThrowsAny<Exception>(() => _engine.Take(absurd));
        var before = BookHash.Of(_engine.Book);

        _engine.Apply(Quarantine.Of(_engine.Book, _engine.View, absurd, defect.Message, _engine.Context));
        _engine.Apply(Quarantine.Of(_engine.Book, _engine.View, absurd with { Snapshot = null }, defect.Message, _engine.Context));

        var (seq, kept) = Assert.Single(_engine.Book.Quarantine);
        Assert.Equal((nameof(ExecutionReport), Aapl), (kept.Kind, kept.ConId));
        Assert.Contains(fill.ExecId.Value, kept.Report, StringComparison.Ordinal);
        Assert.Single(_engine.Journal, static entry => entry.Event is Notified { Topic: "quarantine", Level: NotificationLevel.Alarm });
        Assert.True(Conditions(Aapl).Unreadable);
        Assert.False(Conditions(DomainEngine.Msft).Unreadable);
        Assert.NotEqual(before, BookHash.Of(_engine.Book));

        Later(1);
        var lists = _gateway.Lists(91);
        _engine.Take(lists.TakeWhile(static e => e is not ExecutionReport));
        _engine.Apply(Quarantine.Of(_engine.Book, _engine.View, absurd, defect.Message, _engine.Context));
        _engine.Take(new SynchronizationEnded(91));
        Assert.Single(_engine.Book.Quarantine); // These lists brought it again.

        Later(1);
        _engine.Take(_gateway.Lists(92));
        Assert.Empty(_engine.Book.Quarantine);
        Assert.Equal(100, _engine.Book.NetOf(Aapl).Value);

        _engine.Apply(Quarantine.Of(_engine.Book, _engine.View, absurd, defect.Message, _engine.Context));
        Execute(new ReleaseReport("k", "test", _engine.Book.Quarantine.Keys.Single()));
        Assert.Empty(_engine.Book.Quarantine);
        Assert.True(seq > 0);
    }

    [Fact]
    public void A_refusal_of_an_unanswered_order_is_final_and_backs_off()
    {
        var order = Send(Alpha, 100);
        _gateway.Reject(order);

        _engine.Take(_gateway.Drain());

        Assert.Equal(OrderStatus.Rejected, Ours(order).Status);
        var plan = _engine.Plan(new Holding(Alpha, Aapl));
        Assert.Null(plan.Order);
        Assert.Equal(_engine.Now + TimeSpan.FromSeconds(1), plan.RetryAt);
        _engine.Now += TimeSpan.FromSeconds(1);
        Assert.NotNull(_engine.Plan(new Holding(Alpha, Aapl)).Order);
    }

    [Fact]
    public void A_fill_ends_the_row_of_refusals()
    {
        _gateway.Reject(Send(Alpha, 100));
        _engine.Take(_gateway.Drain());
        Assert.NotEmpty(_engine.Book.Refusals);
        _engine.Now += TimeSpan.FromSeconds(1);

        _gateway.Fill(Send(Alpha, 50), 50, 10);
        _engine.Take(_gateway.Drain());

        Assert.Empty(_engine.Book.Refusals);
    }

    [Fact]
    public void A_remark_never_ends_an_order()
    {
        var order = Send(Alpha, 100);
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());

        _engine.Take(new OrderErrorReport(order.OrderId, 10349, OrderErrorKind.Warning, "TIF was set to DAY"));
        Assert.Equal(OrderStatus.Submitted, Ours(order).Status);

        _gateway.Fill(order, 100, 10);
        _engine.Take(_gateway.Drain());
        Assert.Equal(OrderStatus.Filled, Ours(order).Status);
    }

    [Fact]
    public void A_refused_cancel_asks_and_a_filled_order_stays_filled()
    {
        var order = Send(Alpha, 100);
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());
        _engine.Take(new OrderErrorReport(order.OrderId, 10148, OrderErrorKind.CancelRejected, "cannot be cancelled"));
        Assert.NotNull(_engine.Ask);

        _gateway.Fill(order, 100, 10);
        _engine.Take(_gateway.Lists(2));
        Assert.Equal(OrderStatus.Filled, Ours(order).Status);
    }

    [Fact]
    public void A_second_permId_is_a_second_incarnation_counted_twice_and_cancelled()
    {
        var order = Send(Alpha, 100);
        _gateway.Acknowledge(order);
        var open = _gateway.Drain().OfType<OpenOrderReport>().Single();

        _engine.Take([open, open with { PermId = PermId.Of(777) }]);

        Assert.True(Ours(order).CancelRequested);
        Assert.Equal(200, Exposure.Of(_engine.Book.NetOf(Aapl), _engine.Book.LiveOrders).Highest);
        Assert.Contains(_engine.Journal, static e => e.Event is Notified { Level: NotificationLevel.Alarm });
    }

    [Fact]
    public void A_number_that_repeats_after_a_rollback_touches_no_order_of_ours()
    {
        var order = Send(Alpha, 100);
        _gateway.Acknowledge(order);
        var open = _gateway.Drain().OfType<OpenOrderReport>().Single();

        _engine.Take(open with { OrderRef = "somebody-else", PermId = PermId.Of(4711), Status = BrokerOrderStatus.Submitted });

        Assert.False(Ours(order).Acknowledged);
        Assert.Single(_engine.View.Foreign);
    }

    [Fact]
    public void An_intent_absent_twice_on_a_later_session_was_never_sent_and_a_trace_reopens_it()
    {
        SetTarget(Alpha, 100);
        var lost = _engine.Plan(new Holding(Alpha, Aapl)).Order!.Intent;
        _engine.Now += TimeSpan.FromSeconds(1);
        NewSession(2);
        _engine.Take(_gateway.Lists(2));
        Assert.Equal(OrderStatus.Unknown, _engine.Book.Orders[lost.Id].Status);

        _engine.Now += TimeSpan.FromSeconds(4);
        _engine.Take(_gateway.Lists(3));
        Assert.Equal(OrderStatus.Unknown, _engine.Book.Orders[lost.Id].Status);
        _engine.Now += TimeSpan.FromSeconds(1);
        _engine.Take(_gateway.Lists(4));
        Assert.Equal(OrderStatus.NeverSent, _engine.Book.Orders[lost.Id].Status);

        var trace = _gateway.Place(lost, OrderRef.Of(DomainEngine.Installation, Alpha, lost.Id).ToString());
        _gateway.Acknowledge(trace);
        _engine.Take(_gateway.Drain());
        Assert.Equal((OrderStatus.Submitted, true), (_engine.Book.Orders[lost.Id].Status, _engine.Book.Orders[lost.Id].CancelRequested));
    }

    [Fact]
    public void Absence_on_the_session_of_the_intent_settles_nothing()
    {
        SetTarget(Alpha, 100);
        var lost = _engine.Plan(new Holding(Alpha, Aapl)).Order!.Intent;
        for (var i = 2; i < 6; i++)
        {
            _engine.Now += TimeSpan.FromSeconds(6);
            _engine.Take(_gateway.Lists(i));
        }

        Assert.Equal(OrderStatus.Unknown, _engine.Book.Orders[lost.Id].Status);
    }

    [Fact]
    public void An_acknowledged_order_that_vanished_waits_for_a_person()
    {
        var order = Send(Alpha, 100);
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());
        _gateway.Orders.Clear();
        for (var i = 2; i < 5; i++)
        {
            _engine.Now += TimeSpan.FromSeconds(6);
            NewSession(i);
            _engine.Take(_gateway.Lists(i));
        }

        Assert.Equal(OrderStatus.Unknown, Ours(order).Status);
        Execute(new CancelByHand("k", "test", Ours(order).Id));
        Assert.Equal(OrderStatus.Cancelled, Ours(order).Status);
    }

    [Fact]
    public void A_difference_is_a_mismatch_only_after_a_whole_list_and_five_quiet_seconds_and_closes_by_itself()
    {
        _gateway.Positions[Aapl] = 50;
        _engine.Take(new PositionReport(_gateway.Account, Aapl, "AAPL", PositionQuantity.Of(50), 10, null));
        _engine.Tick();
        _engine.Now += TimeSpan.FromSeconds(1);
        _engine.Tick();
        Assert.NotNull(_engine.Ask);
        _engine.Take(_gateway.Lists(2));
        _engine.Now += TimeSpan.FromSeconds(4.9);
        _engine.Tick();
        Assert.Empty(_engine.Book.Mismatches);
        _engine.Now += TimeSpan.FromSeconds(0.1);
        _engine.Tick();
        Assert.Single(_engine.Book.Mismatches);

        SetTarget(Alpha, 10);
        Assert.Null(_engine.Plan(new Holding(Alpha, Aapl)).Order);
        _gateway.Positions[Aapl] = 0;
        _engine.Take(_gateway.Lists(3));
        _engine.Tick();
        Assert.Empty(_engine.Book.Mismatches);
        Assert.NotNull(_engine.Plan(new Holding(Alpha, Aapl)).Order);
    }

    [Fact]
    public void What_the_brokers_lists_forgot_overnight_becomes_one_adjustment_that_its_execution_supersedes()
    {
        _engine.Tick();
        _engine.Now += TimeSpan.FromDays(1);
        _gateway.Positions[Aapl] = 50;
        NewSession(2);
        Settle(2, 3, 4);

        var adjustment = Assert.Single(_engine.Book.Fills.Values);
        Assert.Equal((FillSource.Adjustment, 50m, StrategyName.Unknown), (adjustment.Source, adjustment.Signed.Value, adjustment.Strategy));
        Assert.Contains(Aapl, _engine.Book.UnacceptedAdjustments);
        NewSession(3);
        Settle(5, 6, 7);
        Assert.Single(_engine.Book.Fills);

        _engine.Take(new ExecutionReport(
            ExecId.Of("late.01"), _gateway.Account, Aapl, "AAPL", Stock, Currency.Usd, 1, 0, 0, PermId.Of(9), null, Side.Buy, Quantity.Of(30), Price.Of(9),
            _engine.Now - TimeSpan.FromHours(20), false, null, false, null));
        Assert.Equal(50, _engine.Book.NetOf(Aapl).Value);
        Assert.Equal(20, _engine.Book.FillOf(adjustment.ExecId)!.Quantity.Value);
    }

    [Fact]
    public void A_flatten_order_is_shared_by_signed_positions_until_everybody_is_flat()
    {
        Hold(Alpha, 100);
        _engine.Now += TimeSpan.FromSeconds(1);
        Hold(Beta, -40);
        var intent = new OrderIntent(
            ClientOrderId.From("kill"), StrategyName.Unknown, Aapl, Side.Sell, Quantity.Of(60), new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Flatten, null);
        _engine.Record(new OrderIntended(intent, OrderRef.Of(DomainEngine.Installation, StrategyName.Unknown, intent.Id)));
        var closing = _gateway.Place(intent, OrderRef.Of(DomainEngine.Installation, StrategyName.Unknown, intent.Id).ToString());

        _gateway.Fill(closing, 7, 10);
        _gateway.Fill(closing, 53, 10);
        _engine.Take(_gateway.Drain());

        Assert.All(_engine.Book.Positions(), static p => Assert.Equal(0m, p.Quantity.Value));
        Assert.Equal(0, _engine.Book.NetOf(Aapl).Value);
        Assert.Equal(60, _engine.Book.Orders[intent.Id].Filled.Value);
        _engine.Take(_gateway.Lists(9));
        Assert.Equal(0, _engine.Book.NetOf(Aapl).Value);
    }

    [Fact]
    public void An_order_of_ours_that_the_journal_lost_comes_back_under_its_strategy()
    {
        var intent = new OrderIntent(
            ClientOrderId.From("lost"), Alpha, Aapl, Side.Buy, Quantity.Of(5), new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Target, null);
        _gateway.Place(intent, OrderRef.Of(DomainEngine.Installation, Alpha, intent.Id).ToString());

        _engine.Take(_gateway.Lists(2));

        var order = Assert.Single(_engine.Book.LiveOrders);
        Assert.Equal((Alpha, OrderStatus.Submitted, true), (order.Intent.Strategy, order.Status, order.Acknowledged));
    }

    private const SecurityType Stock = SecurityType.Stock;

    private void SetTarget(StrategyName strategy, decimal quantity) =>
        _engine.Record(new TargetSet(strategy, Aapl, PositionQuantity.Of(quantity), ExecutionPolicy.Market));

    private ModelOrder Send(StrategyName strategy, decimal target)
    {
        SetTarget(strategy, target);
        var order = _engine.Plan(new Holding(strategy, Aapl)).Order!;
        var written = _gateway.Place(order.Intent, order.Ref.ToString());
        _engine.Record(new OrderWritten(order.Intent.Id, written.OrderId, ModelGateway.ClientId, 1));
        return written;
    }

    private void Hold(StrategyName strategy, decimal quantity)
    {
        var order = Send(strategy, quantity);
        _gateway.Acknowledge(order);
        _gateway.Fill(order, Math.Abs(quantity), 10);
        _engine.Take(_gateway.Drain());
    }

    private Order Ours(ModelOrder order) => _engine.Book.Orders[order.Intent.Id];

    private void Later(int seconds) => _engine.Now += TimeSpan.FromSeconds(seconds);

    private TradingConditions Conditions(ConId conId) => _engine.Environment.Conditions(_engine.Book, _engine.View, new Holding(Alpha, conId));

    private void NewSession(long session)
    {
        _gateway.Session = session;
        _engine.OpenedAt = _engine.Now;
        _engine.Take(new SessionReport(SessionState.Ready, session, "test"));
    }

    private void Settle(params ReadOnlySpan<long> lists)
    {
        foreach (var number in lists)
        {
            _engine.Tick();
            _engine.Now += TimeSpan.FromSeconds(6);
            _engine.Take(_gateway.Lists(number));
            _engine.Tick();
            _engine.Now += TimeSpan.FromSeconds(6);
            _engine.Tick();
        }
    }

    private void Execute(OperatorCommand command)
    {
        var decision = CommandDecider.Decide(_engine.Book, _engine.View, command, _engine.Environment);
        Assert.True(decision.Result.Done, decision.Result.Text);
        foreach (var e in decision.Events)
        {
            _engine.Record(e);
        }
    }
}
