using OrleansTrader.Tests.Support.Processes;
using OrleansTrader.TwsSimulator.Faults;

namespace OrleansTrader.Tests.Chaos;

/// <summary>One blow to a trading system, with the repair that an operator or a supervisor would make. Everything it leaves to chance comes from the seed.</summary>
/// <param name="ActAsync">Strikes and repairs; afterwards the system must come back by itself.</param>
internal sealed record Strike(string Name, Func<TradingSystem, Random, Task> ActAsync)
{
    public static IReadOnlyList<Strike> All { get; } =
    [
        new("silo killed", static async (system, _) =>
        {
            await system.KillSiloAsync();
            system.StartSilo();
        }),
        new("silo killed on an order", static async (system, _) =>
        {
            await system.FaultAsync(new FaultRequest("drop", On: "order"));
            await system.OrdersAsync(1);
            await system.KillSiloAsync();
            system.StartSilo();
        }),
        new("PostgreSQL killed", static async (system, random) =>
        {
            await system.KillPostgresAsync();
            await PauseAsync(system, random, 0, 3000);
            await system.StartPostgresAsync();
        }),
        new("silo and PostgreSQL killed", static async (system, _) =>
        {
            await system.KillSiloAsync();
            await system.KillPostgresAsync();
            await system.StartPostgresAsync();
            system.StartSilo();
        }),
        new("PostgreSQL, then silo killed", static async (system, random) =>
        {
            await system.KillPostgresAsync();
            await PauseAsync(system, random, 0, 1500);
            await system.KillSiloAsync();
            await system.StartPostgresAsync();
            system.StartSilo();
        }),
        new("simulator killed", static async (system, random) =>
        {
            await system.KillSimulatorAsync();
            await PauseAsync(system, random, 0, 1500);
            await system.StartSimulatorAsync();
        }),
        new("silo and simulator killed", static async (system, _) =>
        {
            await system.KillSiloAsync();
            await system.KillSimulatorAsync();
            system.StartSilo();
            await system.StartSimulatorAsync();
        }),
        new("everything killed", static async (system, _) =>
        {
            await system.KillSiloAsync();
            await system.KillPostgresAsync();
            await system.KillSimulatorAsync();
            await system.StartPostgresAsync();
            await system.StartSimulatorAsync();
            system.StartSilo();
        }),
        new("silo frozen", static async (system, random) =>
        {
            await system.Silo.Process.FreezeAsync();
            await PauseAsync(system, random, 300, 8000);
            await system.Silo.Process.ThawAsync();
        }),
        new("PostgreSQL frozen", static async (system, random) =>
        {
            await system.SignalPostgresAsync("STOP");
            await PauseAsync(system, random, 300, 8000);
            await system.SignalPostgresAsync("CONT");
        }),
        new("simulator frozen", static async (system, random) =>
        {
            await system.Simulator.FreezeAsync();
            await PauseAsync(system, random, 300, 7000);
            await system.Simulator.ThawAsync();
        }),
        new("connection dropped", static (system, _) => system.FaultAsync("drop")),
        new("connection dropped on an order", static async (system, _) =>
        {
            await system.FaultAsync(new FaultRequest("drop", On: "order"));
            await system.OrdersAsync(1);
        }),
        new("connection half open", static (system, _) => system.FaultAsync("halfOpen")),
        new("1100, fills, 1101", static (system, random) => LoseLinkAsync(system, random, "1101")),
        new("1100, fills, 1102", static (system, random) => LoseLinkAsync(system, random, "1102")),
        new("client id refused", static async (system, random) =>
        {
            await system.FaultAsync(new FaultRequest("326", Seconds: 0.5 + random.NextDouble()));
            await system.FaultAsync("drop");
        }),
        new("gateway restarted, order ids rolled back", static (system, random) => system.FaultAsync(new FaultRequest("restart", Seconds: 0.5, RollBack: random.Next(1, 400)))),
        new("orders lost, connection dropped", static async (system, random) =>
        {
            await system.FaultAsync(new FaultRequest("lostOrder", Seconds: 2));
            await PauseAsync(system, random, 500, 1500);
            await system.FaultAsync("drop");
        }),
        new("cancel lost", LoseCancelAsync),
        new("executions busted", static async (system, random) =>
        {
            foreach (var conId in (await system.LedgerAsync()).Executions.Where(static e => e.Symbol is "GOOGL" or "META").Select(static e => e.ConId).Distinct())
            {
                await system.FaultAsync(new FaultRequest("bust", ConId: conId, On: "now"));
            }

            await PauseAsync(system, random, 0, 500);
        }),
        new("stand-by takes over from a killed silo", static (system, _) => FailOverAsync(system, static silo => silo.Process.KillAsync())),
        new("stand-by takes over from a frozen silo", static (system, _) => FailOverAsync(system, static silo => silo.Process.FreezeAsync())),
    ];

    private static async Task LoseLinkAsync(TradingSystem system, Random random, string restored)
    {
        await system.OrdersAsync(1);
        await system.FaultAsync("1100");
        await system.ShiftPricesAsync(random.Next(2) == 0 ? 0.5m : -0.5m);
        await PauseAsync(system, random, 200, 3000);
        await system.FaultAsync(restored);
    }

    /// <summary>A limit order far from the market rests at the exchange; its cancellation is not heard.</summary>
    private static async Task LoseCancelAsync(TradingSystem system, Random random)
    {
        var contract = (await system.GetAsync("/api/v1/contracts")).EnumerateArray().First(static row => row.GetProperty("symbol").GetString() == "GOOGL");
        var price = Math.Round(contract.GetProperty("bid").GetDecimal() * 0.9m, 2);
        var order = new { strategy = "probe", conId = contract.GetProperty("conId").GetInt32(), side = "Buy", quantity = 1, terms = new { type = "limit", limitPrice = price } };
        await system.UntilDone("the order is taken", () => system.Silo.PostAsync("/api/v1/orders", order)); // It is not while one of the strategy's own sells.
        string? id = null;
        await system.Until("the order rests", async () => (id = (await system.GetAsync("/api/v1/orders?working=true")).EnumerateArray()
            .Where(row => row.GetProperty("status").GetString() == "Submitted" && row.TryGetProperty("price", out var at) && at.GetDecimal() == price)
            .Select(static row => row.GetProperty("id").GetString()).FirstOrDefault()) is not null);
        await system.FaultAsync(new FaultRequest("lostCancel", Count: 1));
        await system.PostAsync($"/api/v1/orders/{id}/cancel");
        await PauseAsync(system, random, 0, 1000);
        await system.FaultAsync("drop");
    }

    private static async Task FailOverAsync(TradingSystem system, Func<RunningSilo, Task> endAsync)
    {
        var holder = system.Silo;
        var standby = system.Silos.FirstOrDefault(silo => silo != holder) ?? system.AddSilo();
        standby.Start();
        await system.Until("the stand-by is up", async () => (await standby.GetAsync("/api/v1/status")).GetProperty("version").GetString() is not null);
        await endAsync(holder);
        system.Silo = standby;
        await system.ReadyAsync();
        await holder.Process.KillAsync();
    }

    private static Task PauseAsync(TradingSystem system, Random random, int least, int most) =>
        system.WaitAsync(TimeSpan.FromMilliseconds(random.Next(least, most)));
}
