using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>The operator's last resorts against the running system (P8).</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class OperatorTests
{
    [Fact]
    public async Task Kill_ends_flat_at_the_exchange_and_stays_latched_over_a_crash_until_rearmed()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(6);

        await system.PostAsync("/api/v1/kill");

        await system.Until("the exchange shows a flat account", async () => await IsFlatAsync(system));
        await system.KillSiloAsync();
        system.StartSilo();
        await system.ReadyAsync();
        var before = (await system.LedgerAsync()).Orders.Count;
        await system.Until("every contract got data after the restart", async () => (await system.GetAsync("/api/v1/contracts")).EnumerateArray()
            .All(static contract => contract.GetProperty("bars").GetInt64() + contract.GetProperty("quotes").GetInt64() > 2));
        Assert.Equal(before, (await system.LedgerAsync()).Orders.Count);

        await system.PostAsync("/api/v1/rearm");

        await system.TradesAsync(2);
        await CrashTests.SettleAsync(system);
    }

    [Fact]
    public async Task A_strategy_stopped_now_is_flattened_and_the_others_trade_on()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(6);

        await system.PostAsync("/api/v1/strategies/cross/stop?now=true");

        await system.Until("the strategy is flat", async () => (await system.GetAsync("/api/v1/positions")).EnumerateArray()
            .Where(static p => p.GetProperty("strategy").GetString() == "cross").All(static p => p.GetProperty("quantity").GetDecimal() == 0));
        await system.TradesAsync(3);
        await CrashTests.SettleAsync(system);
    }

    private static async Task<bool> IsFlatAsync(TradingSystem system)
    {
        var ledger = await system.LedgerAsync();
        return ledger.Positions.All(static p => p.Quantity == 0) && ledger.Orders.All(static o => o.Remaining == 0 || o.EndedAt is not null);
    }
}
