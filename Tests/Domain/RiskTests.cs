using OrleansTrader.Domain.Broker;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.Journal;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>Each limit: the denial names the number, the limit and what passes; that passes indeed.</summary>
public sealed class RiskTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly StrategyName Beta = StrategyName.Of("beta");
    private static readonly DateOnly Today = new(2026, 3, 2);
    private readonly ModelGateway _gateway = new();
    private readonly DomainEngine _engine = DomainEngine.Trading(Alpha, Beta);

    public static TheoryData<string, DenialCode, double> Limits => new()
    {
        { "quantity", DenialCode.QuantityLimit, 50 },
        { "notional", DenialCode.NotionalLimit, 40 },
        { "position", DenialCode.PositionLimit, 30 },
        { "position value", DenialCode.PositionLimit, 25 },
        { "gross", DenialCode.GrossLimit, 45 },
        { "net", DenialCode.NetLimit, 35 },
        { "leverage", DenialCode.LeverageLimit, 20 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_denial_says_what_would_pass_and_that_passes(string limit, DenialCode code, double passes)
    {
        _engine.Take(new AccountValueReport(_engine.Book.Account, "NetLiquidation", "100", "USD"));
        var none = new RiskLimits(MaxOrderNotional: null);
        _engine.Limits = limit switch
        {
            "quantity" => none with { MaxOrderQuantity = 50 },
            "notional" => none with { MaxOrderNotional = 409 },
            "position" => none with { MaxPosition = 30 },
            "position value" => none with { MaxPositionNotional = 250 },
            "gross" => none with { MaxGross = 450 },
            "net" => none with { MaxNet = 350 },
            _ => none with { MaxLeverage = 2 },
        };

        var denial = Check(Buy(100));

        Assert.Equal((code, (decimal)passes), (denial?.Code, denial?.WouldPass));
        Assert.NotNull(denial?.Value);
        Assert.NotNull(denial.Limit);
        Assert.Null(Check(Buy((decimal)passes)));
        Assert.NotNull(Check(Buy((decimal)passes + 1)));
    }

    [Fact]
    public void A_limit_price_too_far_through_the_market_is_denied_with_the_farthest_that_passes()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null, PriceCollar: 0.05m);

        var denial = Check(Buy(1, new OrderTerms.Limit(Price.Of(11))));

        Assert.Equal((DenialCode.PriceCollar, 0.1m, 0.05m, 10.5m), (denial!.Code, denial.Value, denial.Limit, denial.WouldPass));
        Assert.Null(Check(Buy(1, new OrderTerms.Limit(Price.Of(10.5m)))));
    }

    [Fact]
    public void Working_orders_count_at_their_worst_and_those_of_other_strategies_only_for_the_account()
    {
        Work(Alpha, 20);
        Work(Beta, 30);
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxPosition = 60, MaxGross = 700 };

        Assert.Equal((DenialCode.PositionLimit, 61m), Numbers(Check(Buy(41))));
        Assert.Equal((DenialCode.GrossLimit, 710m), Numbers(Check(Buy(21))));
        Assert.Null(Check(Buy(20)));
    }

    [Fact]
    public void An_order_that_reduces_is_held_to_no_limit_of_size_position_activity_or_account()
    {
        Own(Alpha, 100);
        _engine.Record(new RestrictionSet(DomainEngine.Aapl, true, "test", "because"));
        Assert.Equal(DenialCode.QuantityLimit, Check(Order(Side.Sell, 101), new RiskLimits(MaxOrderQuantity: 10))?.Code);
        Assert.Null(Check(Order(Side.Sell, 100), new RiskLimits(MaxOrderQuantity: 10, MaxOrderNotional: 50)));
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxPosition = 1, MaxGross = 1, MaxNet = 1, MaxLeverage = 1, MaxOpenOrders = 0 };

        Assert.Null(Check(Order(Side.Sell, 100)));
        Assert.Equal(DenialCode.Restricted, Check(Order(Side.Sell, 101))?.Code);
        Assert.Equal(DenialCode.Restricted, Check(Buy(1))?.Code);
    }

    [Fact]
    public void The_exits_of_a_bracket_close_what_it_opens_and_are_held_to_no_limit_of_size()
    {
        var exit = Order(Side.Sell, 100, new OrderTerms.Limit(Price.Of(14))) with { Bracket = new BracketLeg(ClientOrderId.From("alpha/1/0"), Transmit: true) };

        Assert.Equal(DenialCode.NotionalLimit, Check(exit with { Bracket = null }, new RiskLimits(MaxOrderNotional: 1_100))?.Code);
        Assert.Null(Check(exit, new RiskLimits(MaxOrderNotional: 1_100)));
    }

    [Fact]
    public void Open_orders_and_the_rate_of_orders_are_counted()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxOpenOrders = 2 };
        Work(Alpha, 1);
        Assert.Null(Check(Buy(1)));
        Work(Alpha, 1);
        Assert.Equal((DenialCode.OpenOrderLimit, 2m), Numbers(Check(Buy(1))));

        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxOrdersPerMinute = 2 };
        Assert.Equal((DenialCode.OrderRate, 2m), Numbers(Check(Buy(1))));
        _engine.Now += TimeSpan.FromSeconds(61);
        Assert.Null(Check(Buy(1)));
    }

    [Fact]
    public void Many_messages_for_few_fills_are_denied_until_tomorrow()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxOrderRatio = 10 };
        for (var i = 0; i < 10; i++)
        {
            var order = Work(Alpha, 1);
            _engine.Record(new CancelRequested(order.Intent.Id, "test"));
            _gateway.ConfirmCancel(order);
            _engine.Take(_gateway.Drain());
        }

        Assert.Equal((DenialCode.OrderRatio, 20m), Numbers(Check(Buy(1))));
        _engine.Now += TimeSpan.FromDays(1);
        Assert.Null(Check(Buy(1)));
    }

    [Fact]
    public void Outside_of_the_session_an_order_is_denied_by_setting_unless_it_may_fill_there()
    {
        var opening = _engine.Now + TimeSpan.FromHours(1);
        _engine.Instruments[DomainEngine.Aapl] = DomainEngine.Instrument(DomainEngine.Aapl) with { LiquidHours = [new Session(opening, opening.AddHours(6), Today)] };
        Assert.Null(Check(Buy(1)));

        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { QueueOutsideSession = false };

        Assert.Equal(DenialCode.OutsideSession, Check(Buy(1))?.Code);
        Assert.Null(Check(Buy(1) with { OutsideRth = true }));
    }

    [Theory]
    [InlineData(TradingState.Reducing)]
    [InlineData(TradingState.Halted)]
    public void A_day_that_lost_too_much_stops_the_strategy_by_setting_and_spares_the_others(TradingState onBreach)
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxDailyLoss = 150, OnLossLimit = onBreach };
        Own(Alpha, 100);
        Look();
        var working = Work(Alpha, 10);

        _engine.Market = Price.Of(8.6m);
        Look();
        Assert.Equal(TradingState.Active, _engine.Book.Strategies[Alpha].Trading);
        Assert.Null(Check(Buy(1)));

        _engine.Market = Price.Of(8.5m);
        var events = Look();

        Assert.Equal((onBreach, TradingState.Active), (_engine.Book.Strategies[Alpha].Trading, _engine.Book.Strategies[Beta].Trading));
        Assert.Contains(events, static e => e is Notified { Level: NotificationLevel.Alarm, Topic: "risk" });
        Assert.Contains(events, e => e is CancelRequested cancel && cancel.Id == working.Intent.Id);
        Assert.Equal((DenialCode.DailyLoss, 150m), Numbers(Check(Buy(1))));
        Assert.Empty(Look());
    }

    [Fact]
    public void A_strategy_resumed_after_a_loss_may_lose_the_limit_once_more_and_a_restart_forgets_nothing()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxDailyLoss = 150 };
        Own(Alpha, 100);
        Look();
        _engine.Market = Price.Of(8.5m);
        Look();
        _engine.Restart();
        Assert.Equal(TradingState.Reducing, _engine.Book.Strategies[Alpha].Trading);

        var resumed = CommandDecider.Decide(_engine.Book, _engine.View, new SetStrategyStatus("k", "test", Alpha, StrategyStatus.Active, "looked at"), _engine.Environment);
        foreach (var e in resumed.Events)
        {
            _engine.Record(e);
        }

        _engine.Take(_gateway.Lists(2));
        Look();
        Assert.Equal(TradingState.Active, _engine.Book.Strategies[Alpha].Trading);
        _engine.Market = Price.Of(7);
        Look();
        Assert.Equal(TradingState.Reducing, _engine.Book.Strategies[Alpha].Trading);
    }

    [Fact]
    public void A_fall_from_the_best_result_counts_over_days()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxDrawdown = 300 };
        Own(Alpha, 100);
        Look();
        _engine.Market = Price.Of(12);
        Look();
        _engine.Market = Price.Of(10);
        Look(Today.AddDays(1));
        Assert.Equal(TradingState.Active, _engine.Book.Strategies[Alpha].Trading);

        _engine.Market = Price.Of(9);
        Look(Today.AddDays(1));

        Assert.Equal(TradingState.Reducing, _engine.Book.Strategies[Alpha].Trading);
    }

    [Fact]
    public void The_accounts_loss_reduces_the_account()
    {
        _engine.Limits = new RiskLimits(MaxOrderNotional: null) { MaxAccountDailyLoss = 300 };
        Own(Alpha, 100);
        Own(Beta, 100);
        Look();

        _engine.Market = Price.Of(8.5m);
        Look();

        Assert.Equal(TradingState.Reducing, _engine.Book.State);
    }

    [Fact]
    public void A_limit_changed_while_it_runs_counts_at_once_is_journaled_with_who_and_a_strategys_own_comes_first()
    {
        Assert.Null(Check(Buy(100)));

        Command(new SetLimit("1", "ann", null, LimitName.MaxOrderQuantity, 50, false, "caution"));
        Command(new SetLimit("2", "ann", Beta, LimitName.MaxOrderQuantity, 200, false, "needs it"));

        Assert.Equal((DenialCode.QuantityLimit, 100m), Numbers(Check(Buy(100))));
        Assert.Null(Check(Buy(100) with { Strategy = Beta }));
        Assert.Contains(_engine.Journal, static e => e.Event is LimitChanged { By: "ann", Reason: "caution", Value: 50 });
        Command(new SetLimit("3", "ann", null, LimitName.MaxOrderQuantity, null, true, "over"));
        Assert.Null(Check(Buy(100)));
        Assert.Equal(BookHash.Of(_engine.Book), BookHash.Of(_engine.Replay()));
    }

    [Theory]
    [InlineData(LimitName.MaxOrderQuantity, null)]
    [InlineData(LimitName.MaxLivePerSide, 16.0)]
    [InlineData(LimitName.MaxOpenOrders, 1.5)]
    [InlineData(LimitName.MaxDailyLoss, -1.0)]
    public void A_value_that_makes_no_sense_changes_no_limit(LimitName limit, double? value)
    {
        var decision = CommandDecider.Decide(_engine.Book, _engine.View, new SetLimit("k", "ann", null, limit, (decimal?)value, false, "oops"), _engine.Environment);

        Assert.False(decision.Result.Done);
        Assert.Contains(limit.ToString(), decision.Result.Text, StringComparison.Ordinal);
        Assert.Empty(decision.Events);
    }

    [Fact]
    public void Every_limit_that_can_be_changed_reads_back_what_was_set()
    {
        Assert.All(Enum.GetValues<LimitName>(), static name => Assert.Equal(7, LimitTable.Read(new RiskLimits().With(name, 7), name)));
    }

    private static (DenialCode?, decimal?) Numbers(Denial? denial) => (denial?.Code, denial?.Value);

    private Denial? Check(OrderIntent intent, RiskLimits limits)
    {
        _engine.Limits = limits;
        return Check(intent);
    }

    private Denial? Check(OrderIntent intent) => RiskCheck.Check(_engine.Book, _engine.View, intent, _engine.Environment);

    private IReadOnlyList<BookEvent> Look(DateOnly? day = null)
    {
        var events = RiskWatch.Look(_engine.Book, _engine.View, _engine.Environment, day ?? Today);
        foreach (var e in events)
        {
            _engine.Record(e);
        }

        return events;
    }

    private void Command(OperatorCommand command)
    {
        var decision = CommandDecider.Decide(_engine.Book, _engine.View, command, _engine.Environment);
        Assert.True(decision.Result.Done, decision.Result.Text);
        foreach (var e in decision.Events)
        {
            _engine.Record(e);
        }
    }

    private static OrderIntent Buy(decimal quantity, OrderTerms? terms = null) => Order(Side.Buy, quantity, terms);

    private static OrderIntent Order(Side side, decimal quantity, OrderTerms? terms = null) => new(
        ClientOrderId.From($"{side}/{quantity}"), Alpha, DomainEngine.Aapl, side, Quantity.Of(quantity), terms ?? new OrderTerms.Market(), TimeInForce.Day, false, OrderPurpose.Strategy, null);

    private ModelOrder Work(StrategyName strategy, decimal quantity)
    {
        var intent = Buy(quantity, new OrderTerms.Limit(Price.Of(9))) with { Id = ClientOrderId.From($"{strategy}/{_engine.Book.Seq}"), Strategy = strategy };
        var reference = OrderRef.Of(DomainEngine.Installation, strategy, intent.Id);
        _engine.Record(new OrderIntended(intent, reference));
        var order = _gateway.Place(intent, reference.ToString());
        _engine.Record(new OrderWritten(intent.Id, order.OrderId, ModelGateway.ClientId, 1));
        _gateway.Acknowledge(order);
        _engine.Take(_gateway.Drain());
        return order;
    }

    /// <summary>Bought at 10, without commission.</summary>
    private void Own(StrategyName strategy, decimal quantity)
    {
        var order = Work(strategy, quantity);
        _gateway.Fill(order, quantity, 10);
        _engine.Take(_gateway.Drain().Where(static e => e is not CommissionReport));
    }
}
