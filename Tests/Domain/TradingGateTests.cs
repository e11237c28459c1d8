using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Risk;
using Xunit;

namespace OrleansTrader.Tests.Domain;

/// <summary>The matrix of design P7, each cell a case.</summary>
public sealed class TradingGateTests
{
    private static readonly Dictionary<string, TradingConditions> Rows = new()
    {
        ["clear"] = TradingConditions.Clear,
        ["not connected"] = TradingConditions.Clear with { Connected = false },
        ["lease lost"] = TradingConditions.Clear with { HasLease = false },
        ["orders not allowed"] = TradingConditions.Clear with { OrdersAllowed = false },
        ["journal unavailable"] = TradingConditions.Clear with { HasJournal = false },
        ["farm down"] = TradingConditions.Clear with { FarmDown = true },
        ["mismatch"] = TradingConditions.Clear with { Mismatch = true },
        ["unreadable"] = TradingConditions.Clear with { Unreadable = true },
        ["adopting"] = TradingConditions.Clear with { Adopting = true },
        ["halted"] = TradingConditions.Clear with { State = TradingState.Halted },
        ["halted, may reduce"] = TradingConditions.Clear with { State = TradingState.Halted, ReduceWhenHalted = true },
        ["reducing"] = TradingConditions.Clear with { State = TradingState.Reducing },
        ["killed"] = TradingConditions.Clear with { Killed = true },
        ["paused"] = TradingConditions.Clear with { Strategy = StrategyStatus.Paused },
        ["suspended"] = TradingConditions.Clear with { Strategy = StrategyStatus.Suspended },
        ["stopping"] = TradingConditions.Clear with { Strategy = StrategyStatus.Stopping },
        ["inactive"] = TradingConditions.Clear with { Strategy = StrategyStatus.Inactive },
    };

    [Theory]
    [InlineData("clear", "yes", "yes", "yes", "yes")]
    [InlineData("not connected", "NotReady", "NotReady", "remembered", "remembered")]
    [InlineData("lease lost", "NoLease", "NoLease", "NoLease", "NoLease")]
    [InlineData("orders not allowed", "OrdersNotAllowed", "OrdersNotAllowed", "OrdersNotAllowed", "OrdersNotAllowed")]
    [InlineData("journal unavailable", "JournalUnavailable", "JournalUnavailable", "yes", "remembered")]
    [InlineData("farm down", "DataFarmDown", "yes", "yes", "yes")]
    [InlineData("mismatch", "Mismatch", "yes", "yes", "yes")]
    [InlineData("unreadable", "UnreadableMessage", "yes", "yes", "yes")]
    [InlineData("adopting", "AccountAdopting", "AccountAdopting", "yes", "AccountAdopting")]
    [InlineData("halted", "AccountHalted", "AccountHalted", "yes", "yes")]
    [InlineData("halted, may reduce", "AccountHalted", "yes", "yes", "yes")]
    [InlineData("reducing", "AccountHalted", "yes", "yes", "yes")]
    [InlineData("killed", "Killed", "Killed", "yes", "yes")]
    [InlineData("paused", "StrategyNotActive", "StrategyNotActive", "yes", "yes")]
    [InlineData("suspended", "StrategyNotActive", "StrategyNotActive", "yes", "yes")]
    [InlineData("stopping", "StrategyNotActive", "yes", "yes", "yes")]
    [InlineData("inactive", "StrategyNotActive", "yes", "yes", "yes")]
    public void Each_cell_of_the_matrix_answers_as_designed(string condition, string open, string reduce, string cancel, string flatten)
    {
        var now = Rows[condition];

        Assert.Equal(open, Answer(now, TradingAct.Open));
        Assert.Equal(reduce, Answer(now, TradingAct.Reduce));
        Assert.Equal(cancel, Answer(now, TradingAct.Cancel));
        Assert.Equal(flatten, Answer(now, TradingAct.Flatten));
    }

    [Fact]
    public void Every_condition_has_a_row()
    {
        var used = typeof(TradingGateTests).GetMethod(nameof(Each_cell_of_the_matrix_answers_as_designed))!
            .GetCustomAttributesData().Where(static a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(static a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!);

        Assert.Equal(Rows.Keys.Order(), used.Order());
    }

    [Fact]
    public void With_its_farm_down_a_contract_is_reduced_at_market_only()
    {
        var now = Rows["farm down"];

        Assert.True(TradingGate.Judge(now, TradingAct.Reduce, new OrderTerms.Market()).IsYes);
        Assert.Equal(DenialCode.DataFarmDown, TradingGate.Judge(now, TradingAct.Reduce, new OrderTerms.Limit(OrleansTrader.Domain.Values.Price.Of(10))).Denial!.Code);
    }

    private static string Answer(TradingConditions now, TradingAct act)
    {
        var verdict = TradingGate.Judge(now, act, act == TradingAct.Cancel ? null : new OrderTerms.Market());
        Assert.Equal(verdict.IsYes, verdict.Denial is null);
        return verdict.Answer switch { GateAnswer.Yes => "yes", GateAnswer.Remembered => "remembered", _ => verdict.Denial!.Code.ToString() };
    }
}
