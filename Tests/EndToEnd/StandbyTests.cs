using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>Two silos on one database and one gateway: one trades, the other waits for the lease (R1).</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class StandbyTests
{
    [Fact]
    public async Task A_stand_by_waits_for_the_lease_and_trades_on_when_the_holder_is_killed()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        var standby = await StartStandbyAsync(system);
        await system.TradesAsync(3);
        Assert.False(await standby.IsReadyAsync());

        await system.KillSiloAsync();

        await TakesOverAsync(system, standby);
    }

    [Fact]
    public async Task A_holder_that_is_frozen_loses_the_lease_and_is_killed_by_its_successor()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        var standby = await StartStandbyAsync(system);
        await system.TradesAsync(3);

        await system.Silo.Process.FreezeAsync();

        await system.Until("the successor ended the frozen holder, whose socket held the client id", () => Task.FromResult(system.Silo.Process.HasExited));
        await TakesOverAsync(system, standby);
    }

    private static async Task<RunningSilo> StartStandbyAsync(TradingSystem system)
    {
        var standby = system.AddSilo();
        standby.Start();
        await system.Until("the stand-by is up", async () => (await standby.GetAsync("/api/v1/status")).GetProperty("session").GetString() == "Disconnected");
        return standby;
    }

    private static async Task TakesOverAsync(TradingSystem system, RunningSilo standby)
    {
        await system.ReadyAsync(standby);
        await system.TradesAsync(5);
        await CrashTests.SettleAsync(system, standby);
    }
}
