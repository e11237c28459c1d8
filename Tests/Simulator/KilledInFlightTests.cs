using System.Text.Json;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Journal;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>
/// A simulator that dies while stops trigger, brackets open and groups shrink. Its journal holds one line per batch, so it dies between two lines: the day is
/// traded once, then begun again from each of its lines and traded to the end.
/// </summary>
public sealed class KilledInFlightTests : IDisposable
{
    private const decimal Bracket = 100;
    private const decimal Large = 5_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("inflight").FullName;

    private SimulatorOptions Options(string name) => Gateways.Quiet with { Stepped = true, DataFolder = Path.Combine(_folder, name) };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Whatever_the_line_it_died_at_groups_and_brackets_are_whole_and_end_as_they_should()
    {
        string told;
        await using (var gateway = await Gateways.StartAsync(Options("day")))
        {
            await TradeAsync(gateway);
            AssertWhole(await gateway.LedgerAsync());
            told = Text(await gateway.LedgerAsync());
        }

        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder, "day", FileJournal.FileName), TestContext.Current.CancellationToken);
        Assert.InRange(lines.Length, 12, 120);
        for (var length = 1; length <= lines.Length; length++)
        {
            var options = Options($"cut{length}");
            Directory.CreateDirectory(options.DataFolder!);
            await File.WriteAllLinesAsync(Path.Combine(options.DataFolder!, FileJournal.FileName), lines[..length], TestContext.Current.CancellationToken);
            await using var gateway = await Gateways.StartAsync(options);
            AssertWhole(await gateway.LedgerAsync());
            Assert.Equal(length == lines.Length, Text(await gateway.LedgerAsync()) == told);

            await SwingAsync(gateway);

            var ledger = await gateway.LedgerAsync();
            AssertWhole(ledger);
            AssertDone(ledger, length);
        }
    }

    private static async Task TradeAsync(SimulatedGateway gateway)
    {
        using var client = RawClient.Connect(gateway.Port, 1);
        var prices = await gateway.PricesAsync();
        var apple = prices.Single(static p => p.ConId == Gateways.Apple).Bid;
        var microsoft = prices.Single(static p => p.ConId == Gateways.Microsoft).Bid;
        var entry = Place("bracket-entry", Gateways.Apple, "BUY", Bracket, apple + 1, static o => o with { Transmit = false });
        Place("bracket-trail", Gateways.Apple, "SELL", Bracket, null, o => o with { OrderType = "TRAIL", AuxPrice = 2, ParentId = entry, Transmit = false });
        Place("bracket-target", Gateways.Apple, "SELL", Bracket, apple + 50, o => o with { ParentId = entry });
        Place("stop", Gateways.Apple, "SELL", Large, null, o => o with { OrderType = "STP", AuxPrice = apple - 3 });
        Place("trail-limit", Gateways.Apple, "SELL", 100, null, static o => o with { OrderType = "TRAIL LIMIT", AuxPrice = 1, LmtPriceOffset = 0.1m });
        Place("cancel-near", Gateways.Apple, "BUY", 100, apple - 4, static o => o with { OcaGroup = "one", OcaType = 1 });
        Place("cancel-far", Gateways.Microsoft, "BUY", 100, microsoft - 300, static o => o with { OcaGroup = "one", OcaType = 1 });
        Place("shrink-near", Gateways.Apple, "BUY", Large, apple - 5, static o => o with { OcaGroup = "two", OcaType = 2 });
        Place("shrink-far", Gateways.Microsoft, "BUY", Large, microsoft - 300, static o => o with { OcaGroup = "two", OcaType = 2 });
        await SwingAsync(gateway);
        client.Wait<CommissionReportMessage>();

        int Place(string reference, int conId, string action, decimal quantity, decimal? limit, Func<TwsOrder, TwsOrder> also)
        {
            var id = client.Place(conId, action, quantity, limit, o => also(o) with { OrderRef = reference });
            client.Send(new CurrentTimeInMillisRequest());
            client.Wait<CurrentTimeInMillisMessage>(count: id);
            return id;
        }
    }

    /// <summary>Up, so that trailing stops follow; down, so that they and the stops sell and the lower buyers buy.</summary>
    private static async Task SwingAsync(SimulatedGateway gateway)
    {
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        foreach (var percent in (decimal[])[0.5m, 0.5m, -2, -4])
        {
            await gateway.ChangePriceAsync(new PriceChange(Gateways.Apple, Percent: percent));
            await gateway.ChangeClockAsync(new ClockChange(Step: 3));
        }
    }

    private static void AssertWhole(Ledger ledger)
    {
        Assert.All(ledger.Orders, o => Assert.Equal(o.Filled, ledger.Executions.Where(e => e.PermId == o.PermId).Sum(static e => e.Quantity)));
        Assert.All(ledger.Positions, p => Assert.Equal(p.Quantity, ledger.Executions.Where(e => e.ConId == p.ConId).Sum(static e => e.Side == "BUY" ? e.Quantity : -e.Quantity)));
        var orders = ledger.Orders.ToDictionary(static o => o.OrderRef!);
        if (orders.GetValueOrDefault("cancel-near")?.Status == "Filled" && orders.TryGetValue("cancel-far", out var far))
        {
            Assert.Equal("Cancelled", far.Status);
        }

        if (orders.TryGetValue("shrink-far", out var shrunk) && shrunk.Status is not "Cancelled")
        {
            Assert.Equal(Large - orders["shrink-near"].Filled, shrunk.Quantity);
        }

        // It wakes in the fall, and its limit stays above the market ever after.
        Assert.Equal(0, Net(ledger, "trail-limit"));
        Assert.InRange(Net(ledger, "bracket-"), 0, Bracket);
    }

    private static void AssertDone(Ledger ledger, int length)
    {
        var orders = ledger.Orders.ToDictionary(static o => o.OrderRef!);
        Assert.True(!orders.TryGetValue("stop", out var stop) || stop.Status == "Filled", $"The stop is {stop?.Status} after line {length}.");
        if (orders.TryGetValue("bracket-target", out var target))
        {
            Assert.Equal(("Filled", "Filled", "Cancelled"), (orders["bracket-entry"].Status, orders["bracket-trail"].Status, target.Status));
            Assert.Equal(0, Net(ledger, "bracket-"));
        }

        if (orders.TryGetValue("shrink-far", out var far))
        {
            Assert.Equal(("Filled", "Cancelled"), (orders["shrink-near"].Status, far.Status));
        }
    }

    private static string Text(Ledger ledger) => JsonSerializer.Serialize(new { ledger.Orders, ledger.Executions, ledger.Positions });

    private static decimal Net(Ledger ledger, string prefix) => ledger.Executions.Where(e => e.OrderRef!.StartsWith(prefix, StringComparison.Ordinal))
        .Sum(static e => e.Side == "BUY" ? e.Quantity : -e.Quantity);
}
