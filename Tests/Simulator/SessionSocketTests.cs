using OrleansTrader.Domain.Simulation;
using OrleansTrader.IbProtocol.Messages;
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
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Hours = Ends(TimeSpan.FromSeconds(3)) });
        using var client = RawClient.Connect(gateway.Port, 1);
        var close = client.Place(Apple, Buy with { OrderType = "MOC", Tif = "DAY", TotalQuantity = 2000 });
        var low = client.Place(Apple, Buy with { OrderType = "LOC", Tif = "DAY", LmtPrice = 1 });
        var day = client.Place(Apple, Buy with { OrderType = "LMT", Tif = "DAY", LmtPrice = 1 });
        var lasting = client.Place(Apple, Buy with { OrderType = "LMT", LmtPrice = 1 });
        client.Wait<OrderStatusMessage>(m => m.OrderId == lasting);
        Assert.Empty(client.All<ExecDetailsMessage>());

        Assert.Equal(2000m, client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId == close).Execution.Shares);
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
        var now = DateTimeOffset.UtcNow;
        await using var gateway = await Gateways.StartAsync(Gateways.Quiet with { Hours = new MarketHours(TimeOnly.FromDateTime(now.AddSeconds(3).UtcDateTime), TimeSpan.FromHours(8)) });
        using var client = RawClient.Connect(gateway.Port, 1);

        var open = client.Place(Apple, Buy with { Tif = "OPG", TotalQuantity = 3000 });
        client.Wait<OrderStatusMessage>(m => m.OrderId == open && m.Status == IbOrderStatus.PreSubmitted);

        Assert.Equal(3000m, client.Wait<ExecDetailsMessage>(m => m.Execution.OrderId == open).Execution.Shares);
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

    private static MarketHours Ends(TimeSpan left)
    {
        var now = DateTimeOffset.UtcNow;
        return new MarketHours(TimeOnly.FromDateTime(now.AddHours(-1).UtcDateTime), TimeSpan.FromHours(1) + left);
    }
}
