using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>The promise of the product: kill anything at any moment, the books stay right and no order is doubled (P1, P2, P3).</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int Seed = 20261123;

    [Fact]
    public async Task Twenty_kills_at_random_moments_double_no_order_and_lose_no_fill()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        var random = new Random(Seed);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await system.WaitAsync(TimeSpan.FromMilliseconds(random.Next(200, 4000)));
            var withPostgres = kill % 7 == 0;
            await system.KillSiloAsync();
            if (withPostgres)
            {
                await system.KillPostgresAsync();
                await system.StartPostgresAsync();
            }

            system.StartSilo();
            await system.ReadyAsync();
        }

        await SettleAsync(system);
        var ledger = await system.LedgerAsync();
        output.WriteLine($"{ledger.Orders.Count} orders, {ledger.Executions.Count} executions over {Kills} kills");
        Assert.True(ledger.Executions.Count > Kills, $"only {ledger.Executions.Count} executions: the strategies hardly traded");
        Assert.Empty(await LedgerComparison.DifferencesAsync(ledger, system.ConnectionString));
    }

    /// <summary>Nothing new is sent, everything sent is final, every commission is in.</summary>
    internal static Task SettleAsync(TradingSystem system) => SettleAsync(system, system.Silo);

    /// <param name="silo">The one that trades.</param>
    internal static async Task SettleAsync(TradingSystem system, RunningSilo silo)
    {
        foreach (var strategy in (await silo.GetAsync("/api/v1/strategies")).EnumerateArray())
        {
            await silo.PostAsync($"/api/v1/strategies/{strategy.GetProperty("name").GetString()}/pause");
        }

        await system.Until("no order works at the exchange", async () => (await system.LedgerAsync()).Orders.All(o => o.Remaining == 0 || o.EndedAt is not null));
        try
        {
            await system.Until("ledger and database agree", async () => await LedgerComparison.DifferencesAsync(await system.LedgerAsync(), system.ConnectionString) is []);
        }
        catch (TimeoutException)
        {
            Assert.Empty(await LedgerComparison.DifferencesAsync(await system.LedgerAsync(), system.ConnectionString));
        }
    }
}
