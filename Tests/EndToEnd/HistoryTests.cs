using System.Text.Json;
using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>Histories through the console, the silo, the gateway and the database, and parameters changed on the way.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class HistoryTests
{
    [Fact]
    public async Task A_history_is_filled_over_a_crash_exported_and_imported_again_without_loss()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        Assert.Equal(0, await system.TraderAsync("history", "fill", "AAPL", "EUR.USD", "--days", "20", "--bar", "1m"));
        await system.KillSiloAsync();
        system.StartSilo();
        await system.ReadyAsync();
        await system.Until("both fills are done", async () => (await Rows(system, "history/fills")).All(static fill => fill.GetProperty("state").GetString() == "Done"));
        var stored = await Rows(system, "history");
        Assert.Equal([("AAPL", "TRADES", 1), ("EUR", "MIDPOINT", 1)], stored.Select(static row => (row.GetProperty("symbol").GetString(), row.GetProperty("what").GetString(), row.GetProperty("spans").GetInt32())));

        var (parquet, csv) = (Path.Combine(system.Folder, "aapl.parquet"), Path.Combine(system.Folder, "aapl.csv"));
        Assert.Equal(0, await system.TraderAsync("export", parquet, "--instrument", "AAPL", "--bar", "1m"));
        Assert.Equal(0, await system.TraderAsync("import", parquet, "--instrument", "MSFT", "--bar", "1m", "--adjustment", "Raw"));
        Assert.Equal(0, await system.TraderAsync("export", csv, "--instrument", "MSFT", "--bar", "1m"));
        Assert.Equal(0, await system.TraderAsync("export", csv + ".csv", "--instrument", "AAPL", "--bar", "1m"));
        Assert.Equal(await File.ReadAllTextAsync(csv + ".csv", TestContext.Current.CancellationToken), await File.ReadAllTextAsync(csv, TestContext.Current.CancellationToken));
        Assert.Equal(1, await system.TraderAsync("import", parquet, "--instrument", "AAPL", "--bar", "1m", "--adjustment", "Raw")); // Filled ones are adjusted for splits.
    }

    [Fact]
    public async Task Parameters_set_through_the_console_are_journaled_and_survive_a_crash()
    {
        await using var system = await TradingSystem.StartAsync(SampleStrategies.Lively);
        await system.Until("it is live", async () => Of(await Rows(system, "strategies"), "cross") is { } row && IsLive(row));

        Assert.Equal(0, await system.TraderAsync("set", "cross", "slow=3"));
        Assert.Equal(1, await system.TraderAsync("set", "cross", "slow=1"));
        Assert.Equal(1, await system.TraderAsync("set", "cross", "colour=red"));
        await system.Until("it is journaled", async () => (await Rows(system, "notifications")).Any(static note => note.GetProperty("text").GetString()!.Contains("slow 2 -> 3", StringComparison.Ordinal)));
        await system.KillSiloAsync();
        system.StartSilo();
        await system.ReadyAsync();

        await system.Until("it is live with the change", async () => Of(await Rows(system, "strategies"), "cross") is { } row
            && IsLive(row) && row.GetProperty("parameters").GetProperty("slow").GetString() == "3");
    }

    private static async Task<JsonElement[]> Rows(TradingSystem system, string path) => [.. (await system.GetAsync("/api/v1/" + path)).EnumerateArray()];

    private static bool IsLive(JsonElement row) => row.TryGetProperty("stage", out var stage) && stage.GetString() == "live";

    private static JsonElement? Of(JsonElement[] rows, string strategy) => rows.Where(row => row.GetProperty("name").GetString() == strategy).Select(static row => (JsonElement?)row).FirstOrDefault();
}
