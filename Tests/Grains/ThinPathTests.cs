using OrleansTrader.Domain.Commands;
using OrleansTrader.Domain.Values;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class ThinPathTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task A_quote_becomes_a_submission_to_the_engine()
    {
        cluster.Gateway.Know("AAPL", 1);

        await cluster.Strategy("probe").ConfigureAsync(Make.Settings("probe", nameof(Probe), ("instruments", "AAPL")));
        await cluster.Contract(1).OnQuoteAsync(Make.Quote(1, 100m));
        await Eventually.Async(() => !cluster.Engine.Effects.IsEmpty);

        var submission = Assert.Single(cluster.Engine.Effects);
        Assert.Equal(StrategyName.Of("probe"), submission.Strategy);
        Assert.Equal(PositionQuantity.Of(100), Assert.IsType<SetTargetAction>(Assert.Single(submission.Actions)).Quantity);
    }
}
