using OrleansTrader.Domain.Values;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Chaos;

/// <summary>The judge itself: what it must see and what it must not.</summary>
public sealed class OvershootTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, decimal> Limits = new() { ["cross"] = 70 };

    private int _seconds;

    [Fact]
    public void From_one_side_to_the_other_is_no_overshoot() =>
        Assert.Empty(Overshoot.Of(Book(Buy("cross", 70), Sell("cross", 140), Buy("cross", 60), Buy("cross", 80)), Limits));

    [Fact]
    public void A_second_order_for_one_wish_is_seen_even_when_it_was_undone_later()
    {
        var difference = Assert.Single(Overshoot.Of(Book(Buy("cross", 70), Buy("cross", 70), Sell("cross", 70)), Limits));

        Assert.Contains("cross held 140", difference.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Strategies_and_contracts_are_kept_apart()
    {
        var other = Buy("cross", 70) with { ConId = 2 };

        Assert.Empty(Overshoot.Of(Book(Buy("cross", 70), Buy("other", 70), other), Limits));
    }

    private static Ledger Book(params LedgerExecution[] executions) => new(Noon, [], executions, [], [], [], [], []);

    private LedgerExecution Buy(string strategy, decimal quantity) => Trade(strategy, "BUY", quantity);

    private LedgerExecution Sell(string strategy, decimal quantity) => Trade(strategy, "SELL", quantity);

    private LedgerExecution Trade(string strategy, string side, decimal quantity)
    {
        var name = StrategyName.Of(strategy);
        var reference = OrderRef.Of("abcd", name, ClientOrderId.From($"{strategy}/{++_seconds}")).ToString();
        return new LedgerExecution($"e.{_seconds}", "DUSIM0001", 1, _seconds, _seconds, reference, 1, "AAPL", side, quantity, 100, Noon.AddSeconds(_seconds), quantity, 1, null);
    }
}
