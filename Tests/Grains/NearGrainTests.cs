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
        var gate = new DataGate(taken.Add);
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

    [Fact]
    public async Task Held_bars_and_trades_pass_in_order_before_the_quotes_and_each_tells_when_it_was_taken()
    {
        var taken = new List<string>();
        var gate = new DataGate(quote => taken.Add($"quote {quote.Midpoint!.Value.Value:0}"));
        await gate.PassAsync("bar 1", taken.Add);
        var hold = gate.Hold();
        gate.Offer(Make.Quote(1, 10));
        var second = gate.PassAsync("bar 2", taken.Add);
        var broken = gate.PassAsync("bar 3", static _ => throw new InvalidOperationException("broken"));
        var fourth = gate.PassAsync("trades", taken.Add);
        Assert.False(second.IsCompleted || broken.IsCompleted || fourth.IsCompleted);

        hold.Dispose();

        await Task.WhenAll(second, fourth);
        await Assert.ThrowsAsync<InvalidOperationException>(() => broken);
        Assert.Equal(["bar 1", "bar 2", "trades", "quote 10"], taken);
    }
}
