using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>Bad manners of gateway, network and database while strategies trade: afterwards ledger and database agree to the cent.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class FaultTests
{
    [Fact]
    public async Task Duplicated_reordered_delayed_events_and_early_commissions_change_no_book()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.FaultAsync("duplicate");
        await system.FaultAsync("reorder");
        await system.FaultAsync("commission", when: "before");
        await system.TradesAsync(20);
        await system.ClearFaultsAsync();

        await CrashTests.SettleAsync(system);
    }

    [Fact]
    public async Task A_gateway_that_drops_the_connection_five_times_loses_no_fill()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        for (var drop = 0; drop < 5; drop++)
        {
            await system.TradesAsync(3);
            await system.FaultAsync("drop");
            await system.ReadyAsync();
        }

        await CrashTests.SettleAsync(system);
    }

    [Fact]
    public async Task A_gateway_that_is_killed_and_comes_back_finds_its_orders_again()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(5);
        await system.KillSimulatorAsync();
        await system.StartSimulatorAsync();
        await system.ReadyAsync();
        await system.TradesAsync(3);

        await CrashTests.SettleAsync(system);
    }

    [Fact]
    public async Task A_database_that_is_killed_under_a_trading_silo_and_comes_back_loses_nothing()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.TradesAsync(5);
        await system.KillPostgresAsync();
        await system.NotReadyAsync();
        await system.StartPostgresAsync();
        await system.ReadyAsync();
        await system.TradesAsync(3);

        await CrashTests.SettleAsync(system);
    }

    [Fact]
    public async Task A_link_that_is_lost_and_restored_with_and_without_data_keeps_the_books()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        foreach (var restored in (string[])["1102", "1101"])
        {
            await system.TradesAsync(3);
            await system.FaultAsync("1100");
            await system.NotReadyAsync();
            await system.FaultAsync(restored);
            await system.ReadyAsync();
        }

        await system.TradesAsync(3);
        await CrashTests.SettleAsync(system);
    }
}
