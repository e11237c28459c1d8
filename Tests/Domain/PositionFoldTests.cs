using CsCheck;
using OrleansTrader.Domain.Positions;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Domain;

public sealed class PositionFoldTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_long_reduced_keeps_its_average_and_realizes_the_difference()
    {
        var state = Fold((100, 10m), (50, 13m), (-60, 12m));

        Assert.Equal(new FoldState(90, 990, 60), state);
    }

    [Fact]
    public void A_sell_through_zero_closes_all_and_opens_the_rest_at_its_own_price()
    {
        var state = Fold((100, 10m), (-150, 12m));

        Assert.Equal(new FoldState(-50, -600, 200), state);
    }

    [Fact]
    public void A_buy_through_zero_closes_a_short_with_the_right_sign()
    {
        var state = Fold((-100, 10m), (150, 8m));

        Assert.Equal(new FoldState(50, 400, 200), state);
    }

    [Fact]
    public void An_uneven_cost_rounds_to_ten_decimals_half_away_from_zero_and_leaves_nothing_when_flat()
    {
        var open = Fold((3, 1m), (-1, 1m));
        Assert.Equal(new FoldState(2, 2, 0), open);

        var thirds = Fold((1, 1m), (2, 2m), (-1, 3m));
        Assert.Equal(new FoldState(2, 3.3333333333m, 1.3333333333m), thirds);

        Assert.Equal(new FoldState(0, 0, 4), Fold((1, 1m), (2, 2m), (-1, 3m), (-2, 3m)));
    }

    [Fact]
    public void A_multiplier_scales_cost_and_profit()
    {
        var state = default(FoldState).After(2, 5m, 100).After(-1, 6m, 100);

        Assert.Equal(new FoldState(1, 500, 100), state);
    }

    [Fact]
    public void A_correction_leaves_only_its_own_numbers()
    {
        var first = Fill("a.01", 100, 10m, 0);
        var second = Fill("b.01", -100, 12m, 1);
        var corrected = Fill("a.02", 100, 9m, 0);

        var fold = PositionFold.Empty.With(first).With(second).Without(first).With(corrected);

        Assert.Equal(PositionFold.Of([corrected, second]).State, fold.State);
        Assert.Equal(300m, fold.State.RealizedPnl);
        Assert.Equal(-300m, fold.Traded);
    }

    [Fact]
    public void The_same_execution_twice_is_a_defect_of_the_caller()
    {
        var fold = PositionFold.Empty.With(Fill("a.01", 1, 1m, 0));

        Assert.Throws<InvalidOperationException>(() => fold.With(Fill("a.01", 1, 1m, 0)));
        Assert.Throws<InvalidOperationException>(() => fold.Without(Fill("b.01", 1, 1m, 0)));
    }

    [Fact]
    public void Any_order_of_arrival_gives_the_numbers_of_the_sorted_pass()
    {
        var fills =
            from quantity in Gen.Int[-50, 50].Where(static q => q != 0).Array[1, 30]
            from cents in Gen.Int[1, 100_000].Array[quantity.Length]
            from seconds in Gen.Int[0, 5].Array[quantity.Length]
            select quantity.Select((q, i) => Fill($"{i:x4}.01", q, cents[i] / 100m, seconds[i])).ToArray();
        var cases =
            from sorted in fills
            from shuffled in Gen.Shuffle(sorted)
            select (sorted, shuffled);

        cases.Sample(static c =>
        {
            var sorted = PositionFold.Of(c.sorted.OrderBy(static f => f.At).ThenBy(static f => f.ExecId.Root, StringComparer.Ordinal));
            var arrived = PositionFold.Of(c.shuffled);
            Assert.Equal(sorted.State, arrived.State);
            Assert.Equal(sorted.Traded, arrived.Traded);
            Assert.Equal(c.sorted.Sum(static f => f.Signed.Value), arrived.State.Quantity);
        }, iter: 2_000);
    }

    [Fact]
    public void The_fills_since_a_time_are_the_last_ones_of_all() => Gen.Int[0, 5].Array[0, 20].Sample(static seconds =>
    {
        var fold = PositionFold.Of(seconds.Select(static (second, i) => Fill($"{i:x4}.01", 1, 1m, second)));
        foreach (var second in Enumerable.Range(-1, 8))
        {
            Assert.Equal(fold.Fills.Where(fill => fill.At >= Noon.AddSeconds(second)), fold.Since(Noon.AddSeconds(second)));
        }
    });

    private static FoldState Fold(params (decimal Signed, decimal Price)[] fills) =>
        fills.Aggregate(default(FoldState), static (state, fill) => state.After(fill.Signed, fill.Price, 1));

    private static Fill Fill(string execId, decimal signed, decimal price, int second) => new(
        ExecId.Of(execId),
        StrategyName.Of("alpha"),
        ConId.Of(265598),
        "AAPL",
        signed > 0 ? Side.Buy : Side.Sell,
        Quantity.Of(Math.Abs(signed)),
        Price.Of(price),
        1,
        Currency.Usd,
        Noon.AddSeconds(second),
        null,
        null,
        FillSource.Execution);
}
