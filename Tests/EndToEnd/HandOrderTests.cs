using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Npgsql;
using OrleansTrader.Domain.Orders;
using OrleansTrader.Domain.Serialization;
using OrleansTrader.Domain.Values;
using OrleansTrader.Tests.Support.Processes;
using Xunit;

namespace OrleansTrader.Tests.EndToEnd;

/// <summary>Orders by hand, from the console and over REST to the exchange's ledger and back.</summary>
[Collection("Real processes, one system at a time")]
[Trait("Category", "Slow")]
public sealed class HandOrderTests
{
    /// <summary>A strategy that does nothing within a test: its bars are days.</summary>
    private const string Quiet =
        """[ { "Name": "quiet", "Type": "MovingAverageCross", "Account": "DUSIM0001", "Capital": 100000, "Parameters": { "instruments": "AAPL", "bar": "1d", "fast": "1", "slow": "2", "shares": "1" } } ]""";

    [Fact]
    public async Task An_order_by_hand_is_placed_once_changed_and_cancelled_and_a_bracket_works_until_it_is_flattened()
    {
        await using var system = await TradingSystem.StartAsync(Quiet);
        await system.Until("the strategy is known and paused", async () => await system.TraderAsync("pause", "quiet") == 0);

        await PlaceAsync(system, "by hand 1");
        await PlaceAsync(system, "by hand 1"); // The answer to the first was lost.
        await system.Until("the order works", async () => await RowAsync(system, static row => row.Status is "Submitted" or "PreSubmitted") is not null);
        var order = (await RowAsync(system, static _ => true))!;
        Assert.Equal((10m, 1m), await AtExchangeAsync(system));

        Assert.Equal(0, await system.TraderAsync("modify", order.Id, "--limit", "1.5", "--quantity", "6"));
        await system.Until("the exchange holds the new form", async () => await AtExchangeAsync(system) == (6m, 1.5m));
        await system.Until("the books do too", async () => await RowAsync(system, static row => row is { Quantity: 6, Status: "Submitted" or "PreSubmitted" }) is not null);
        Assert.Equal(2, await system.TraderAsync("modify", order.Id, "--stop", "1.5")); // A limit order has none.
        Assert.Equal(1, await system.TraderAsync("modify", order.Id, "--type", "stop", "--stop", "1.5"));

        Assert.Equal(0, await system.TraderAsync("cancel", order.Id));
        await system.Until("the order is cancelled", async () => await RowAsync(system, static row => row.Status == "Cancelled") is not null);
        Assert.NotNull((await system.LedgerAsync()).Orders.Single().EndedAt);
        Assert.Equal(1, await system.TraderAsync("modify", order.Id, "--limit", "1.4"));

        Assert.Equal(0, await system.TraderAsync("place", "quiet", "buy", "5", "AAPL", "--take-profit", "100000", "--stop-loss", "1"));
        await system.Until("the entry is filled and both exits work", async () => (await system.LedgerAsync()).Orders is [_, { Filled: 5 }, { Side: "SELL", EndedAt: null }, { Side: "SELL", EndedAt: null }]);
        Assert.Equal(["LMT", "STP"], (await system.LedgerAsync()).Orders.TakeLast(2).Select(static exit => exit.OrderType).Order(StringComparer.Ordinal));

        Assert.Equal(0, await system.TraderAsync("flatten", "quiet"));
        await system.Until("nothing is left at the exchange", async () => await system.LedgerAsync() is { Orders: var orders, Positions: var positions }
            && orders.All(static each => each.EndedAt is not null || each.Remaining == 0) && positions.All(static each => each.Quantity == 0));
        await CrashTests.SettleAsync(system);
    }

    [Fact]
    public async Task An_order_with_an_algo_is_worked_by_the_exchange_and_changed_with_its_algo()
    {
        await using var system = await TradingSystem.StartAsync(Quiet);
        await system.Until("the strategy is known and paused", async () => await system.TraderAsync("pause", "quiet") == 0);

        Assert.Equal(0, await system.TraderAsync("place", "quiet", "buy", "5", "AAPL", "--adaptive", "Patient"));
        await system.Until("it is filled", async () => (await system.LedgerAsync()).Orders is [{ Filled: 5 }]);
        Assert.Equal(0, await system.TraderAsync("place", "quiet", "buy", "10", "AAPL", "--limit", "1", "--twap", "MatchingMidpoint"));
        await system.Until("it works", async () => await RowAsync(system, static row => row is { Quantity: 10, Status: "Submitted" }) is not null);
        var order = (await RowAsync(system, static row => row.Quantity == 10))!;
        Assert.Equal(0, await system.TraderAsync("modify", order.Id, "--limit", "1.5"));
        await system.Until("the exchange holds the new price", async () => (await system.LedgerAsync()).Orders is [_, { LimitPrice: 1.5m, EndedAt: null }]);

        Assert.Equal(0, await system.TraderAsync("flatten", "quiet"));
        await system.Until("nothing is left at the exchange", async () => await system.LedgerAsync() is { Orders: var orders, Positions: [{ Quantity: 0 }] }
            && orders.All(static each => each.EndedAt is not null || each.Remaining == 0));
        await CrashTests.SettleAsync(system);
    }

    /// <summary>META shows at most 1,000 shares at a time, so that 1,500 are sold in parts.</summary>
    [Fact]
    public async Task A_take_profit_that_fills_in_parts_leaves_the_stop_loss_to_the_exchange()
    {
        const int meta = 107113386;
        await using var system = await TradingSystem.StartAsync(Quiet);
        await system.Until("the strategy is known and paused", async () => await system.TraderAsync("pause", "quiet") == 0);
        await system.ShiftPriceAsync(meta, -80); // 1,500 are within the largest notional of an order.
        Assert.Equal(0, await system.TraderAsync("place", "quiet", "buy", "1500", "META", "--take-profit", "100000", "--stop-loss", "1"));
        await system.Until("the position is protected", async () => (await system.LedgerAsync()).Orders is [{ Filled: 1500 }, { EndedAt: null }, { EndedAt: null }]);
        var goal = Math.Round((await system.LedgerAsync()).Orders[0].AverageFillPrice!.Value * 1.1m, 2);
        await system.Until("the exit works", async () => await ExitAsync(system, "limit") is { Status: "Submitted" });
        Assert.Equal(0, await system.TraderAsync("modify", (await ExitAsync(system, "limit"))!.Id, "--limit", goal.ToString(CultureInfo.InvariantCulture)));
        await system.Until("it waits for its price", async () => (await system.LedgerAsync()).Orders.Any(order => order.LimitPrice == goal));

        await system.ShiftPriceAsync(meta, 20);
        await system.Until("the profit is taken", async () => (await system.LedgerAsync()).Positions is [{ Quantity: 0 }]);

        await CrashTests.SettleAsync(system);
        var ledger = await system.LedgerAsync();
        var (taken, stop) = (ledger.Orders.Single(order => order.LimitPrice == goal), ledger.Orders.Single(static order => order.OrderType == "STP"));
        Assert.True(ledger.Executions.Count(execution => execution.OrderId == taken.OrderId) > 1);
        Assert.True(stop is { Filled: 0, Quantity: < 1500 }, $"the exchange reduced the stop to what was still held, but it shows {stop.Quantity}");
        await using var database = NpgsqlDataSource.Create(system.ConnectionString);
        await using var cancels = database.CreateCommand("select count(*) from trading.order_event where event = 'cancel-requested'");
        Assert.Equal(0L, await cancels.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Over REST, under a key: a repeat is the same order.</summary>
    private static async Task PlaceAsync(TradingSystem system, string key)
    {
        using var http = new HttpClient { BaseAddress = system.Silo.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TradingSystem.Token);
        http.DefaultRequestHeaders.Add("Idempotency-Key", key);
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/orders",
            new { Strategy = "quiet", Side = Side.Buy, Quantity = 10m, Instrument = "AAPL", Terms = (OrderTerms)new OrderTerms.Limit(Price.Of(1)), TimeInForce = TimeInForce.Gtc },
            DomainJson.Options,
            TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Size and limit of the one order that the exchange has got.</summary>
    private static async Task<(decimal Quantity, decimal? Limit)> AtExchangeAsync(TradingSystem system) =>
        Assert.Single((await system.LedgerAsync()).Orders) is var order ? (order.Quantity, order.LimitPrice) : default;

    private static async Task<Row?> RowAsync(TradingSystem system, Func<Row, bool> fits) => (await system.GetAsync("/api/v1/orders")).EnumerateArray()
        .Select(static row => new Row(row.GetProperty("id").GetString()!, row.GetProperty("status").GetString()!, row.GetProperty("quantity").GetDecimal(), row.GetProperty("type").GetString()!))
        .FirstOrDefault(fits);

    private static Task<Row?> ExitAsync(TradingSystem system, string type) => RowAsync(system, row => row.Type == type);

    private sealed record Row(string Id, string Status, decimal Quantity, string Type);
}
