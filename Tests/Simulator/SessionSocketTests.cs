using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>What the beginning and the end of a session do to orders.</summary>
public sealed class SessionSocketTests
{
    private static readonly TwsContract Apple = new() { ConId = Gateways.Apple, Exchange = "SMART" };
    private static readonly TwsOrder Buy = new() { Action = "BUY", OrderType = "MKT", TotalQuantity = 100 };

    [Fact]
    public async Task Orders_for_the_close_trade_there_and_orders_for_the_day_end()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true, SessionText = "14:30-21:00" });
        using var client = RawClient.Connect(gateway.Port, 1);
        var close = client.Place(Apple, Buy with { OrderType = "MOC", Tif = "DAY", TotalQuantity = 2000 });
        var low = client.Place(Apple, Buy with { OrderType = "LOC", Tif = "DAY", LmtPrice = 1 });
        var high = client.Place(Apple, Buy with { OrderType = "LOC", Tif = "DAY", LmtPrice = 1000 });
        var day = client.Place(Apple, Buy with { OrderType = "LMT", Tif = "DAY", LmtPrice = 1 });
        var lasting = client.Place(Apple, Buy with { OrderType = "LMT", LmtPrice = 1 });
        await StepAsync(gateway, client, new TimeOnly(20, 59, 58));
        Assert.Empty(client.All<ExecDetailsMessage>());

        await gateway.ChangeClockAsync(new ClockChange(Step: 5));

        Assert.Equal(2000m, client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId == close).Execution.Shares);
        Assert.Equal(100m, client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId == high).Execution.Shares);
        client.Wait<OrderStatusMessage>(m => m.OrderId == low && m.Status == IbOrderStatus.Cancelled);
        client.Wait<OrderStatusMessage>(m => m.OrderId == day && m.Status == IbOrderStatus.Cancelled);
        client.Forget();
        client.Send(new OpenOrdersRequest());
        client.Wait<OpenOrderEndMessage>();
        Assert.Equal(lasting, Assert.Single(client.All<OpenOrderMessage>(), static m => m.State.Status != IbOrderStatus.Filled).Order.OrderId);
    }

    [Fact]
    public async Task Orders_for_the_opening_trade_there_whatever_is_displayed()
    {
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Stepped = true, SessionText = "15:30-22:00" });
        using var client = RawClient.Connect(gateway.Port, 1);

        var open = client.Place(Apple, Buy with { Tif = "OPG", TotalQuantity = 3000 });
        var limit = client.Place(Apple, Buy with { OrderType = "LMT", Tif = "OPG", LmtPrice = 1000 });
        var low = client.Place(Apple, Buy with { OrderType = "LMT", Tif = "OPG", LmtPrice = 1 });
        await StepAsync(gateway, client, new TimeOnly(15, 29, 58));
        client.Wait<OrderStatusMessage>(m => m.OrderId == open && m.Status == IbOrderStatus.PreSubmitted);
        Assert.Empty(client.All<ExecDetailsMessage>());
        await gateway.ChangeClockAsync(new ClockChange(Step: 5));

        Assert.Equal(3000m, client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId == open).Execution.Shares);
        Assert.Equal(100m, client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId == limit).Execution.Shares);
        client.Wait<OrderStatusMessage>(m => m.OrderId == low && m.Status == IbOrderStatus.Cancelled);
    }

    [Fact]
    public async Task Before_the_regular_hours_only_orders_that_allow_it_trade()
    {
        var now = DateTimeOffset.UtcNow;
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with
        {
            Hours = new MarketHours(TimeOnly.FromDateTime(now.AddHours(2).UtcDateTime), TimeSpan.FromHours(6)),
            ExtendedHours = new MarketHours(TimeOnly.FromDateTime(now.AddHours(-2).UtcDateTime), TimeSpan.FromHours(16)),
        });
        using var client = RawClient.Connect(gateway.Port, 1);

        var waits = client.Place(Apple, Buy with { OrderType = "LMT", LmtPrice = 1000 });
        var trades = client.Place(Apple, Buy with { OrderType = "LMT", LmtPrice = 1000, OutsideRth = true });

        client.Wait<OrderStatusMessage>(m => m.OrderId == trades && m.Status == IbOrderStatus.Filled);
        Assert.DoesNotContain(client.All<ExecDetailsMessage>(), m => m.Execution.OrderId == waits);
    }

    /// <summary>The exchange has what was sent; time goes on to that moment of the stepped day.</summary>
    private static async Task StepAsync(SimulatedGateway gateway, RawClient client, TimeOnly time)
    {
        client.Send(new CurrentTimeRequest());
        client.Wait<CurrentTimeMessage>();
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
        await gateway.ChangeClockAsync(new ClockChange(At: new DateTimeOffset(new DateOnly(2026, 1, 5), time, TimeSpan.Zero)));
        await gateway.ChangeClockAsync(new ClockChange(Step: 1));
    }
}
