using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Domain.Strategies;

public sealed class StrategyRunnerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 15, 0, 0, TimeSpan.Zero);
    private static readonly ConId Apple = ConId.Of(1);

    [Fact]
    public void The_same_event_with_the_same_sequence_mints_the_same_order_ids()
    {
        static void Act(IStrategyContext context)
        {
            context.Place(Apple, Side.Buy, 1, new OrderTerms.Market());
            context.Place(Apple, Side.Sell, 1, new OrderTerms.Market());
        }

        var first = Runner(Act).OnQuote(Make.Quote(1, 100), Now, 7);
        var second = Runner(Act).OnQuote(Make.Quote(1, 100), Now, 7);
        var other = Runner(Act).OnQuote(Make.Quote(1, 100), Now, 8);

        Assert.Equal(first.Actions, second.Actions);
        Assert.Equal(4, first.Actions.Concat(other.Actions).Cast<PlaceAction>().Select(static place => place.Id).Distinct().Count());
    }

    [Fact]
    public void A_callback_that_throws_gives_no_actions_and_sets_no_timer()
    {
        var runner = Runner(static context =>
        {
            context.SetTarget(Apple, 100);
            context.SetTimer("later", Now);
            context.Log("before");
            throw new InvalidOperationException("broken");
        });

        var turn = runner.OnQuote(Make.Quote(1, 100), Now, 1);

        Assert.Empty(turn.Actions);
        Assert.Equal("broken", turn.Error?.Message);
        Assert.Equal(["before"], turn.Logs);
        Assert.Null(runner.NextTimer);
        Assert.Null(runner.Mirror.Target(Apple));
    }

    [Fact]
    public void The_last_target_of_a_callback_wins()
    {
        var turn = Runner(static context =>
        {
            context.SetTarget(Apple, 100);
            context.SetTarget(Apple, -50);
        }).OnQuote(Make.Quote(1, 100), Now, 1);

        Assert.Equal(PositionQuantity.Of(-50), Assert.IsType<SetTargetAction>(Assert.Single(turn.Actions)).Quantity);
    }

    [Fact]
    public void Own_orders_are_seen_before_the_engine_has_answered_and_gone_once_denied()
    {
        var runner = Runner(static context => context.Place(Apple, Side.Buy, 5, new OrderTerms.Market()));
        var turn = runner.OnQuote(Make.Quote(1, 100), Now, 1);

        var order = Assert.Single(runner.Mirror.WorkingOrders(Apple));
        Assert.Equal((OrderStatus.PendingSubmit, Quantity.Of(5)), (order.Status, order.Leaves));
        runner.Mirror.TakeBack(Assert.Single(turn.Actions));
        Assert.Empty(runner.Mirror.WorkingOrders(Apple));
    }

    [Fact]
    public void An_accepted_order_stays_until_the_engine_speaks_of_it()
    {
        var runner = Runner(static context => context.Place(Apple, Side.Buy, 5, new OrderTerms.Market()));
        var id = Assert.IsType<PlaceAction>(Assert.Single(runner.OnQuote(Make.Quote(1, 100), Now, 1).Actions)).Id;

        runner.Mirror.Adopt([], [], [], isComplete: false);
        Assert.Single(runner.Mirror.WorkingOrders(Apple));
        runner.Mirror.Adopt([], [], [id], isComplete: false);
        Assert.Empty(runner.Mirror.WorkingOrders(Apple));
    }

    [Fact]
    public void A_cancel_shows_at_once()
    {
        var runner = Runner(static context =>
        {
            var id = context.Place(Apple, Side.Buy, 5, new OrderTerms.Market());
            context.Cancel(id);
        });
        runner.OnQuote(Make.Quote(1, 100), Now, 1);

        Assert.True(Assert.Single(runner.Mirror.WorkingOrders(Apple)).CancelRequested);
    }

    [Fact]
    public void A_bar_told_before_only_corrects_the_window()
    {
        var calls = 0;
        var runner = Runner(static _ => { }, (_, _) => calls++);

        runner.WarmUp(Make.Bar(1, Now, 1));
        runner.OnBar(Make.Bar(1, Now.AddSeconds(5), 2), Now, 1);
        var again = runner.OnBar(Make.Bar(1, Now.AddSeconds(5), 3), Now, 1);
        runner.OnBar(Make.Bar(1, Now, 4), Now, 1);

        Assert.False(again.Called);
        Assert.Equal(2, calls);
        Assert.Equal([4m, 3m], runner.BarsOf(Apple, BarSize.FiveSeconds, 10).Select(static bar => bar.Close.Value));
    }

    [Fact]
    public void Nothing_is_done_in_warm_up()
    {
        var runner = Runner(static _ => { }, static (context, _) => context.SetTarget(Apple, 1));

        Assert.Empty(runner.WarmUp(Make.Bar(1, Now)).Actions);
        Assert.Null(runner.Mirror.Target(Apple));
        Assert.Single(runner.OnBar(Make.Bar(1, Now.AddSeconds(5)), Now, 1).Actions);
    }

    [Fact]
    public void A_context_kept_past_its_callback_is_of_no_use()
    {
        IStrategyContext? kept = null;
        Runner(context => kept = context).OnQuote(Make.Quote(1, 100), Now, 1);

        Assert.Throws<InvalidOperationException>(() => kept!.SetTarget(Apple, 1));
        Assert.Throws<InvalidOperationException>(() => kept!.Cancel(ClientOrderId.From("x")));
    }

    [Fact]
    public void A_contract_outside_the_plan_is_refused() =>
        Assert.IsType<ArgumentException>(Runner(static context => context.SetTarget(ConId.Of(99), 1)).OnQuote(Make.Quote(1, 100), Now, 1).Error);

    [Fact]
    public void Timers_come_due_in_order_and_the_same_name_moves()
    {
        var runner = Runner(static context =>
        {
            context.SetTimer("b", Now.AddSeconds(2));
            context.SetTimer("a", Now.AddSeconds(9));
            context.SetTimer("a", Now.AddSeconds(1));
        });
        runner.OnQuote(Make.Quote(1, 100), Now, 1);

        Assert.Equal(Now.AddSeconds(1), runner.NextTimer);
        Assert.Null(runner.TakeDueTimer(Now));
        Assert.Equal("a", runner.TakeDueTimer(Now.AddSeconds(5)));
        Assert.Equal("b", runner.TakeDueTimer(Now.AddSeconds(5)));
        Assert.Null(runner.NextTimer);
    }

    [Fact]
    public void A_parameter_that_nobody_reads_is_refused_by_name()
    {
        var parameters = new StrategyParameters(ImmutableDictionary<string, string>.Empty.Add("instruments", "AAPL").Add("fastt", "5"));

        var refused = Assert.Throws<ArgumentException>(() => StrategySetup.Configure(new Probe(), parameters));

        Assert.Contains("fastt", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_target_replaces_one_that_has_not_left_and_orders_stay()
    {
        var queue = new SubmissionQueue(StrategyName.Of("alpha"), 10);
        var place = new PlaceAction(ClientOrderId.From("a"), Apple, Side.Buy, Quantity.Of(1), new OrderTerms.Market(), TimeInForce.Day);
        queue.Add(Pending(1, Target(1, 10)));
        Assert.Equal(1, queue.Next()?.Sequence);

        queue.Add(Pending(2, Target(1, 20)));
        queue.Add(Pending(3, Target(1, 30), Target(2, 5), place));
        queue.Add(Pending(4, Target(1, 40)));

        Assert.Equal(PositionQuantity.Of(10), Assert.IsType<SetTargetAction>(Assert.Single(queue.Next()!.Actions)).Quantity);
        queue.Complete();
        Assert.Equal([Target(2, 5), place], queue.Next()!.Actions);
        queue.Complete();
        Assert.Equal([Target(1, 40)], queue.Next()!.Actions);
        queue.Complete();
        Assert.Null(queue.Next());
        Assert.Equal(2, queue.Conflated);
    }

    [Fact]
    public void Nothing_is_remembered_as_settled_while_a_target_before_it_has_not_left()
    {
        var queue = new SubmissionQueue(StrategyName.Of("alpha"), 10);
        var place = new PlaceAction(ClientOrderId.From("a"), Apple, Side.Buy, Quantity.Of(1), new OrderTerms.Market(), TimeInForce.Day);
        var reached = new StrategyCheckpoint(new SavedState(1, "told"), 7, 1);
        queue.Add(Pending(1, Target(1, 10)));
        queue.Add(Pending(2, place) with { Checkpoint = reached });
        queue.Add(Pending(3, Target(1, 20)) with { Checkpoint = reached });

        Assert.Null(queue.Next()!.Checkpoint); // A crash from here on must tell the strategy again.
        queue.Complete();
        Assert.Equal(reached, queue.Next()!.Checkpoint);
    }

    private static SetTargetAction Target(int conId, decimal quantity) => new(ConId.Of(conId), PositionQuantity.Of(quantity), ExecutionPolicyOf());

    private static OrleansTrader.Domain.Positions.ExecutionPolicy ExecutionPolicyOf() => OrleansTrader.Domain.Positions.ExecutionPolicy.Market;

    private static PendingSubmission Pending(long sequence, params StrategyAction[] actions) => new(sequence, [.. actions], null);

    private static StrategyRunner Runner(Action<IStrategyContext> onQuote, Action<IStrategyContext, Bar>? onBar = null)
    {
        var strategy = new Scripted(onQuote, onBar);
        return new StrategyRunner(strategy, new StrategySetup(
            StrategyName.Of("alpha"),
            new Money(1_000, Currency.Usd),
            strategy.Configure(StrategyParameters.None),
            ImmutableDictionary<string, OrleansTrader.Domain.Instruments.Instrument>.Empty.Add("AAPL", Make.Instrument("AAPL", 1))));
    }

    private sealed class Scripted(Action<IStrategyContext> onQuote, Action<IStrategyContext, Bar>? onBar) : IStrategy
    {
        public StrategyPlan Configure(StrategyParameters parameters) => new([new Feed("AAPL", [BarSize.FiveSeconds], Quotes: true)]);

        public void OnQuote(IStrategyContext context, Quote quote) => onQuote(context);

        public void OnBar(IStrategyContext context, Bar bar) => onBar?.Invoke(context, bar);
    }
}
