using System.Text.Json;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using OrleansTrader.TwsSimulator.Faults;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Time that goes on only when told to (design R17).</summary>
public sealed class SteppedTests
{
    private static readonly SimulatorOptions Stepped = Gateways.Quiet with
    {
        Stepped = true,
        Volatility = 1,
        OrderEventDelay = TimeSpan.FromMilliseconds(4),
        CommissionDelay = TimeSpan.FromMilliseconds(50),
    };

    [Fact]
    public async Task One_seed_and_the_same_requests_give_the_same_ledger_to_the_byte()
    {
        var first = await DayAsync(Stepped);
        var second = await DayAsync(Stepped);
        var other = await DayAsync(Stepped with { Seed = 8 });

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Contains(".02", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_clients_with_groups_brackets_trailing_stops_and_a_restart_get_the_same_ledger_and_the_same_words()
    {
        var (first, firstWords) = await CrowdedDayAsync(Stepped);
        var (second, secondWords) = await CrowdedDayAsync(Stepped);
        var (other, _) = await CrowdedDayAsync(Stepped with { Seed = 8 });

        Assert.Equal(first, second);
        Assert.Equal(firstWords, secondWords);
        Assert.NotEqual(first, other);
        Assert.Contains("TRAIL", first, StringComparison.Ordinal);
        Assert.All(firstWords, static words => Assert.Contains("Filled", words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_happens_until_the_clock_is_stepped_and_then_everything_due_was_sent()
    {
        await using var gateway = await Gateways.StartAsync(Stepped);
        using var client = RawClient.Connect(gateway.Port, 1);
        var before = (await gateway.ClockAsync()).MarketTime;
        client.Place(Gateways.Apple, "BUY", 10);
        RoundTrip(client);
        Assert.Empty(client.All<OrderStatusMessage>());
        Assert.Equal(before, (await gateway.ClockAsync()).MarketTime);

        var after = await gateway.ChangeClockAsync(new ClockChange(Step: 1));

        Assert.Equal(before.AddSeconds(1), after.MarketTime);
        RoundTrip(client);
        Assert.Equal(IbOrderStatus.Filled, client.All<OrderStatusMessage>()[^1].Status);
        Assert.Single(client.All<CommissionReportMessage>());
    }

    [Fact]
    public async Task Fills_that_follow_one_another_at_once_are_told_to_the_account_together()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true });
        using var client = RawClient.Connect(gateway.Port, 1);
        client.Send(new PositionsRequest());
        client.Send(new AccountUpdatesRequest { Subscribe = true });
        client.Wait<AccountDownloadEndMessage>();
        client.Forget();
        for (var i = 0; i < 50; i++)
        {
            client.Place(i % 2 == 0 ? Gateways.Apple : Gateways.Microsoft, "BUY", 10);
        }

        RoundTrip(client);
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        RoundTrip(client);

        Assert.Equal(500m, client.All<ExecDetailsMessage>().Sum(static m => m.Execution.Shares));
        Assert.Equal([250m, 250m], client.All<PositionMessage>().GroupBy(static m => m.Contract.ConId).Select(static g => g.Last().Position));
        Assert.Equal([250m, 250m], client.All<PortfolioValueMessage>().GroupBy(static m => m.Contract.ConId).Select(static g => g.Last().Position));
        Assert.InRange(client.All<AccountValueMessage>().Count(static m => m.Key == "NetLiquidation"), 1, 10);
    }

    [Fact]
    public async Task A_fill_at_one_second_to_midnight_is_gone_from_the_lists_a_second_later_and_its_position_is_not()
    {
        await using var gateway = await Gateways.StartAsync(Stepped with { Volatility = 0 });
        using var client = RawClient.Connect(gateway.Port, 1);
        var bid = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        client.Place(Gateways.Apple, "BUY", 10, bid - 5);
        RoundTrip(client);
        await gateway.PlayAsync(new("last second", [new(Clock: "23:59:58"), new(At: 1, Prices: [new(Gateways.Apple, Price: bid - 10)])]));

        await gateway.ChangeClockAsync(new ClockChange(Step: 1.5));
        client.Send(new ExecutionsRequest { ReqId = 1 });
        Assert.StartsWith("20260105 23:59:59 America/New_York", client.Wait<ExecDetailsMessage>(static m => m.ReqId == 1).Execution.Time, StringComparison.Ordinal);
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        client.Send(new ExecutionsRequest { ReqId = 2 });
        client.Wait<ExecDetailsEndMessage>(static m => m.ReqId == 2);
        client.Send(new PositionsRequest());

        Assert.Equal(10m, client.Wait<PositionMessage>().Position);
        Assert.DoesNotContain(client.All<ExecDetailsMessage>(), static m => m.ReqId == 2);
    }

    [Fact]
    public async Task A_clock_that_runs_by_itself_is_not_stepped_and_none_goes_back()
    {
        await using var gateway = await Gateways.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => gateway.ChangeClockAsync(new ClockChange(Step: 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => gateway.ChangeClockAsync(new ClockChange(At: DateTimeOffset.UnixEpoch)));
        await Assert.ThrowsAsync<ArgumentException>(() => gateway.ChangeClockAsync(new ClockChange(Time: "25:00")));
        await Assert.ThrowsAsync<ArgumentException>(() => gateway.ChangeClockAsync(new ClockChange()));
        var before = (await gateway.ClockAsync()).MarketTime;
        Assert.Equal(before.AddDays(2), (await gateway.ChangeClockAsync(new ClockChange(At: before.AddDays(2)))).MarketTime, TimeSpan.FromMinutes(1));
    }

    private static async Task<string> DayAsync(SimulatorOptions options)
    {
        await using var gateway = await Gateways.StartAsync(options);
        using var client = RawClient.Connect(gateway.Port, 1);
        await gateway.AddFaultsAsync(
            new FaultRequest("partial", Parts: 3), new FaultRequest("reorder"), new FaultRequest("correction", Count: 2), new FaultRequest("commission", When: "changed", Count: 1));
        var bid = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Microsoft).Bid;
        for (var i = 0; i < 5; i++)
        {
            client.Place(Gateways.Apple, "BUY", 100 + i);
            var limit = client.Place(Gateways.Microsoft, "BUY", 10, bid - i);
            RoundTrip(client);
            await gateway.ChangeClockAsync(new ClockChange(Step: 10));
            client.Place(limit, Gateways.Microsoft, "BUY", 12, bid - i + 1);
            RoundTrip(client);
            await gateway.ChangeClockAsync(new ClockChange(Step: 30));
            client.Send(new CancelOrderRequest { OrderId = limit });
            RoundTrip(client);
            await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        }

        return JsonSerializer.Serialize(await gateway.LedgerAsync());
    }

    /// <summary>Three clients and a restart from the disk in the middle.</summary>
    /// <returns>The ledger, and what each client was told of its orders.</returns>
    private static async Task<(string Ledger, string[] Words)> CrowdedDayAsync(SimulatorOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("crowd").FullName;
        try
        {
            var words = new List<string>();
            for (var half = 0; half < 2; half++)
            {
                await using var gateway = await Gateways.StartAsync(options with { DataFolder = folder });
                RawClient[] clients = [RawClient.Connect(gateway.Port, 1), RawClient.Connect(gateway.Port, 2), RawClient.Connect(gateway.Port, 3)];
                await gateway.AddFaultsAsync(new FaultRequest("partial", Parts: 2), new FaultRequest("reorder", ClientId: 2), new FaultRequest("delay", ClientId: 3));
                for (var round = 0; round < 3; round++)
                {
                    await TradeAsync(gateway, clients);
                }

                words.AddRange(clients.Select(static client => string.Join('\n', client.All().Where(static m => m is OrderStatusMessage or OpenOrderMessage or ExecDetailsMessage or CommissionReportMessage))));
                if (half == 1)
                {
                    return (JsonSerializer.Serialize(await gateway.LedgerAsync()), [.. words]);
                }

                Array.ForEach(clients, static client => client.Dispose());
            }

            throw new InvalidOperationException("The day has two halves.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task TradeAsync(SimulatedGateway gateway, RawClient[] clients)
    {
        var bid = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        var parent = clients[0].Place(Gateways.Apple, "BUY", 300, also: static o => o with { Transmit = false });
        clients[0].Place(Gateways.Apple, "SELL", 300, bid + 0.5m, o => o with { ParentId = parent, Transmit = false });
        clients[0].Place(Gateways.Apple, "SELL", 300, also: o => o with { OrderType = "TRAIL", AuxPrice = 0.05m, ParentId = parent });
        RoundTrip(clients[0]);
        clients[1].Place(Gateways.Apple, "BUY", 200, bid - 0.02m, o => o with { OcaGroup = $"g{parent}", OcaType = 3 });
        clients[1].Place(Gateways.Microsoft, "BUY", 100, also: o => o with { OcaGroup = $"g{parent}", OcaType = 3 });
        RoundTrip(clients[1]);
        clients[2].Place(Gateways.Microsoft, "SELL", 50, also: static o => o with { OrderType = "TRAIL", TrailingPercent = 0.1m });
        clients[2].Place(Gateways.Apple, "BUY", 10);
        RoundTrip(clients[2]);
        await gateway.ChangeClockAsync(new ClockChange(Step: 40));
        Array.ForEach(clients, RoundTrip);
    }

    /// <summary>The exchange has handled all that was sent before.</summary>
    private static void RoundTrip(RawClient client)
    {
        var times = client.All<CurrentTimeInMillisMessage>().Count;
        client.Send(new CurrentTimeInMillisRequest());
        client.Wait<CurrentTimeInMillisMessage>(count: times + 1);
    }
}
