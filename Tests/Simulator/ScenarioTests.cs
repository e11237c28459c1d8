using System.Text.Json;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;
using OrleansTrader.TwsSimulator.Scenarios;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class ScenarioTests
{
    public static TheoryData<string> Ready { get; } = [.. ReadyScenarios.Names];

    [Fact]
    public void Every_group_of_bad_days_has_a_ready_scenario() =>
        Assert.Equal(["connection", "data", "midnight", "orders", "startup", "storage", "targets"], ReadyScenarios.Names);

    [Theory]
    [MemberData(nameof(Ready))]
    public async Task A_ready_scenario_plays_to_its_end_and_leaves_nothing_broken(string name)
    {
        var scenario = ReadyScenarios.Find(name)!;
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true, Scenario = scenario });
        using var client = RawClient.Open(gateway.Port);
        client.Send(new IbProtocol.Messages.StartApiRequest { ClientId = 1 });
        client.Wait<IbProtocol.Messages.NextValidIdMessage>();
        client.Place(1, Gateways.Apple, "BUY", 100);
        await Gateways.UntilAsync(async () => (await gateway.LedgerAsync()).Orders.Count > 0);

        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        Assert.Equal(name, (await gateway.StatsAsync()).Scenario);
        await gateway.ChangeClockAsync(new ClockChange(Step: scenario.Repeat * (scenario.Steps.Max(static s => s.At) + 6)));

        var stats = await gateway.StatsAsync();
        Assert.Null(stats.Scenario);
        Assert.True(stats.LinkUp);
        Assert.Empty(await gateway.FaultsAsync());
        var ledger = await gateway.LedgerAsync();
        Assert.Equal(
            ledger.Executions.GroupBy(static e => e.ConId).ToDictionary(static g => g.Key, static g => g.Sum(static e => e.Side == "BUY" ? e.Quantity : -e.Quantity)).Where(static p => p.Value != 0).OrderBy(static p => p.Key),
            ledger.Positions.Where(static p => p.Quantity != 0).ToDictionary(static p => p.ConId, static p => p.Quantity).OrderBy(static p => p.Key));
        Assert.Equal(name, scenario.Name);
        Assert.NotNull(scenario.About);
    }

    [Fact]
    public async Task A_step_waits_for_its_market_time()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true });
        await gateway.PlayAsync(new Scenario("noon", [new(At: 1, Time: "12:00:00", Faults: [new FaultRequest("freeze")])]));

        await gateway.ChangeClockAsync(new ClockChange(Step: 7190));
        Assert.Empty(await gateway.FaultsAsync());
        await gateway.ChangeClockAsync(new ClockChange(Step: 20));

        Assert.Single(await gateway.FaultsAsync());
    }

    [Theory]
    [InlineData("""{ "name": "x", "steps": [] }""", "needs steps")]
    [InlineData("""{ "name": "x", "steps": [{ "time": "noon" }] }""", "'noon'")]
    [InlineData("""{ "name": "x", "steps": [{ "at": 0 }], "repeat": 2 }""", "later than 0")]
    [InlineData("""{ "name": "x", "steps": [{ "faults": [{ "kind": "explode" }] }] }""", "'explode'")]
    public void A_scenario_that_makes_no_sense_is_refused_with_the_reason(string json, string reason)
    {
        var scenario = JsonSerializer.Deserialize<Scenario>(json, ControlJson.Body)!;

        var refused = Assert.Throws<FaultException>(() => scenario.Check(DateTimeOffset.UnixEpoch));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_scenario_is_one_clear_line()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, """{ "name": "x", "stages": [] }""");
        try
        {
            var damaged = Assert.Throws<SimulatorStartException>(() => ReadyScenarios.Open(path));
            var missing = Assert.Throws<SimulatorStartException>(() => ReadyScenarios.Open("no-such-scenario"));

            Assert.Contains("stages", damaged.Message, StringComparison.Ordinal);
            Assert.Contains("midnight", missing.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
