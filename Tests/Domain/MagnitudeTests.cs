using CsCheck;
using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Risk;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>Numbers that can only be mistakes get an answer; nothing that was taken can stop the planner later.</summary>
public sealed class MagnitudeTests
{
    private static readonly StrategyName Alpha = StrategyName.Of("alpha");
    private static readonly Gen<decimal> Number = Any<decimal>(0, 1, -1, 9.5m, 1_000_000_000, 1_000_000_001, -1_000_000_001, 1_000_000_000_000, 1_000_000_000_001, decimal.MaxValue, decimal.MinValue);
    private static readonly Gen<TimeSpan> Time = Any(TimeSpan.MinValue, TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(30), TimeSpan.FromDays(31), TimeSpan.MaxValue);
    private static readonly Gen<int> Count = Any(int.MinValue, 0, 2, 1_000, 1_001, int.MaxValue);

    [Fact]
    public void A_price_a_size_and_a_time_beyond_sense_are_denied_with_the_limit()
    {
        (StrategyAction Action, string Says)[] mistakes =
        [
            (Target(1, new ExecutionPolicy.AtLimit(Price.Of(decimal.MaxValue))), "nothing beyond 1000000000 is quoted"),
            (Target(1, new ExecutionPolicy.Sliced(TimeSpan.MaxValue, 2, ExecutionPolicy.Market)), "at most 30 days"),
            (Target(decimal.MinValue, ExecutionPolicy.Market), "up to 1000000000000 would pass"),
            (Order(decimal.MaxValue, 1), "up to 1000000000000 would pass"),
            (Order(1, decimal.MinValue), "nothing beyond 1000000000 is quoted"),
        ];

        Assert.All(mistakes, static mistake =>
        {
            var denial = Denied(mistake.Action);
            Assert.Equal(DenialCode.InvalidOrder, denial?.Code);
            Assert.Contains(mistake.Says, denial!.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Whatever_a_strategy_asks_for_is_answered_and_can_be_planned()
    {
        var policy = Gen.OneOf(
            Number.Select(static n => (ExecutionPolicy)new ExecutionPolicy.AtLimit(Price.Of(n))),
            Number.Select(static n => (ExecutionPolicy)new ExecutionPolicy.MidpointPeg(Price.Of(n))),
            Number.Select(static n => (ExecutionPolicy)new ExecutionPolicy.MarketableLimit(n)),
            Number.Select(static n => (ExecutionPolicy)new ExecutionPolicy.AdaptiveAlgo(AdaptivePriority.Normal, Price.Of(n))),
            Gen.Select(Time, Count, Number).Select(static (t, c, n) => (ExecutionPolicy)new ExecutionPolicy.Sliced(t, c, new ExecutionPolicy.AtLimit(Price.Of(n)))));
        Gen.Select(Number, policy, Number, Time).Sample(static (quantity, policy, price, later) =>
        {
            var engine = DomainEngine.Trading(Alpha);
            var submission = new StrategySubmission(Alpha, 1, [Order(Math.Abs(quantity), price), new SetTargetAction(DomainEngine.Aapl, PositionQuantity.Of(quantity), policy)]);

            var decision = SubmissionDecider.Decide(engine.Book, engine.View, submission, engine.Environment);

            foreach (var e in decision.Events)
            {
                engine.Record(e);
            }

            engine.Plan(new Holding(Alpha, DomainEngine.Aapl));
            engine.Now += later > TimeSpan.Zero && later < TimeSpan.FromDays(365) ? later : TimeSpan.Zero;
            engine.Plan(new Holding(Alpha, DomainEngine.Aapl));
        });
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Denial? Denied(StrategyAction action)
    {
        var engine = DomainEngine.Trading(Alpha);
        return Assert.Single(SubmissionDecider.Decide(engine.Book, engine.View, new StrategySubmission(Alpha, 1, [action]), engine.Environment).Result.Denials);
    }

    private static SetTargetAction Target(decimal quantity, ExecutionPolicy policy) => new(DomainEngine.Aapl, PositionQuantity.Of(quantity), policy);

    private static PlaceAction Order(decimal quantity, decimal price) => new(
        ClientOrderId.From("alpha/1/0"), DomainEngine.Aapl, Side.Buy, Quantity.Of(quantity), new OrderTerms.Limit(Price.Of(price)), TimeInForce.Day);
}
