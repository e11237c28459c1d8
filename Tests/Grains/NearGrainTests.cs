using Microsoft.Extensions.DependencyInjection;
using OrleansTrader.Domain.MarketData;
using OrleansTrader.Grains.Interfaces;
using OrleansTrader.Grains.Strategies;
using Xunit;

namespace OrleansTrader.Tests.Grains;

public sealed class NearGrainTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private NearGrains Near => cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<NearGrains>();

    [Fact]
    public async Task A_grain_is_near_while_it_is_active_and_called_by_message_before_and_after()
    {
        cluster.Gateway.Know("S301", 301);
        var contract = cluster.Contract(301);
        var near = Near.Of(cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IContractGrain>(301));
        Assert.False(near.IsHere);

        await near.CallAsync(static (grain, quote) => grain.OnQuoteAsync(quote), Make.Quote(301, 10));
        Assert.True(near.IsHere);
        await near.CallAsync(static (grain, quote) => grain.OnQuoteAsync(quote), Make.Quote(301, 11));
        Assert.Equal(2, (await contract.GetState()).Quotes);

        await cluster.DeactivateAsync(contract);
        Assert.False(near.IsHere);
        await near.CallAsync(static (grain, quote) => grain.OnQuoteAsync(quote), Make.Quote(301, 12));
        Assert.Equal(1, (await contract.GetState()).Quotes);
    }

    [Fact]
    public async Task A_near_call_runs_on_the_grains_own_scheduler_and_its_failure_comes_back()
    {
        await cluster.Contract(302).GetState();
        var near = Near.Of(cluster.Cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IContractGrain>(302));

        var scheduler = await near.CallAsync(static (_, _) => Task.FromResult(TaskScheduler.Current), 0);

        Assert.NotSame(TaskScheduler.Default, scheduler);
        Assert.Same(scheduler, await near.CallAsync(static (_, _) => Task.FromResult(TaskScheduler.Current), 0));
        await Assert.ThrowsAsync<InvalidOperationException>(() => near.CallAsync(static (_, _) => throw new InvalidOperationException("broken"), 0));
    }

    [Fact]
    public void Held_quotes_pass_newest_only_when_the_last_hold_ends()
    {
        var taken = new List<Quote>();
        var gate = new QuoteGate(taken.Add);
        gate.Offer(Make.Quote(1, 10));
        var (outer, inner) = (gate.Hold(), gate.Hold());
        gate.Offer(Make.Quote(1, 11));
        gate.Offer(Make.Quote(2, 20));
        gate.Offer(Make.Quote(1, 12));

        inner.Dispose();
        Assert.Single(taken);
        outer.Dispose();
        gate.Offer(Make.Quote(1, 13));

        Assert.Equal([10m, 12m, 20m, 13m], taken.Select(static quote => quote.Midpoint!.Value.Value));
    }
}
