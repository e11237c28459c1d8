using OrleansTrader.IbProtocol.Messages;
using OrleansTrader.TwsSimulator;
using OrleansTrader.TwsSimulator.Control;
using Xunit;

namespace OrleansTrader.Tests.Simulator;

/// <summary>Orders that depend on one another, on time, on size and on what the account has.</summary>
public sealed class BracketSocketTests : IAsyncLifetime
{
    private static readonly TwsContract Apple = new() { ConId = Gateways.Apple, Exchange = "SMART" };

    private SimulatedGateway _gateway = null!;
    private RawClient _client = null!;
    private decimal _bid;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateways.StartAsync();
        _client = RawClient.Connect(_gateway.Port, 1);
        _bid = (await _gateway.PricesAsync()).First(static p => p.ConId == Gateways.Apple).Bid;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_bracket_waits_for_its_last_child_and_its_children_wait_for_the_parent()
    {
        var (parent, target, stop) = Bracket(_bid - 2);
        Assert.Equal(IbOrderStatus.Submitted, StatusOf(parent, IbOrderStatus.Submitted).Status);
        Assert.Equal("child", StatusOf(target, IbOrderStatus.PreSubmitted).WhyHeld);
        StatusOf(stop, IbOrderStatus.PreSubmitted);

        await MoveAsync(_bid - 3);
        StatusOf(parent, IbOrderStatus.Filled);
        StatusOf(target, IbOrderStatus.Submitted);
        await MoveAsync(_bid + 12);

        StatusOf(target, IbOrderStatus.Filled);
        StatusOf(stop, IbOrderStatus.Cancelled);
        Assert.Equal(0m, Assert.Single((await _gateway.LedgerAsync()).Positions).Quantity);
    }

    [Fact]
    public void Nothing_of_a_bracket_works_before_it_is_transmitted()
    {
        var parent = _client.Place(Apple, Order("BUY", "MKT") with { Transmit = false });

        StatusOf(parent, IbOrderStatus.PreSubmitted);
        _client.Send(new OpenOrdersRequest());
        _client.Wait<OpenOrderEndMessage>();
        Assert.Empty(_client.All<ExecDetailsMessage>());
        _client.Place(Apple, Order("SELL", "LMT") with { ParentId = parent, LmtPrice = _bid + 50, Transmit = true });
        StatusOf(parent, IbOrderStatus.Filled);
    }

    [Fact]
    public void Cancelling_the_parent_cancels_the_children_and_one_live_child_its_sibling()
    {
        var (parent, target, stop) = Bracket(_bid - 5);
        StatusOf(parent, IbOrderStatus.Submitted);
        _client.Send(new CancelOrderRequest { OrderId = parent });
        StatusOf(target, IbOrderStatus.Cancelled);
        StatusOf(stop, IbOrderStatus.Cancelled);

        (parent, target, stop) = Bracket(_bid + 5);
        StatusOf(target, IbOrderStatus.Submitted);
        _client.Send(new CancelOrderRequest { OrderId = target });
        StatusOf(stop, IbOrderStatus.Cancelled);
    }

    [Theory]
    [InlineData(1, IbOrderStatus.Cancelled)]
    [InlineData(2, IbOrderStatus.Submitted)]
    [InlineData(3, IbOrderStatus.Submitted)]
    public async Task An_oca_group_cancels_or_shrinks_with_a_partial_fill(int type, IbOrderStatus expected)
    {
        var displayed = (await _gateway.PricesAsync()).First(static p => p.ConId == Gateways.Apple).AskSize;
        var other = _client.Place(Apple, Order("BUY", "LMT", 10_000) with { LmtPrice = _bid - 20, OcaGroup = "g", OcaType = type });
        StatusOf(other, IbOrderStatus.Submitted);
        _client.Forget();

        // Larger than what is displayed: it fills in part now, and in further parts with each new quote.
        _client.Place(Apple, Order("BUY", "LMT", displayed + 1000) with { LmtPrice = _bid + 1, OcaGroup = "g", OcaType = type });

        var status = _client.Wait<OrderStatusMessage>(m => m.OrderId == other);
        Assert.Equal(expected, status.Status);
        if (expected == IbOrderStatus.Submitted)
        {
            Assert.True(status.Remaining < 10_000);
        }
    }

    [Fact]
    public void A_change_of_parent_or_group_is_refused_and_the_old_order_lives()
    {
        var (_, target, _) = Bracket(_bid - 5);
        StatusOf(target, IbOrderStatus.PreSubmitted);

        _client.Send(new PlaceOrderRequest { OrderId = target, Contract = Apple, Order = Order("SELL", "LMT") with { LmtPrice = _bid + 11, ParentId = target - 1, OcaGroup = "mine", Tif = "GTC" } });
        _client.Wait<ErrMsgMessage>(m => m.Id == target && m.ErrorCode == 10326);
        _client.Send(new PlaceOrderRequest { OrderId = target, Contract = Apple, Order = Order("SELL", "LMT") with { LmtPrice = _bid + 11, Tif = "GTC" } });
        _client.Wait<ErrMsgMessage>(m => m.Id == target && m.ErrorCode == 10341);
        _client.Forget();
        _client.Send(new PlaceOrderRequest { OrderId = target, Contract = Apple, Order = Order("SELL", "LMT") with { LmtPrice = _bid + 11, ParentId = target - 1, Tif = "GTC" } });
        Assert.Equal(_bid + 11, _client.Wait<OpenOrderMessage>().Order.LmtPrice);
    }

    [Fact]
    public async Task A_trailing_stop_reports_its_stop_and_sells_behind_the_high()
    {
        var id = _client.Place(Apple, Order("SELL", "TRAIL") with { AuxPrice = 2 });
        var first = _client.Wait<OpenOrderMessage>(static m => m.Order.TrailStopPrice is not null).Order.TrailStopPrice;
        StatusOf(id, IbOrderStatus.PreSubmitted);

        await MoveAsync(_bid + 10);
        var second = _client.Wait<OpenOrderMessage>(m => m.Order.TrailStopPrice > first).Order.TrailStopPrice;
        await MoveAsync(_bid + 7);

        StatusOf(id, IbOrderStatus.Filled);
        Assert.InRange(second!.Value - first!.Value, 9, 11);
    }

    [Fact]
    public void An_order_with_a_date_ends_there_and_one_with_a_start_waits_for_it()
    {
        var soon = DateTimeOffset.UtcNow.AddSeconds(2).UtcDateTime.ToString("yyyyMMdd-HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        var dated = _client.Place(Apple, Order("BUY", "LMT") with { LmtPrice = _bid - 5, Tif = "GTD", GoodTillDate = soon });
        var later = _client.Place(Apple, Order("BUY", "MKT") with { GoodAfterTime = soon });

        StatusOf(dated, IbOrderStatus.Submitted);
        StatusOf(later, IbOrderStatus.PreSubmitted);
        StatusOf(dated, IbOrderStatus.Cancelled);
        StatusOf(later, IbOrderStatus.Filled);
    }

    [Fact]
    public void A_short_sale_without_lender_waits_and_is_told_with_404()
    {
        var id = _client.Place(new TwsContract { Symbol = "GME", SecType = "STK", Exchange = "SMART", Currency = "USD" }, Order("SELL", "MKT"));

        _client.Wait<ErrMsgMessage>(m => m.Id == id && m.ErrorCode == 404);
        Assert.Equal("locate", StatusOf(id, IbOrderStatus.PreSubmitted).WhyHeld);
        Assert.Empty(_client.All<ExecDetailsMessage>());
    }

    /// <summary>An exit that nobody lends shares for, and that no account could carry as a short sale.</summary>
    [Fact]
    public void An_exit_needs_neither_a_lender_nor_margin_for_what_its_parent_will_hold()
    {
        var gamestop = new TwsContract { Symbol = "GME", SecType = "STK", Exchange = "SMART", Currency = "USD" };

        var parent = _client.Place(gamestop, Order("BUY", "MKT", 100) with { Transmit = false });
        var exit = _client.Place(gamestop, Order("SELL", "LMT", 100) with { ParentId = parent, LmtPrice = 1_000_000, Transmit = true });

        StatusOf(parent, IbOrderStatus.Filled);
        StatusOf(exit, IbOrderStatus.Submitted);
        Assert.DoesNotContain(_client.All<ErrMsgMessage>(), message => message.Id == exit);
        var twice = _client.Place(gamestop, Order("SELL", "LMT", 100) with { LmtPrice = 1_000_000 });
        StatusOf(twice, IbOrderStatus.Submitted); // Each sale alone closes what is held.
        var more = _client.Place(gamestop, Order("SELL", "LMT", 200) with { LmtPrice = 1_000_000 });
        _client.Wait<ErrMsgMessage>(m => m.Id == more && m.ErrorCode == 404);
    }

    [Fact]
    public async Task A_combination_fills_as_a_whole_and_by_legs_that_add_up_to_its_price()
    {
        var microsoft = new TwsComboLeg { ConId = Gateways.Microsoft, Ratio = 1, Action = "SELL", Exchange = "SMART", ExemptCode = -1 };
        var apple = microsoft with { ConId = Gateways.Apple, Ratio = 2, Action = "BUY" };
        var bag = new TwsContract { Symbol = "AAPL", SecType = "BAG", Exchange = "SMART", Currency = "USD", ComboLegs = [apple, microsoft] };

        var id = _client.Place(bag, Order("BUY", "MKT", 10));

        StatusOf(id, IbOrderStatus.Filled);
        _client.Wait<ExecDetailsMessage>(count: 3);
        var executions = _client.All<ExecDetailsMessage>();
        var whole = executions.Single(static e => e.Contract.SecType == "BAG").Execution;
        var legs = executions.Where(static e => e.Contract.SecType == "STK").ToDictionary(static e => e.Contract.ConId, static e => e.Execution);
        Assert.Equal((20m, 10m), (legs[Gateways.Apple].Shares, legs[Gateways.Microsoft].Shares));
        Assert.Equal(whole.Price, 2 * legs[Gateways.Apple].Price - legs[Gateways.Microsoft].Price);
        var positions = (await _gateway.LedgerAsync()).Positions;
        Assert.Equal([(Gateways.Apple, 20m), (Gateways.Microsoft, -10m)], positions.OrderBy(static p => p.Quantity < 0).Select(static p => (p.ConId, p.Quantity)));
    }

    [Fact]
    public async Task Futures_move_cash_by_profit_alone_and_options_by_their_premium()
    {
        _client.Send(new ContractDetailsRequest { ReqId = 1, Contract = new TwsContract { Symbol = "ES", SecType = "FUT", Exchange = "CME" } });
        _client.Wait<ContractDataEndMessage>();
        var future = _client.All<ContractDataMessage>()[0].Contract;
        _client.Send(new SecDefOptParamsRequest { ReqId = 2, UnderlyingSymbol = "AAPL", UnderlyingSecType = "STK", UnderlyingConId = Gateways.Apple });
        var chain = _client.Wait<SecDefOptParamsMessage>();
        var option = Gateways.AppleOption(chain.Expirations[^1], chain.Strikes[20], "C");

        StatusOf(_client.Place(future, Order("BUY", "MKT", 1)), IbOrderStatus.Filled);
        Assert.Equal(1_000_000m, Assert.Single((await _gateway.LedgerAsync()).Accounts).Cash);
        StatusOf(_client.Place(option, Order("BUY", "MKT", 2)), IbOrderStatus.Filled);

        var premium = _client.Wait<ExecDetailsMessage>(static m => m.Contract.SecType == "OPT").Execution.Price;
        Assert.Equal(1_000_000m - 200 * premium - 1.30m, Assert.Single((await _gateway.LedgerAsync()).Accounts).Cash);
        StatusOf(_client.Place(future, Order("SELL", "MKT", 1)), IbOrderStatus.Filled);
        var traded = _client.All<ExecDetailsMessage>().Where(static m => m.Contract.SecType == "FUT").Select(static m => m.Execution.Price).ToArray();
        Assert.Equal(1_000_000m - 200 * premium - 1.30m + 50 * (traded[1] - traded[0]) - 4.50m, Assert.Single((await _gateway.LedgerAsync()).Accounts).Cash);
    }

    [Fact]
    public async Task The_default_client_binds_orders_made_by_hand()
    {
        var manual = await _gateway.PlaceManualOrderAsync(new ManualOrder(Gateways.Apple, "BUY", 5, "LMT", _bid - 5, TimeInForce: "GTC"));
        using var zero = RawClient.Connect(_gateway.Port, 0);

        zero.Send(new OpenOrdersRequest());

        var bound = zero.Wait<OrderBoundMessage>();
        Assert.Equal((manual.PermId, 0, -1), (bound.PermId!.Value, bound.ClientId, bound.OrderId));
        zero.Wait<OpenOrderMessage>(static m => m.Order.OrderId == -1);
        zero.Send(new CancelOrderRequest { OrderId = -1 });
        zero.Wait<OrderStatusMessage>(static m => m is { OrderId: -1, Status: IbOrderStatus.Cancelled });
    }

    private (int Parent, int Target, int Stop) Bracket(decimal entry)
    {
        var parent = _client.Place(Apple, Order("BUY", "LMT") with { LmtPrice = entry, Transmit = false });
        var target = _client.Place(Apple, Order("SELL", "LMT") with { LmtPrice = _bid + 10, ParentId = parent, Transmit = false });
        var stop = _client.Place(Apple, Order("SELL", "STP") with { AuxPrice = _bid - 10, ParentId = parent });
        return (parent, target, stop);
    }

    private Task MoveAsync(decimal price) => _gateway.ChangePriceAsync(new PriceChange(Gateways.Apple, Price: price));

    private OrderStatusMessage StatusOf(int id, IbOrderStatus status) => _client.Wait<OrderStatusMessage>(m => m.OrderId == id && m.Status == status);

    private static TwsOrder Order(string action, string type, decimal quantity = 100) => new() { Action = action, OrderType = type, TotalQuantity = quantity };
}
