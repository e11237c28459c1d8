using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Reconciliation;
using OrleansTrader.Domain.Values;
using OrleansTrader.Domain.Views;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>What the broker changes overnight by itself, and what a person makes of what nobody can explain.</summary>
public sealed class AdjustmentTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly StrategyName Beta = StrategyName.Of("beta");
    private static readonly ConId Aapl = DomainEngine.Aapl;
    private static readonly ConId Option = ConId.Of(700);

    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha, Beta);
    private long _synchronization = 100;

    [Fact]
    public void A_broker_that_is_flat_overnight_adjusts_the_holder_with_an_alarm_and_nothing_is_bought_again_before_a_person_accepts()
    {
        Hold(Alpha, Aapl, 100, 10);
        _engine.Record(new TargetSet(Alpha, Aapl, PositionQuantity.Of(100), ExecutionPolicy.Market));
        Overnight((Aapl, 0, 0));

        var adjustment = Adjustment();
        Assert.Equal((Alpha, -100m, 10m, AdjustmentCause.Unexplained), (adjustment.Strategy, adjustment.Signed.Value, adjustment.Price.Value, adjustment.Cause));
        Assert.Equal(0, _engine.Book.PositionOf(new Holding(Alpha, Aapl)).Value);
        Assert.Contains(_engine.Journal, static entry => entry.Event is Notified { Topic: "adjustment", Level: NotificationLevel.Alarm });
        Assert.Null(_engine.Plan(new Holding(Alpha, Aapl)).Order);

        Execute(new Adopt("k", "test", Aapl));

        Assert.Equal(100, _engine.Plan(new Holding(Alpha, Aapl)).Order!.Intent.Quantity.Value);
    }

    [Fact]
    public void An_expired_contract_leaves_every_holder_at_nothing()
    {
        Know(Call(new DateOnly(2026, 3, 2)));
        Hold(Alpha, Option, 3, 2);
        Hold(Beta, Option, -1, 2);
        Overnight((Option, 0, 0));

        Assert.All(Adjustments(), static fill => Assert.Equal((AdjustmentCause.Expiry, 0m), (fill.Cause, fill.Price.Value)));
        Assert.Equal((0m, -600m), Books(Alpha, Option));
        Assert.Equal((0m, 200m), Books(Beta, Option));
    }

    [Fact]
    public void An_assigned_option_and_its_shares_are_one_cause()
    {
        Know(DomainEngine.Instrument(Aapl) with { Symbol = "AAPL" });
        Know(Call(new DateOnly(2026, 6, 19)));
        Hold(Alpha, Option, -2, 1);
        Overnight((Option, 0, 0), (Aapl, -200, 150));

        Assert.All(Adjustments(), static fill => Assert.Equal(AdjustmentCause.Assignment, fill.Cause));
        Assert.Equal(0, _engine.Book.PositionOf(new Holding(Alpha, Option)).Value);
        Assert.Equal(-200, _engine.Book.NetOf(Aapl).Value);
        Assert.Contains(Aapl, _engine.Book.UnacceptedAdjustments);
    }

    [Fact]
    public void A_split_moves_every_holding_and_target_by_its_ratio_keeps_the_cost_and_blocks_nothing()
    {
        Hold(Alpha, Aapl, 100, 10);
        Hold(Beta, Aapl, 40, 10);
        _engine.Record(new TargetSet(Alpha, Aapl, PositionQuantity.Of(100), ExecutionPolicy.Market));
        Overnight((Aapl, 280, 5));

        Assert.All(Adjustments(), static fill => Assert.Equal(AdjustmentCause.Split, fill.Cause));
        var alpha = _engine.Book.Positions().Single(static p => p.Strategy == Alpha);
        Assert.Equal((200m, 1000m, 5m), (alpha.Quantity.Value, alpha.OpenCost, alpha.AveragePrice!.Value.Value));
        Assert.Equal(80, _engine.Book.PositionOf(new Holding(Beta, Aapl)).Value);
        Assert.Empty(_engine.Book.UnacceptedAdjustments);
        Assert.Null(_engine.Plan(new Holding(Alpha, Aapl)).Order); // The target was split too.
    }

    [Fact]
    public void An_adjustment_is_not_booked_twice_and_gives_way_to_its_execution()
    {
        Hold(Alpha, Aapl, 100, 10);
        Overnight((Aapl, 0, 0));
        var hash = BookHash.Of(_engine.Book with { Seq = 0, LastAt = null });
        Settle(3);
        Assert.Equal(hash, BookHash.Of(_engine.Book with { Seq = 0, LastAt = null }));

        _engine.Take(new ExecutionReport(
            ExecId.Of("late.01"), _gateway.Account, Aapl, "AAPL", SecurityType.Stock, Currency.Usd, 1, 0, 0, PermId.Of(9), null, Side.Sell, Quantity.Of(100), Price.Of(12),
            _engine.Now - TimeSpan.FromHours(20), false, null, false, null));

        Assert.Equal(0, _engine.Book.NetOf(Aapl).Value);
        Assert.Empty(_engine.Book.UnacceptedAdjustments);
    }

    [Fact]
    public void Adopting_takes_contract_by_contract_and_opens_with_the_last()
    {
        var engine = Adopting();

        Assert.False(Decide(engine, new Adopt("k0", "test", Aapl, StrategyName.Of("nobody"))).Result.Done);
        Apply(engine, new Adopt("k1", "test", Aapl, Alpha));
        Assert.NotNull(engine.Book.AdoptingCause);
        Assert.Equal(40, engine.Book.PositionOf(new Holding(Alpha, Aapl)).Value);

        Apply(engine, new Adopt("k2", "test", DomainEngine.Msft));

        Assert.Null(engine.Book.AdoptingCause);
        Assert.True(engine.Book.Adopted);
        Assert.Equal(-7, engine.Book.PositionOf(new Holding(StrategyName.Unknown, DomainEngine.Msft)).Value);
        Assert.Empty(engine.Book.UnacceptedAdjustments);
        Assert.All(Proof.Of(engine.Book, engine.View, engine.Now), static proof => Assert.Equal(ProofState.Proven, proof.State));
    }

    [Fact]
    public void What_is_left_when_adopting_stays_a_mismatch_that_opens_nothing()
    {
        var engine = Adopting();

        Apply(engine, new Adopt("k1", "test", Leave: true));
        Settle(engine, 3);

        Assert.True(engine.Book.Adopted);
        Assert.Equal([Aapl, DomainEngine.Msft], engine.Book.Mismatches.Keys.OrderBy(static conId => conId.Value));
        Assert.Empty(engine.Book.Fills);
    }

    [Fact]
    public void A_busted_execution_leaves_nothing_of_itself()
    {
        var fill = Hold(Alpha, Aapl, 100, 10);

        _engine.Take([fill with { ExecId = ExecId.Of(fill.ExecId.Root + ".02"), Quantity = Quantity.Zero }]);

        var position = Assert.Single(_engine.Book.Positions());
        Assert.Equal((0m, 0m, 0m, 0m), (position.Quantity.Value, position.OpenCost, position.Commission, position.Cash));
    }

    [Fact]
    public void Fractions_of_shares_are_booked_to_the_last_digit()
    {
        Hold(Alpha, Aapl, 0.3333m, 10.07m);
        Hold(Alpha, Aapl, 0.6667m, 10.01m);

        var position = Assert.Single(_engine.Book.Positions());
        Assert.Equal((1m, 10.0300m), (position.Quantity.Value, decimal.Round(position.OpenCost, 4)));
    }

    [Fact]
    public void The_legs_of_a_combination_carry_the_positions_and_its_summary_none()
    {
        var reference = OrderRef.Of(DomainEngine.Installation, Alpha, ClientOrderId.From("spread")).ToString();
        ExecutionReport Leg(string id, ConId conId, Side side, decimal quantity, decimal price, bool summary = false) => new(
            ExecId.Of(id), _gateway.Account, conId, "X", summary ? SecurityType.Combo : SecurityType.Stock, Currency.Usd, 1, 0, ModelGateway.ClientId, PermId.Of(77), reference,
            side, Quantity.Of(quantity), Price.Of(price), _engine.Now, false, null, summary, null);

        _engine.Take([Leg("c.1.01", Aapl, Side.Buy, 2, 10), Leg("c.0.01", ConId.Of(28812380), Side.Buy, 2, -5, summary: true), Leg("c.2.01", DomainEngine.Msft, Side.Sell, 2, 15)]);

        Assert.Equal((2m, -2m), (_engine.Book.PositionOf(new Holding(Alpha, Aapl)).Value, _engine.Book.PositionOf(new Holding(Alpha, DomainEngine.Msft)).Value));
        Assert.Equal(2 * -5m, _engine.Book.Positions().Sum(static p => p.OpenCost)); // The legs add up to the combination's price.
        Assert.Equal(2, _engine.Book.Net.Count);
    }

    [Fact]
    public void A_missing_commission_is_asked_for_again()
    {
        var fill = Hold(Alpha, Aapl, 100, 10, charged: false);
        Assert.Contains(fill.ExecId, _engine.Book.Uncharged);
        _engine.Tick();
        Assert.Null(_engine.Ask);

        _engine.Now += TimeSpan.FromSeconds(31);
        _engine.Tick();
        Assert.Equal("commissions are missing", _engine.Ask);

        _engine.Ask = null;
        _engine.Take(_gateway.Lists(++_synchronization));
        _engine.Tick();
        Assert.Null(_engine.Ask);
        Assert.Empty(_engine.Book.Uncharged);
    }

    [Fact]
    public void The_lists_are_read_again_after_the_close_and_before_the_brokers_midnight()
    {
        foreach (var due in (TimeSpan[])[new(16, 5, 0), new(23, 59, 0)])
        {
            _engine.Now = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero) + due - TimeSpan.FromSeconds(1);
            _engine.Take(_gateway.Lists(++_synchronization));
            _engine.Tick();
            Assert.Null(_engine.Ask);

            _engine.Now += TimeSpan.FromSeconds(2);
            _engine.Tick();
            Assert.Equal("the day's reading is due", _engine.Ask);
            _engine.Ask = null;
            _engine.Take(_gateway.Lists(++_synchronization));
            _engine.Tick();
            Assert.Null(_engine.Ask);
        }
    }

    [Fact]
    public void A_corrupted_memory_is_named_by_its_terms()
    {
        Hold(Alpha, Aapl, 100, 10);
        Settle(1);
        Assert.Equal(ProofState.Proven, Assert.Single(Proof.Of(_engine.Book, _engine.View, _engine.Now)).State);

        var net = Assert.Single(Proof.Of(_engine.Book with { Net = _engine.Book.Net.SetItem(Aapl, PositionQuantity.Of(90)) }, _engine.View, _engine.Now));
        var fills = Assert.Single(Proof.Of(_engine.Book with { Fills = _engine.Book.Fills.Clear() }, _engine.View, _engine.Now));
        var broker = Assert.Single(Proof.Of(_engine.Book, _engine.View with { Net = _engine.View.Net.SetItem(Aapl, new BrokerPosition(PositionQuantity.Of(70), 10, "X")) }, _engine.Now));

        Assert.Equal((ProofState.Mismatch, "memory: strategies 100, transactions 100, net 90"), (net.State, net.Cause));
        Assert.Equal((ProofState.Mismatch, "memory: strategies 100, transactions 0, net 100"), (fills.State, fills.Cause));
        Assert.Equal((ProofState.Settling, "ours 100, broker 70"), (broker.State, broker.Cause));
    }

    [Fact]
    public void A_target_of_one_contract_touches_no_order_of_another()
    {
        var working = Send(Alpha, Aapl, 100);
        _engine.Record(new TargetSet(Alpha, DomainEngine.Msft, PositionQuantity.Of(50), ExecutionPolicy.Market));

        _engine.Plan(new Holding(Alpha, DomainEngine.Msft));
        _engine.Plan(new Holding(Alpha, Aapl));

        Assert.False(_engine.Book.Orders[working.Intent.Id].CancelRequested);
        Assert.Equal(2, _engine.Book.LiveOrders.Count());
    }

    [Fact]
    public void A_target_that_is_met_cancels_what_still_works_and_changes_no_book()
    {
        var working = Send(Alpha, Aapl, 100);
        _gateway.Fill(working, 40, 10);
        _engine.Take(_gateway.Drain());
        _engine.Record(new TargetSet(Alpha, Aapl, PositionQuantity.Of(40), ExecutionPolicy.Market));

        var plan = _engine.Plan(new Holding(Alpha, Aapl));

        Assert.Null(plan.Order);
        Assert.Equal(working.Intent.Id, Assert.Single(plan.Cancels).Id);
        Assert.Equal(40, _engine.Book.NetOf(Aapl).Value);
    }

    private static Instrument Call(DateOnly lastTradeDate) => DomainEngine.Instrument(Option) with
    {
        Symbol = "AAPL",
        Type = SecurityType.Option,
        Multiplier = 100,
        LastTradeDate = lastTradeDate,
        Strike = 150,
        Right = OptionRight.Call,
    };

    private static DomainEngine Adopting()
    {
        var engine = new DomainEngine(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero));
        engine.Record(new StrategyRegistered(Alpha, new Money(100_000, Currency.Usd)));
        var gateway = new ModelGateway();
        (gateway.Positions[Aapl], gateway.Positions[DomainEngine.Msft]) = (40, -7);
        engine.Take(gateway.Lists(1));
        Assert.NotNull(engine.Book.AdoptingCause);
        return engine;
    }

    private static CommandDecision Decide(DomainEngine engine, OperatorCommand command) => CommandDecider.Decide(engine.Book, engine.View, command, engine.Environment);

    private static void Apply(DomainEngine engine, OperatorCommand command)
    {
        var decision = Decide(engine, command);
        Assert.True(decision.Result.Done, decision.Result.Text);
        foreach (var e in decision.Events)
        {
            engine.Record(e);
        }
    }

    private void Know(Instrument instrument) => _engine.Instruments[instrument.ConId] = instrument;

    private void Execute(OperatorCommand command) => Apply(_engine, command);

    private (decimal Quantity, decimal Realized) Books(StrategyName strategy, ConId conId)
    {
        var position = _engine.Book.Positions().Single(p => p.Strategy == strategy && p.ConId == conId);
        return (position.Quantity.Value, position.RealizedPnl);
    }

    private IEnumerable<Fill> Adjustments() => _engine.Book.Fills.Values.Where(static fill => fill.Source == FillSource.Adjustment);

    private Fill Adjustment() => Assert.Single(Adjustments());

    private ModelOrder Send(StrategyName strategy, ConId conId, decimal target)
    {
        _engine.Record(new TargetSet(strategy, conId, PositionQuantity.Of(target), ExecutionPolicy.Market));
        var order = _engine.Plan(new Holding(strategy, conId)).Order!;
        var written = _gateway.Place(order.Intent, order.Ref.ToString());
        _engine.Record(new OrderWritten(order.Intent.Id, written.OrderId, ModelGateway.ClientId, 1));
        return written;
    }

    /// <summary>An execution of the strategy's own order, known by its reference.</summary>
    private ExecutionReport Hold(StrategyName strategy, ConId conId, decimal signed, decimal price, bool charged = true)
    {
        var intent = new OrderIntent(
            ClientOrderId.From($"{strategy}/{conId}/{_engine.Book.Seq}"), strategy, conId, signed > 0 ? Side.Buy : Side.Sell, Quantity.Of(Math.Abs(signed)),
            new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Strategy, null);
        var reference = OrderRef.Of(DomainEngine.Installation, strategy, intent.Id);
        _engine.Record(new OrderIntended(intent, reference));
        _gateway.Now = _engine.Now;
        var fill = _gateway.Fill(_gateway.Place(intent, reference.ToString()), Math.Abs(signed), price) with { Multiplier = conId == Option ? 100 : 1 };
        var events = _gateway.Drain().Select(e => e is ExecutionReport ? fill : e);
        _engine.Take(charged ? events : events.Where(static e => e is not CommissionReport));
        return fill;
    }

    /// <summary>The broker's day changes, and with it what it holds.</summary>
    private void Overnight(params ReadOnlySpan<(ConId ConId, decimal Quantity, decimal AverageCost)> holds)
    {
        Settle(1);
        _engine.Now += TimeSpan.FromDays(1);
        _gateway.Executions.Clear();
        foreach (var (conId, quantity, averageCost) in holds)
        {
            (_gateway.Positions[conId], _gateway.AverageCosts[conId]) = (quantity, averageCost);
        }

        _gateway.Session = 2;
        _engine.OpenedAt = _engine.Now;
        _engine.Take(new SessionReport(SessionState.Ready, 2, "test"));
        Settle(3);
    }

    private void Settle(int times) => Settle(_engine, times);

    private void Settle(DomainEngine engine, int times)
    {
        var gateway = engine == _engine ? _gateway : new ModelGateway { Positions = { [Aapl] = 40, [DomainEngine.Msft] = -7 } };
        for (; times > 0; times--)
        {
            engine.Tick();
            engine.Now += TimeSpan.FromSeconds(6);
            engine.Take(gateway.Lists(++_synchronization));
            engine.Tick();
            engine.Now += TimeSpan.FromSeconds(6);
            engine.Tick();
        }
    }
}
