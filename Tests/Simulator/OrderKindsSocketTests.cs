using System.Globalization;
using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Order types and times in force, each executed and not only accepted. Time is stepped and prices move on command.</summary>
public sealed class OrderKindsSocketTests
{
    /// <summary>Prices breathe by cents, far less than any distance used here: pegged orders need prints of both sides.</summary>
    private static readonly SimulatorOptions Stepped = Gateways.Quiet with { Stepped = true, Volatility = 1 };

    /// <summary>Of each type: the order at a bid, the moves of the price after which it still waits, the one after which it fills, and where it may fill.</summary>
    private static readonly Dictionary<string, Kind> Kinds = new()
    {
        ["LMT"] = new("BUY", static (o, bid) => o with { OrderType = "LMT", LmtPrice = bid - 1 }, [], -1, static (price, bid) => price <= bid - 1),
        ["STP"] = new("SELL", static (o, bid) => o with { OrderType = "STP", AuxPrice = bid - 1 }, [1], -2, static (price, bid) => price < bid - 1),
        ["STP LMT"] = new("SELL", static (o, bid) => o with { OrderType = "STP LMT", AuxPrice = bid - 1, LmtPrice = bid - 0.5m }, [-2], 3, static (price, bid) => price >= bid - 0.5m),
        ["TRAIL"] = new("SELL", static (o, _) => o with { OrderType = "TRAIL", AuxPrice = 3 }, [2, -0.5m], -1, static (price, bid) => price > bid),
        ["TRAIL by percent"] = new("SELL", static (o, _) => o with { OrderType = "TRAIL", TrailingPercent = 1 }, [2, -0.5m], -1, static (price, bid) => price > bid),
        ["TRAIL LIMIT"] = new("SELL", static (o, _) => o with { OrderType = "TRAIL LIMIT", AuxPrice = 3, LmtPriceOffset = 0.5m }, [2, -3], 2, static (price, bid) => price > bid),
        ["MIT"] = new("BUY", static (o, bid) => o with { OrderType = "MIT", AuxPrice = bid - 1 }, [1], -2, static (price, bid) => price < bid - 1),
        ["LIT"] = new("BUY", static (o, bid) => o with { OrderType = "LIT", AuxPrice = bid - 1, LmtPrice = bid - 4 }, [-1], -2, static (price, bid) => price <= bid - 4),
        ["REL"] = new("BUY", static (o, bid) => o with { OrderType = "REL", AuxPrice = 0.01m, LmtPrice = bid - 1 }, [1], -2, static (price, bid) => price <= bid - 1),
        ["PEG MID"] = new("BUY", static (o, bid) => o with { OrderType = "PEG MID", LmtPrice = bid - 1 }, [1], -2, static (price, bid) => price <= bid - 1),
        ["MIDPRICE"] = new("BUY", static (o, bid) => o with { OrderType = "MIDPRICE", LmtPrice = bid - 1 }, [1], -2, static (price, bid) => price <= bid - 1),
    };

    public static TheoryData<string> Types { get; } = [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Every_order_type_fills_when_its_condition_is_met_and_not_before(string type)
    {
        await using var gateway = await Gateways.StartAsync(Stepped);
        using var client = RawClient.Connect(gateway.Port, 1);
        var bid = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        var kind = Kinds[type];
        client.Place(Gateways.Apple, kind.Action, 10, also: order => kind.Order(order, bid));
        await MoveAsync(gateway, client, null);
        foreach (var percent in kind.Waits)
        {
            await MoveAsync(gateway, client, percent);
        }

        var waiting = Assert.Single((await gateway.LedgerAsync()).Orders);
        Assert.True(waiting is { Filled: 0, Status: "Submitted" or "PreSubmitted" }, $"{waiting}");
        await MoveAsync(gateway, client, kind.Fills);

        var execution = Assert.Single((await gateway.LedgerAsync()).Executions);
        Assert.True(kind.At(execution.Price, bid), $"{execution} with the first bid at {bid}");
        Assert.Equal(IbOrderStatus.Filled, client.All<OrderStatusMessage>()[^1].Status);
    }

    [Fact]
    public async Task A_trailing_stop_that_woke_keeps_its_limit_when_it_is_changed()
    {
        await using var gateway = await Gateways.StartAsync(Stepped);
        using var client = RawClient.Connect(gateway.Port, 1);
        var id = client.Place(Gateways.Apple, "SELL", 10, also: static o => o with { OrderType = "TRAIL LIMIT", AuxPrice = 1, LmtPriceOffset = 0.1m });
        await MoveAsync(gateway, client, null);
        await MoveAsync(gateway, client, -2);
        var limit = Assert.Single((await gateway.LedgerAsync()).Orders).LimitPrice;
        client.Place(id, Gateways.Apple, "SELL", 20, also: static o => o with { OrderType = "TRAIL LIMIT", AuxPrice = 1, LmtPriceOffset = 0.1m });
        await MoveAsync(gateway, client, null);

        var changed = Assert.Single((await gateway.LedgerAsync()).Orders);
        Assert.Equal((20, 0, limit), (changed.Quantity, changed.Filled, changed.LimitPrice));
        await MoveAsync(gateway, client, 3);
        Assert.All((await gateway.LedgerAsync()).Executions, e => Assert.True(e.Price >= limit, $"{e} beyond {limit}"));
        Assert.Equal("Filled", Assert.Single((await gateway.LedgerAsync()).Orders).Status);
    }

    [Fact]
    public async Task Every_time_in_force_ends_an_order_when_it_should()
    {
        await using var gateway = await Gateways.StartAsync(Stepped with { SessionText = "14:30-21:00", Cash = 100_000_000 });
        using var client = RawClient.Connect(gateway.Port, 1);
        var bid = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        var day = client.Place(Gateways.Apple, "BUY", 10, bid - 9, static o => o with { Tif = "DAY" });
        var gtc = client.Place(Gateways.Apple, "BUY", 10, bid - 9, static o => o with { Tif = "GTC" });
        var gtd = client.Place(Gateways.Apple, "BUY", 10, bid - 9, static o => o with { Tif = "GTD", GoodTillDate = "20260105-16:00:00" });
        var ioc = client.Place(Gateways.Apple, "BUY", 100_000, bid + 1, static o => o with { Tif = "IOC" });
        var fok = client.Place(Gateways.Apple, "BUY", 100_000, bid + 1, static o => o with { Tif = "FOK" });
        var opg = client.Place(Gateways.Apple, "BUY", 10, bid + 9, static o => o with { Tif = "OPG" });

        await MoveAsync(gateway, client, null);
        var orders = await OrdersAsync(gateway);
        Assert.True(orders[ioc] is { Status: "Cancelled", Filled: > 0 }, $"{orders[ioc]}");
        Assert.True(orders[fok] is { Status: "Cancelled", Filled: 0 }, $"{orders[fok]}");
        await gateway.ChangeClockAsync(new ClockChange(At: new DateTimeOffset(2026, 1, 5, 15, 59, 59, TimeSpan.Zero)));
        await MoveAsync(gateway, client, null);
        Assert.Equal(("Submitted", "Cancelled"), ((await OrdersAsync(gateway))[day].Status, (await OrdersAsync(gateway))[gtd].Status));
        await gateway.ChangeClockAsync(new ClockChange(At: new DateTimeOffset(2026, 1, 5, 20, 59, 59, TimeSpan.Zero)));
        await MoveAsync(gateway, client, null);
        orders = await OrdersAsync(gateway);
        Assert.Equal(("Cancelled", "Submitted", "PreSubmitted"), (orders[day].Status, orders[gtc].Status, orders[opg].Status));
        await gateway.ChangeClockAsync(new ClockChange(At: new DateTimeOffset(2026, 1, 6, 14, 29, 59, TimeSpan.Zero)));
        await MoveAsync(gateway, client, null);

        Assert.Equal("Filled", (await OrdersAsync(gateway))[opg].Status);
        Assert.Equal(4, client.All<ErrMsgMessage>().Count(static m => m.ErrorCode == 202));
    }

    [Fact]
    public async Task An_adaptive_order_fills_as_what_it_is_made_of_and_keeps_its_algo()
    {
        await using var gateway = await Gateways.StartAsync(Stepped);
        using var client = RawClient.Connect(gateway.Port, 1);
        var bid = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Bid;
        static TwsOrder Adaptive(TwsOrder order, string priority) =>
            order with { AlgoStrategy = "Adaptive", AlgoParams = [new TwsTagValue("adaptivePriority", priority)] };

        var market = client.Place(Gateways.Apple, "BUY", 10, null, static o => Adaptive(o, "Patient"));
        var limit = client.Place(Gateways.Apple, "BUY", 10, bid - 1, static o => Adaptive(o, "Normal"));
        var hasty = client.Place(Gateways.Apple, "BUY", 10, null, static o => Adaptive(o, "Now"));
        var stop = client.Place(Gateways.Apple, "SELL", 10, null, o => Adaptive(o, "Urgent") with { OrderType = "STP", AuxPrice = bid - 1 });
        var unknown = client.Place(Gateways.Apple, "BUY", 10, null, static o => o with { AlgoStrategy = "DarkIce" });
        await MoveAsync(gateway, client, null);
        client.Place(limit, Gateways.Apple, "BUY", 10, bid - 1, static o => Adaptive(o, "Urgent"));
        client.Place(limit, Gateways.Apple, "BUY", 10, bid - 2, static o => Adaptive(o, "Normal"));
        await MoveAsync(gateway, client, null);

        var orders = await OrdersAsync(gateway);
        Assert.Equal(("Filled", "Submitted", bid - 2), (orders[market].Status, orders[limit].Status, orders[limit].LimitPrice));
        Assert.Equal(
            [(hasty, 441), (stop, 442), (unknown, 321), (limit, 440)],
            client.All<ErrMsgMessage>().Where(static m => m.Id > 0).Select(static m => (m.Id, m.ErrorCode)));
        client.Forget();
        client.Send(new OpenOrdersRequest());
        client.Wait<OpenOrderEndMessage>();
        Assert.Equal(("Adaptive", "Normal"), (Assert.Single(client.All<OpenOrderMessage>()).Order.AlgoStrategy, client.All<OpenOrderMessage>()[0].Order.AlgoParams[0].Value));
    }

    [Fact]
    public async Task A_twap_trades_evenly_over_its_time_and_ends_with_it_unless_it_may_go_on()
    {
        await using var gateway = await Gateways.StartAsync(Stepped);
        using var client = RawClient.Connect(gateway.Port, 1);
        var now = (await gateway.ChangeClockAsync(new ClockChange(Step: 1))).MarketTime;
        string At(int seconds) => now.AddSeconds(seconds).UtcDateTime.ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture);
        int Twap(decimal? limit, string style, params TwsTagValue[] more) => client.Place(
            Gateways.Apple, "BUY", 100, limit, o => o with { AlgoStrategy = "Twap", AlgoParams = [new TwsTagValue("strategyType", style), .. more] });

        var even = Twap(null, "Marketable", new("startTime", At(20)), new("endTime", At(120)), new("allowPastEndTime", "0"));
        var cut = Twap(1, "Matching Last", new TwsTagValue("endTime", At(60)));
        var patient = Twap(1, "Matching Midpoint", new("endTime", At(60)), new("allowPastEndTime", "1"));
        var allDay = Twap(null, "Matching Same Side");
        var (odd, late, stray) = (Twap(null, "Fast"), Twap(null, "Marketable", new TwsTagValue("endTime", At(-5))), Twap(null, "Marketable", new TwsTagValue("speed", "1")));
        await MoveAsync(gateway, client, null);
        Assert.Equal("PreSubmitted", (await OrdersAsync(gateway))[even].Status);

        foreach (var (until, least, most) in ((int, int, int)[])[(45, 20, 26), (70, 45, 51), (121, 100, 100)])
        {
            while ((await gateway.ChangeClockAsync(new ClockChange(Step: 1))).MarketTime < now.AddSeconds(until))
            {
            }

            Assert.InRange((await OrdersAsync(gateway))[even].Filled, least, most);
        }

        RoundTrip(client);
        var orders = await OrdersAsync(gateway);
        Assert.Equal(("Filled", "Cancelled", "Submitted", "Submitted"), (orders[even].Status, orders[cut].Status, orders[patient].Status, orders[allDay].Status));
        Assert.InRange(orders[allDay].Filled, 0, 2);
        Assert.InRange(client.All<ExecDetailsMessage>().Count(m => m.Execution.OrderId == even), 50, 100);
        Assert.Equal(
            [(odd, 441), (late, 441), (stray, 441), (cut, 202)],
            client.All<ErrMsgMessage>().Where(static m => m.Id > 0).Select(static m => (m.Id, m.ErrorCode)));
    }

    [Fact]
    public async Task The_exits_of_a_parent_that_ends_half_filled_close_all_of_what_it_filled()
    {
        await using var gateway = await Gateways.StartAsync(Stepped);
        using var client = RawClient.Connect(gateway.Port, 1);
        var ask = (await gateway.PricesAsync()).Single(static p => p.ConId == Gateways.Apple).Ask;
        var now = (await gateway.ChangeClockAsync(new ClockChange(Step: 1))).MarketTime;
        var parent = client.Place(Gateways.Apple, "BUY", 2_000, ask + 1, static o => o with { Transmit = false });
        var plain = client.Place(Gateways.Apple, "SELL", 2_000, Math.Round(ask * 1.2m, 2), o => o with { ParentId = parent, Transmit = false });
        var twap = client.Place(Gateways.Apple, "SELL", 2_000, Math.Round(ask * 1.2m, 2), o => o with
        {
            ParentId = parent,
            AlgoStrategy = "Twap",
            AlgoParams = [new TwsTagValue("strategyType", "Marketable"), new TwsTagValue("endTime", now.AddHours(1).UtcDateTime.ToString("yyyyMMdd-HH:mm:ss", CultureInfo.InvariantCulture))],
        });
        client.Wait<ExecDetailsMessage>();
        client.Send(new CancelOrderRequest { OrderId = parent });
        await MoveAsync(gateway, client, null);

        var orders = await OrdersAsync(gateway);
        var filled = orders[parent].Filled;
        Assert.InRange(filled, 1, 1_999);
        Assert.Equal((filled, filled), (orders[plain].Quantity, orders[twap].Quantity));
        client.Send(new CancelOrderRequest { OrderId = twap });
        await MoveAsync(gateway, client, 30);
        for (var i = 0; i < 20; i++)
        {
            await MoveAsync(gateway, client, null);
        }

        Assert.All((await gateway.LedgerAsync()).Positions, static position => Assert.Equal(0, position.Quantity));
    }

    [Fact]
    public async Task An_order_beyond_the_buying_power_is_refused_in_ibs_words()
    {
        await using var gateway = await Gateways.StartAsync(Stepped with { Cash = 10_000 });
        using var client = RawClient.Connect(gateway.Port, 1);
        var id = client.Place(Gateways.Apple, "BUY", 10_000);
        await MoveAsync(gateway, client, null);

        var refusal = client.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == 201);
        Assert.Contains("YOUR EQUITY WITH LOAN VALUE [10000.00 USD] MUST EXCEED THE INITIAL MARGIN", refusal.ErrorMsg, StringComparison.Ordinal);
        Assert.Equal(IbOrderStatus.Inactive, client.Wait<OrderStatusMessage>(m => m.OrderId == id).Status);
        Assert.Empty((await gateway.LedgerAsync()).Executions);
        client.Send(new CompletedOrdersRequest());
        client.Wait<CompletedOrdersEndMessage>();
        Assert.Empty(client.All<CompletedOrderMessage>());
    }

    private static async Task<Dictionary<int, LedgerOrder>> OrdersAsync(SimulatedGateway gateway) =>
        (await gateway.LedgerAsync()).Orders.ToDictionary(static o => o.OrderId);

    /// <summary>Everything sent was handled, the price moved, and five seconds went by.</summary>
    private static async Task MoveAsync(SimulatedGateway gateway, RawClient client, decimal? percent)
    {
        RoundTrip(client);
        if (percent is { } by)
        {
            await gateway.ChangePriceAsync(new PriceChange(Gateways.Apple, Percent: by));
        }

        await gateway.ChangeClockAsync(new ClockChange(Step: 5));
        RoundTrip(client);
    }

    private static void RoundTrip(RawClient client)
    {
        var times = client.All<CurrentTimeInMillisMessage>().Count;
        client.Send(new CurrentTimeInMillisRequest());
        client.Wait<CurrentTimeInMillisMessage>(count: times + 1);
    }

    private sealed record Kind(string Action, Func<TwsOrder, decimal, TwsOrder> Order, decimal[] Waits, decimal Fills, Func<decimal, decimal, bool> At);
}
