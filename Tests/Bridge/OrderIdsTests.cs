using OrleansTrader.IbBridge.Orders;
using Xunit;

namespace OrleansTrader.Tests.Bridge;

public sealed class OrderIdsTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 500, 500)]
    [InlineData(300, 1, 301)]
    [InlineData(300, 900, 900)]
    public async Task The_first_id_lies_above_the_durable_mark_and_not_below_the_gateway_floor(int mark, int nextValidId, int first)
    {
        var store = new FakeOrderIdStore();
        await store.ReserveAsync("login", 1, mark, None);
        using var ids = new OrderIds(store, "login", 1, 100);
        Assert.False(ids.TryTake(out _));

        await ids.StartAsync(nextValidId, None);

        Assert.True(ids.TryTake(out var id));
        Assert.Equal(first, id);
        Assert.True(store.Mark >= first);
    }

    [Fact]
    public async Task A_reconnect_goes_on_without_a_gap()
    {
        using var ids = new OrderIds(new FakeOrderIdStore(), "login", 1, 100);
        await ids.StartAsync(1, None);
        Assert.True(ids.TryTake(out _));

        await ids.StartAsync(1, None);

        Assert.True(ids.TryTake(out var id));
        Assert.Equal(2, id);
    }

    [Fact]
    public async Task Ids_that_another_process_reserved_meanwhile_are_left_alone()
    {
        var store = new FakeOrderIdStore();
        using var ids = new OrderIds(store, "login", 1, 100);
        await ids.StartAsync(1, None);
        await store.ReserveAsync("login", 1, 350, None);

        await ids.StartAsync(1, None);

        Assert.True(ids.TryTake(out var id));
        Assert.Equal(351, id);
    }

    [Fact]
    public async Task A_floor_raised_by_the_gateway_is_reserved_before_it_is_used()
    {
        var store = new FakeOrderIdStore();
        using var ids = new OrderIds(store, "login", 1, 100);
        await ids.StartAsync(1, None);

        ids.RaiseTo(5000);

        Assert.False(ids.TryTake(out _));
        await ids.TopUpAsync(None);
        Assert.True(ids.TryTake(out var id));
        Assert.Equal(5000, id);
        Assert.True(store.Mark >= 5000);
    }
}
