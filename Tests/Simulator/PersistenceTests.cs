using System.Diagnostics;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("twssim-").FullName;

    private string Journal => Path.Combine(_folder, "exchange.jsonl");

    private SimulatorOptions Options => Gateways.Quiet with { DataFolder = _folder };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_restart_keeps_orders_executions_cash_counters_and_prices()
    {
        Ledger before;
        await using (var gateway = await Gateways.StartAsync(Options))
        {
            using var client = RawClient.Connect(gateway.Port, 1);
            var price = await gateway.ChangePriceAsync(new PriceChange(Gateways.Apple, Percent: 10));
            client.Place(Gateways.Apple, "BUY", 100);
            client.Place(Gateways.Apple, "BUY", 50, price.Bid - 5);
            client.Place(123, "BUY", 50);
            client.Wait<CommissionReportMessage>();
            client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Submitted);
            client.Wait<ErrMsgMessage>(static m => m.ErrorCode == 200);
            before = await gateway.LedgerAsync();
        }

        await using var again = await Gateways.StartAsync(Options with { Seed = null });
        var after = await again.LedgerAsync();
        Assert.Equivalent(before.Orders, after.Orders, strict: true);
        Assert.Equivalent(before.Executions, after.Executions, strict: true);
        Assert.Equivalent(before.Positions, after.Positions, strict: true);
        Assert.Equal(before.Accounts, after.Accounts);
        using var second = RawClient.Connect(again.Port, 1);
        Assert.Equal(4, second.NextOrderId);
        second.Send(new CancelOrderRequest { OrderId = 2 });
        second.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Cancelled);
        second.Place(Gateways.Apple, "SELL", 100);
        var execution = second.Wait<ExecDetailsMessage>().Execution;
        Assert.DoesNotContain(before.Executions, e => e.ExecId == execution.ExecId);
        Assert.DoesNotContain(before.Orders, o => o.PermId == execution.PermId);
    }

    [Fact]
    public async Task Orders_with_an_algo_come_back_with_it_and_may_be_changed()
    {
        static TwsOrder Adaptive(TwsOrder order) => order with { AlgoStrategy = "Adaptive", AlgoParams = [new TwsTagValue("adaptivePriority", "Patient")] };
        static TwsOrder Twap(TwsOrder order) => order with { AlgoStrategy = "Twap", AlgoParams = [new TwsTagValue("strategyType", "Marketable"), new TwsTagValue("allowPastEndTime", "1")] };
        await using (var gateway = await Gateways.StartAsync(Options))
        {
            using var client = RawClient.Connect(gateway.Port, 1);
            client.Place(Gateways.Apple, "BUY", 50, 1, Adaptive);
            client.Place(Gateways.Apple, "BUY", 60, 1, Twap);
            client.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Submitted, count: 2);
        }

        await using var again = await Gateways.StartAsync(Options);
        using var second = RawClient.Connect(again.Port, 1);
        second.Send(new OpenOrdersRequest());
        second.Wait<OpenOrderEndMessage>();
        Assert.Equal(
            [("Adaptive", "Patient"), ("Twap", "1")],
            second.All<OpenOrderMessage>().OrderBy(static m => m.Order.OrderId).Select(static m => (m.Order.AlgoStrategy!, m.Order.AlgoParams[^1].Value)).Distinct());

        second.Place(1, Gateways.Apple, "BUY", 50, 2, Adaptive);
        second.Place(2, Gateways.Apple, "BUY", 60, 2, Twap);
        second.Wait<OpenOrderMessage>(static m => m is { Order: { OrderId: 2, LmtPrice: 2 } });
        Assert.All((await again.LedgerAsync()).Orders, static order => Assert.Equal(2, order.LimitPrice));
    }

    [Fact]
    public async Task A_resting_order_still_fills_after_a_restart()
    {
        await using (var gateway = await Gateways.StartAsync(Options))
        {
            using var client = RawClient.Connect(gateway.Port, 1);
            client.Place(Gateways.Apple, "BUY", 50, (await PriceAsync(gateway)).Bid - 5);
            client.Wait<OrderStatusMessage>();
        }

        await using var again = await Gateways.StartAsync(Options);
        using var second = RawClient.Connect(again.Port, 1);

        await again.ChangePriceAsync(new PriceChange(Gateways.Apple, Percent: -10));

        second.Wait<OrderStatusMessage>(static m => m.Status == IbOrderStatus.Filled);
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off_and_the_rest_stands()
    {
        await using (var gateway = await Gateways.StartAsync(Options))
        {
            using var client = RawClient.Connect(gateway.Port, 1);
            client.Place(Gateways.Apple, "BUY", 100);
            client.Wait<CommissionReportMessage>();
        }

        var whole = new FileInfo(Journal).Length;
        await File.AppendAllTextAsync(Journal, "{\"t\":\"order\",\"at\":\"20", TestContext.Current.CancellationToken);

        await using var again = await Gateways.StartAsync(Options);

        Assert.Equal("Filled", Assert.Single((await again.LedgerAsync()).Orders).Status);
        Assert.Equal(whole, new FileInfo(Journal).Length);
    }

    [Fact]
    public async Task A_damaged_line_another_seed_and_a_folder_in_use_are_refused_in_one_line()
    {
        await using (await Gateways.StartAsync(Options))
        {
            var inUse = await Assert.ThrowsAsync<SimulatorStartException>(() => Gateways.StartAsync(Options));
            Assert.Contains(_folder, inUse.Message, StringComparison.Ordinal);
        }

        var otherSeed = await Assert.ThrowsAsync<SimulatorStartException>(() => Gateways.StartAsync(Options with { Seed = 8 }));
        Assert.Contains("--seed 7", otherSeed.Message, StringComparison.Ordinal);
        await File.AppendAllTextAsync(Journal, "garbage\n", TestContext.Current.CancellationToken);
        var damaged = await Assert.ThrowsAsync<SimulatorStartException>(() => Gateways.StartAsync(Options));
        Assert.Contains("Line 2", damaged.Message, StringComparison.Ordinal);
        await using var anew = await Gateways.StartAsync(Options with { Reset = true, Seed = 8 });
        Assert.Empty((await anew.LedgerAsync()).Orders);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_by_a_kill()
    {
        var seen = new List<string>();
        var acknowledged = new List<long>();
        for (var round = 0; round < 2; round++)
        {
            using var process = Start();
            var port = int.Parse(ReadPort(process), System.Globalization.CultureInfo.InvariantCulture);
            using var client = RawClient.Connect(port, 1);
            for (var i = 0; i < 20; i++)
            {
                client.Place(i % 2 == 0 ? Gateways.Apple : Gateways.Microsoft, "BUY", 10);
            }

            client.Wait<ExecDetailsMessage>(count: 7);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            client.WaitForClose();
            seen.AddRange(client.All<ExecDetailsMessage>().Select(static m => m.Execution.ExecId));
            acknowledged.AddRange(client.All<OrderStatusMessage>().Select(static m => m.PermId!.Value).Distinct());
        }

        await using var gateway = await Gateways.StartAsync(Options);
        var ledger = await gateway.LedgerAsync();
        Assert.Empty(seen.Except(ledger.Executions.Select(static e => e.ExecId)));
        Assert.Empty(acknowledged.Except(ledger.Orders.Select(static o => o.PermId)));
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.All(ledger.Orders, o => Assert.Equal(o.Filled, ledger.Executions.Where(e => e.PermId == o.PermId).Sum(static e => e.Quantity)));
    }

    [Fact]
    public async Task A_simulator_that_is_told_to_end_does_so_however_busy_it_is()
    {
        using var process = Start("--tick-rate", "50000");
        var port = int.Parse(ReadPort(process), System.Globalization.CultureInfo.InvariantCulture);
        using var client = RawClient.Connect(port, 1);
        client.Send(new MktDataRequest { ReqId = 1, Contract = new TwsContract { ConId = Gateways.Apple } });
        using var deaf = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await deaf.ConnectAsync(System.Net.IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        for (var i = 0; i < 300; i++)
        {
            client.Place(Gateways.Apple, "BUY", 1);
        }

        client.Wait<ExecDetailsMessage>();
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);

        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        client.WaitForClose();
    }

    [Fact]
    public async Task A_step_of_a_whole_day_does_not_hold_up_the_end()
    {
        var gateway = await Gateways.StartAsync(Options with { Stepped = true, Seed = null });
        var step = gateway.ChangeClockAsync(new ClockChange(Step: 86_400));

        await gateway.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        await Record.ExceptionAsync(() => step);
        Assert.True(step.IsCompleted);
    }

    private static async Task<PriceView> PriceAsync(SimulatedGateway gateway) =>
        (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple);

    private static string ReadPort(Process process)
    {
        var line = process.StandardOutput.ReadLine() ?? throw new IOException(process.StandardError.ReadToEnd());
        return line.Split("127.0.0.1:")[1].Split(' ')[0];
    }

    private Process Start(params string[] options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "OrleansTrader.TwsSimulator.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--port", "0", "--control-port", "0", "--seed", "7", "--data", _folder, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
