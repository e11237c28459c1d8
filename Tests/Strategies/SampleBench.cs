using System.Collections.Immutable;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Instruments;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Strategies;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Grains;
using Xunit;

namespace OrleansTrader.Tests.Strategies;

/// <summary>One sample with an engine that answers as the test says: orders live until filled or cancelled.</summary>
internal sealed class SampleBench
{
    private readonly Dictionary<ClientOrderId, Order> _orders = [];
    private readonly Dictionary<ConId, decimal> _positions = [];
    private long _sequence;
    private int _executions;

    public SampleBench(IStrategy strategy, IEnumerable<Instrument> instruments, params (string Name, string Value)[] parameters)
    {
        Strategy = strategy;
        var plan = StrategySetup.Configure(strategy, new StrategyParameters(parameters.ToImmutableDictionary(static one => one.Name, static one => one.Value)));
        var known = instruments.ToDictionary(static one => one.LocalSymbol);
        var setup = new StrategySetup(
            StrategyName.Of("sample"), new Money(100_000, Currency.Usd), plan, plan.Feeds.ToImmutableDictionary(static feed => feed.Instrument, feed => known[feed.Instrument]));
        Runner = new StrategyRunner(strategy, known.Values.Where(static one => one.Right is not null).Aggregate(setup, static (so, option) => so.With(new Feed(option.LocalSymbol, [], Quotes: true), option)));
    }

    public IStrategy Strategy { get; }

    public StrategyRunner Runner { get; }

    public List<string> Notices { get; } = [];

    public IEnumerable<Order> Working => _orders.Values.Where(static order => !order.Status.IsTerminal());

    public List<(ConId ConId, decimal Quantity, decimal? Limit)> Targets { get; } = [];

    public void Start(DateTimeOffset now, SavedState? saved = null)
    {
        Runner.Restore(saved);
        Take(Runner.Start(now, ++_sequence), now);
    }

    public void WarmUp(Bar bar) => Assert.Null(Runner.WarmUp(bar).Error);

    public void Bar(Bar bar) => Take(Runner.OnBar(bar, bar.End, ++_sequence), bar.End);

    public void Quote(int conId, decimal price, DateTimeOffset now) => Take(Runner.OnQuote(Make.Quote(conId, price, now), now, ++_sequence), now);

    /// <summary>Lets every timer ring that is due by then.</summary>
    public void RunTo(DateTimeOffset now)
    {
        while (Runner.TakeDueTimer(now) is { } timer)
        {
            Take(Runner.OnTimer(timer, now, ++_sequence), now);
        }
    }

    public void Fill(Order order, decimal price, DateTimeOffset now)
    {
        var conId = order.Intent.ConId;
        _positions[conId] = _positions.GetValueOrDefault(conId) + (order.Intent.Side.Sign() * order.Leaves.Value);
        var filled = _orders[order.Id] = order with { Status = OrderStatus.Filled, Filled = order.Intent.Quantity, FilledValue = order.Intent.Quantity.Value * price };
        var fill = new Fill(
            ExecId.Of($"{++_executions}.01"), StrategyName.Of("sample"), conId, "X", order.Intent.Side, order.Leaves, Price.Of(price), 1, Currency.Usd, now, order.Id, null, FillSource.Execution);
        Adopt(order.Id);
        Take(Runner.OnFill(fill, now, ++_sequence), now);
        Take(Runner.OnOrder(filled, now, ++_sequence), now);
    }

    /// <summary>A target was traded as wished.</summary>
    public void Book(int conId, decimal quantity, DateTimeOffset now)
    {
        var bought = quantity - _positions.GetValueOrDefault(ConId.Of(conId));
        _positions[ConId.Of(conId)] = quantity;
        Adopt();
        Take(Runner.OnFill(new Fill(
            ExecId.Of($"{++_executions}.01"), StrategyName.Of("sample"), ConId.Of(conId), "X", bought < 0 ? Side.Sell : Side.Buy, Quantity.Of(Math.Abs(bought)), Price.Of(1), 1, Currency.Usd, now, null, null, FillSource.Execution),
            now, ++_sequence), now);
    }

    public void Cancelled(Order order, DateTimeOffset now)
    {
        var cancelled = _orders[order.Id] = order with { Status = OrderStatus.Cancelled };
        Adopt(order.Id);
        Take(Runner.OnOrder(cancelled, now, ++_sequence), now);
    }

    private void Adopt(params ClientOrderId[] mentioned) => Runner.Mirror.Adopt(
        [.. _positions.Select(static pair => Holding(pair.Key, pair.Value))],
        [.. Working],
        mentioned,
        isComplete: false);

    private static Position Holding(ConId conId, decimal quantity) =>
        new(StrategyName.Of("sample"), conId, "X", Currency.Usd, 1, PositionQuantity.Of(quantity), 0, 0, 0, 0, 0);

    private void Take(StrategyTurn turn, DateTimeOffset now)
    {
        Assert.Null(turn.Error);
        Notices.AddRange(turn.Notices);
        foreach (var action in turn.Actions)
        {
            switch (action)
            {
                case PlaceAction place:
                    foreach (var leg in place.Legs(StrategyName.Of("sample")))
                    {
                        _orders[leg.Id] = new Order(leg, new OrderRef("", "", leg.Id), OrderStatus.Submitted, Quantity.Zero, 0, null, null, [], true, false, null, now, now);
                    }

                    break;
                case CancelAction cancel:
                    _orders[cancel.Id] = _orders[cancel.Id] with { CancelRequested = true };
                    break;
                case SetTargetAction target:
                    Targets.Add((target.ConId, target.Quantity.Value, (target.Policy as ExecutionPolicy.AtLimit)?.Price.Value));
                    break;
            }
        }

        Adopt();
    }
}
